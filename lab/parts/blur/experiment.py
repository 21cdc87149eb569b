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
    planes = {f"beta{beta:g}": _network(context, PLANE, beta) for beta in betas}
    many_latents = _network(context, p.z_dim, beta=1.0)
    histories = context.unlabelled().train_together(planes | {"wide": many_latents})
    judge, judge_accuracy = context.judge()
    metrics, arrays = gathered(
        [
            *(measures.of_overlap(name, model, data) for name, model in planes.items()),
            ({"judge_accuracy": judge_accuracy}, {"betas": np.array(betas)}),
            measures.of_shifts(many_latents, data),
            measures.of_holes(many_latents, data, judge),
        ]
    )
    metrics |= measures.over_betas(betas, metrics)
    return Outcome(metrics, merged(histories), arrays)


def _network(context, z_dim, beta):
    return PlainVAE(z_dim=z_dim, beta=beta, **vae_arguments(context))
