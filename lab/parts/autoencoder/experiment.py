"""Trains AEs and VAEs of several code sizes, and compares them with each other and PCA."""

import numpy as np

from lab.evaluation.codes import mean_codes
from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.models import Autoencoder, BernoulliAutoencoder, NotesVAE, PlainVAE
from lab.parts.autoencoder import KINDS, PLANE, STEPWISE, WIDE, measures
from lab.parts.autoencoder.measures import MAPPED
from lab.storage import networks


def run(context):
    """Every kind of network, and what is measured on them."""
    sizes = sorted({PLANE, WIDE, *context.parameters.code_sizes})
    models = {
        f"{kind}_{size}": _network(context, kind, size)
        for size in sizes
        for kind in (KINDS if size in (PLANE, WIDE) else STEPWISE)
    }
    histories = context.unlabelled().train_together(models)
    judge, judge_accuracy = context.judge()
    data, some = context.dataset, context.dataset.test.spread(MAPPED)
    codes = {name: mean_codes(model, some.images) for name, model in models.items()}
    measured = [
        ({"judge_accuracy": judge_accuracy}, {"sizes": np.array(sizes)}),
        measures.of_real_images(data, judge),
        measures.of_pca(data, sizes),
        *(measures.of_codes(name, codes[name], data) for name in models),
        *(measures.of_images(name, model, data, judge) for name, model in models.items()),
        *(
            measures.of_squared_error(name, model, data)
            for name, model in models.items()
            if isinstance(model, NotesVAE)
        ),
        measures.of_the_plane({kind: models[f"{kind}_{PLANE}"] for kind in STEPWISE}, data),
    ]
    metrics, arrays = gathered(measured)
    metrics |= measures.comparisons(metrics, sizes)
    of_the_plane = {kind: histories[f"{kind}_{PLANE}"] for kind in KINDS}
    return Outcome(metrics, merged(of_the_plane), arrays, networks=_explored(models, judge))


def _explored(models, judge):
    """What the explorer runs: the judge, and the pair with codes of two numbers and one loss."""
    kinds = {
        "ae_bernoulli": networks.bernoulli_autoencoder(models[f"ae_bernoulli_{PLANE}"]),
        "vae": networks.vae(models[f"vae_{PLANE}"]),
    }
    return networks.judge(judge) | {
        f"{kind} {way}": layers for kind, ways in kinds.items() for way, layers in ways.items()
    }


def _network(context, kind, size):
    p, pixels = context.parameters, context.dataset.train.pixels.shape[1]
    if kind == "vae":
        return PlainVAE(z_dim=size, beta=p.beta, **vae_arguments(context))
    if kind in ("vae_squared", "vae_notes"):
        # the notes' layers, of which they know the width only by that of the images
        layers = (max(1, pixels // 2),) if kind == "vae_notes" else None
        return NotesVAE(z_dim=size, beta=p.squared_beta, **vae_arguments(context, layers))
    model = {"ae": Autoencoder, "ae_bernoulli": BernoulliAutoencoder}[kind]
    return model(
        hidden_layers=p.hidden_layers,
        code_dim=size,
        activation=p.activation,
        input_dim=pixels,
        seed=context.seed,
    )
