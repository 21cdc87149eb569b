"""What the part blur trains and measures."""

import numpy as np

from lab.errors import LabError
from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.parts.blur import measures

PLANE = 2


def run(context):
    """Trains a VAE in the plane at each beta and one with longer codes; measures all three."""
    p = context.parameters
    betas = sorted(set(p.betas))
    if len(betas) < 2:
        raise LabError(f"betas={betas[0]:g} is invalid: give at least two, to compare them")
    histories, measured = {}, []
    for beta in betas:
        model, histories[f"beta{beta:g}"] = _train(context, f"beta{beta:g}", PLANE, beta)
        measured.append(measures.of_overlap(f"beta{beta:g}", model, context.dataset))
    wide, histories["wide"] = _train(context, "wide", p.z_dim, 1.0)
    judge, judge_accuracy = context.judge()
    measured += [
        ({"judge_accuracy": judge_accuracy}, {"betas": np.array(betas)}),
        measures.of_shifts(wide, context.dataset),
        measures.of_holes(wide, context.dataset, judge),
    ]
    metrics, arrays = gathered(measured)
    metrics |= measures.over_betas(betas, metrics)
    return Outcome(metrics, merged(histories), arrays)


def _train(context, name, z_dim, beta):
    from lab.models import PlainVAE

    model = PlainVAE(z_dim=z_dim, beta=beta, **vae_arguments(context))
    return model, context.unlabelled().train(model, name)
