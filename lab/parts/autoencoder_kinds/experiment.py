"""What the part autoencoder-kinds trains and measures."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered


def run(context):
    """Trains all networks and measures what each is for."""
    import lab.parts.autoencoder_kinds.measures as measures

    p, data = context.parameters, context.dataset
    plain = context.unlabelled()
    models, histories = {}, {}
    for name, model in _networks(p, data.train.pixels.shape[1], context.seed).items():
        models[name], histories[name] = model, _trained(plain, model, name)
    images = data.test.spread(2_000).images
    trained_at = {kind: getattr(p, f"{kind}_strength") for kind in measures.CORRUPTIONS}
    found = (
        measures.copying(models, images, measures.foreign_images(data, context.seed, len(images))),
        measures.denoising(
            models, images, data.shape, trained_at, p.removed_strengths, context.seed
        ),
        measures.sparsity(models, images, p.rho),
        measures.contraction(models, images, context.seed, p.jacobian_images),
    )
    metrics = {"training_seconds": sum(r["seconds"] for h in histories.values() for r in h)}
    numbers, arrays = gathered(found)
    return Outcome(metrics | numbers, _with_errors(histories), arrays)


def _networks(p, pixels, seed):
    """Every network of the part, by name; each penalty beside the same network without it."""
    from lab.models import (
        Autoencoder,
        ContractiveAutoencoder,
        DenoisingAutoencoder,
        SparseAutoencoder,
    )
    from lab.models.noise import CORRUPTIONS

    common = {"input_dim": pixels, "seed": seed}
    networks = {
        "undercomplete": Autoencoder((), p.narrow_code, **common),
        "overcomplete": Autoencoder((), p.wide_code, code_activation="relu", **common),
    }
    for kind in CORRUPTIONS:
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


def _trained(context, model, name):
    """Trains with Adam, the rate falling to 0 along a cosine; returns the history."""
    import keras

    p, schedule = context.parameters, context.schedule(context.parameters.epochs)
    rate = keras.optimizers.schedules.CosineDecay(p.learning_rate, schedule.updates)
    model.compile(optimizer=keras.optimizers.Adam(rate))
    return context.fit(model, name, schedule)


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
