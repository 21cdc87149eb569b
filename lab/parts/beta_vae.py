"""The beta-VAE: more weight on KL, and each latent stands for one thing.

Question: does a larger weight on KL give each factor of the images a latent for itself, and what
    does that cost?
Source: lecture, "beta-VAE" (the constrained problem, its Lagrangian, the loss); it gives neither a
    network nor numbers. Higgins et al., "beta-VAE: Learning Basic Visual Concepts with a
    Constrained Variational Framework" (2017) for ten latents and beta up to 16.
Command: python run_lab.py --part beta-vae
Time: about twelve minutes on two cores (24 of one), three networks at each of five beta.
What one should see: as beta grows, KL falls and the reconstruction gets worse. At beta = 1 two
    latents share x and two share y, each for a part of the picture, and tell the rotation on the
    side; at beta = 8 x, y and scale have a latent each, and MIG and DCI are highest. The way there
    is not straight: at beta = 2 three latents mix x and y, and all scores are below those of
    beta = 1. No latent ever stands for shape or rotation, which change few pixels, and at beta = 16
    scale is all but given up too: all latents together tell less and less.
How it is measured: MIG on draws from q(z|x), SAP and DCI on its means, as their sources do; see
    lab/evaluation/disentanglement.py. The gain of the best beta is that of a network at the beta
    which is best for the other networks, so that nothing is chosen after the fact. Of all beta
    together the gains are no larger than their errors: "more is better" does not hold.
"""

import dataclasses

import numpy as np

from lab.errors import LabError
from lab.parts import beta_vae_figures, beta_vae_numbers
from lab.parts.experiment import Expected, Outcome, mean_rows, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored


@dataclasses.dataclass(frozen=True)
class Parameters:
    """betas: the weights on KL. seeds: networks trained with each."""

    betas: tuple[float, ...] = setting((1.0, 2.0, 4.0, 8.0, 16.0), above=0)
    seeds: int = setting(3, at_least=1)
    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(10, at_least=2)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(50, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(
            self, betas=(1.0, 16.0), seeds=1, hidden_layers=(64,), epochs=1, updates_per_epoch=50
        )


_RISE = "lecture: beta > 1 disentangles; the best beta, above 0 by two standard errors"
EXPECTED = (
    Expected("mig_best_gain_less_2_se", 0.0, None, _RISE),
    Expected("sap_best_gain_less_2_se", 0.0, None, _RISE),
    Expected("dci_best_gain_less_2_se", 0.0, None, _RISE),
    Expected("recon_nats_gain_less_2_se", 0.0, None, "lecture: a compromise with reconstruction"),
)


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
            [beta_vae_numbers.scores(model, rows[-1], context.dataset) for model, rows in of_beta]
        )
        pictures.append(beta_vae_numbers.pictures(of_beta[0][0], context.dataset))
        histories[f"beta{beta:g}"] = mean_rows([rows for _, rows in of_beta])
    # {score: [betas, seeds]}
    table = {
        name: np.array([[row[name] for row in of_beta] for of_beta in scores])
        for name in scores[0][0]
    }
    arrays = {name: np.stack([row[name] for row in pictures]) for name in pictures[0]}
    arrays |= table | beta_vae_numbers.of_the_dataset(context.dataset)
    metrics = beta_vae_numbers.summary(betas, table)
    return Outcome(metrics, merged(histories), arrays | {"betas": np.array(betas)})


def _train(context, beta, number):
    """One network and its history; `number` tells those of one beta apart."""
    from lab.models import PlainVAE

    context = context.unlabelled().of_network(number)
    model = PlainVAE(z_dim=context.parameters.z_dim, beta=beta, **mirrored(context))
    return model, context.train(model, f"beta{beta:g}_{number}")


def draw(record):
    """The figures of a finished run, by name."""
    return beta_vae_figures.all_figures(record)
