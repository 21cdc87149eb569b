"""What the part beta-vae trains and measures."""

import numpy as np

from lab.errors import LabError
from lab.experiment.histories import mean_rows, merged
from lab.experiment.outcome import Outcome
from lab.experiment.vae_networks import vae_arguments
from lab.parts.beta_vae import measures


def run(context):
    """Trains the networks of each beta, scores their codes, and pictures the first one of each."""
    p = context.parameters
    betas = sorted(set(p.betas))
    if len(betas) < 2:
        raise LabError(f"betas={betas[0]:g} is invalid: give at least two, to compare them")
    scores, pictures, histories = [], [], {}
    for beta in betas:
        of_beta = [_train(context, beta, number) for number in range(p.seeds)]
        scores.append(
            [measures.scores(model, rows[-1], context.dataset) for model, rows in of_beta]
        )
        pictures.append(measures.pictures(of_beta[0][0], context.dataset))
        histories[f"beta{beta:g}"] = mean_rows([rows for _, rows in of_beta])
    # {score: [betas, seeds]}
    table = {
        name: np.array([[row[name] for row in of_beta] for of_beta in scores])
        for name in scores[0][0]
    }
    arrays = {name: np.stack([row[name] for row in pictures]) for name in pictures[0]}
    arrays |= table | measures.of_the_dataset(context.dataset)
    metrics = measures.summary(betas, table)
    return Outcome(metrics, merged(histories), arrays | {"betas": np.array(betas)})


def _train(context, beta, number):
    """One network and its history; `number` tells those of one beta apart."""
    from lab.models import PlainVAE

    context = context.unlabelled().of_network(number)
    model = PlainVAE(z_dim=context.parameters.z_dim, beta=beta, **vae_arguments(context))
    return model, context.train(model, f"beta{beta:g}_{number}")
