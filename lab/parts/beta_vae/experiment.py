"""What the part beta-vae trains and measures."""

import numpy as np

from lab.experiment.histories import columns, mean_rows, merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.parameters import at_least_two
from lab.experiment.vae_networks import vae_arguments
from lab.models import PlainVAE
from lab.parts.beta_vae import measures


def run(context):
    """Trains several networks with each beta and scores their codes; shows the first of each."""
    p = context.parameters
    betas = at_least_two("betas", p.betas)
    # those of one seed see the same images
    models, histories = gathered(_train(context, betas, number) for number in range(p.seeds))
    scores, pictures, mean_histories = [], [], {}
    for beta in betas:
        names = [_name(beta, number) for number in range(p.seeds)]
        rows_of_beta = [
            measures.scores(models[name], histories[name][-1], context.dataset) for name in names
        ]
        scores.append(columns(rows_of_beta))
        pictures.append(measures.pictures(models[names[0]], context.dataset))
        mean_histories[f"beta{beta:g}"] = mean_rows([histories[name] for name in names])
    # {score: [betas, seeds]}
    table = columns(scores)
    arrays = columns(pictures) | table | measures.of_the_dataset(context.dataset)
    metrics = measures.summary(betas, table)
    return Outcome(metrics, merged(mean_histories), arrays | {"betas": np.array(betas)})


def _train(context, betas, number):
    """The networks of one seed, one for each beta, and their histories, by name."""
    context = context.unlabelled().of_network(number)
    z_dim = context.parameters.z_dim
    models = {
        _name(beta, number): PlainVAE(z_dim=z_dim, beta=beta, **vae_arguments(context))
        for beta in betas
    }
    return models, context.train_together(models)


def _name(beta, number):
    return f"beta{beta:g}_{number}"
