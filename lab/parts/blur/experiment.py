"""Trains VAEs with ever wider codes, and one with longer codes; measures all of them."""

import numpy as np

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.parameters import at_least_two
from lab.experiment.vae_networks import vae_arguments
from lab.models import PlainVAE
from lab.parts.blur import measures

PLANE = 2


def run(context):
    """Codes in the plane overlap at every beta; those of many latents leave holes."""
    p, data = context.parameters, context.dataset
    betas = at_least_two("betas", p.betas)
    histories, overlaps = {}, {}
    for beta in betas:
        name = f"beta{beta:g}"
        model, histories[name] = _train(context, name, z_dim=PLANE, beta=beta)
        overlaps[name] = measures.of_overlap(name, model, data)
    many_latents, histories["wide"] = _train(context, "wide", z_dim=p.z_dim, beta=1.0)
    judge, judge_accuracy = context.judge()
    metrics, arrays = gathered(
        [
            *overlaps.values(),
            ({"judge_accuracy": judge_accuracy}, {"betas": np.array(betas)}),
            measures.of_shifts(many_latents, data),
            measures.of_holes(many_latents, data, judge),
        ]
    )
    metrics |= measures.over_betas(betas, metrics)
    return Outcome(metrics, merged(histories), arrays)


def _train(context, name, z_dim, beta):
    model = PlainVAE(z_dim=z_dim, beta=beta, **vae_arguments(context))
    return model, context.unlabelled().train(model, name)
