"""Trains the kinds of autoencoders and measures what each is for."""

import keras

from lab.experiment.histories import merged, training_seconds
from lab.experiment.outcome import Outcome, gathered
from lab.models import (
    Autoencoder,
    ContractiveAutoencoder,
    DenoisingAutoencoder,
    SparseAutoencoder,
)
from lab.parts.autoencoder_kinds import NOISES, measures


def run(context):
    """All networks, each with what it is compared with, and what is measured on them."""
    p, data = context.parameters, context.dataset
    models = _networks(p, data.train.pixels.shape[1], context.seed)
    histories = _trained(context.unlabelled(), models)
    images = data.test.spread(2_000).images
    trained_at = {kind: getattr(p, f"{kind}_strength") for kind in NOISES}
    foreign = measures.inked_noise(data, context.seed, len(images))
    measured = [
        ({"training_seconds": sum(map(training_seconds, histories.values()))}, {}),
        measures.copying(models, images, foreign),
        measures.denoising(
            models, images, data.shape, trained_at, p.removed_strengths, context.seed
        ),
        measures.sparsity(models, images, p.rho),
        measures.contraction(models, images, context.seed, p.jacobian_images),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, _with_errors(histories), arrays)


def _networks(p, pixels, seed):
    """Every network of the part, by name; each penalty beside the same network without it."""
    common = {"input_dim": pixels, "seed": seed}
    networks = {
        "undercomplete": Autoencoder((), p.narrow_code, **common),
        "overcomplete": Autoencoder((), p.wide_code, code_activation="relu", **common),
    }
    for kind in NOISES:
        networks[kind] = DenoisingAutoencoder(
            p.denoising_layers,
            p.denoising_code,
            corruption=kind,
            strength=getattr(p, f"{kind}_strength"),
            **common,
        )
    for name, beta in (("dense", 0.0), ("sparse", p.sparse_beta)):
        networks[name] = SparseAutoencoder((), p.sparse_code, rho=p.rho, beta=beta, **common)
    for name, beta in (("uncontracted", 0.0), ("contractive", p.contractive_beta)):
        networks[name] = ContractiveAutoencoder(p.contractive_code, beta=beta, **common)
    return networks


def _trained(context, models):
    """Trains with Adam, with cosine decay of the learning rate; returns the histories."""
    p, schedule = context.parameters, context.schedule(context.parameters.epochs)
    for model in models.values():
        rate = keras.optimizers.schedules.CosineDecay(p.learning_rate, schedule.updates)
        model.compile(optimizer=keras.optimizers.Adam(rate))
    return context.fit_together(models, schedule)


def _with_errors(histories):
    """The merged rows; `recon` is the squared error everywhere, also where it is the whole loss."""
    return merged(
        {
            name: [
                {f"{split}_recon": row[f"{split}_loss"] for split in ("train", "val")} | row
                for row in rows
            ]
            for name, rows in histories.items()
        }
    )
