"""What the part beta-vae trains and measures."""

import numpy as np

from lab.experiment.histories import columns, mean_rows, merged
from lab.experiment.outcome import Outcome
from lab.experiment.parameters import at_least_two
from lab.experiment.vae_networks import vae_arguments
from lab.models import PlainVAE
from lab.parts.beta_vae import measures


def run(context):
    """Trains several networks with each beta and scores their codes; shows the first of each."""
    p = context.parameters
    betas = at_least_two("betas", p.betas)
    scores, pictures, histories = [], [], {}
    for beta in betas:
        trained = [_train(context, beta, number) for number in range(p.seeds)]
        scores.append(
            columns([measures.scores(model, rows[-1], context.dataset) for model, rows in trained])
        )
        pictures.append(measures.pictures(trained[0][0], context.dataset))
        histories[f"beta{beta:g}"] = mean_rows([rows for _, rows in trained])
    # {score: [betas, seeds]}
    table = columns(scores)
    arrays = columns(pictures) | table | measures.of_the_dataset(context.dataset)
    metrics = measures.summary(betas, table)
    return Outcome(metrics, merged(histories), arrays | {"betas": np.array(betas)})


def _train(context, beta, number):
    """One network and its history; `number` distinguishes those of one beta."""
    context = context.unlabelled().of_network(number)
    model = PlainVAE(z_dim=context.parameters.z_dim, beta=beta, **vae_arguments(context))
    return model, context.train(model, f"beta{beta:g}_{number}")
