"""The ELBO as an estimate: two forms of its KL term, K samples of z, two likelihoods of pixels."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, CLAIM, SEEDS, SPREAD, THEORY, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# test images on which the noise of the ELBO is followed, and on which its two KL terms are compared
FOLLOWED, COMPARED = 100, 100
# numbers of samples of z at which the Monte Carlo KL is shown
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# from which the noise of the gradient is estimated
BATCHES = 20
# the networks whose decoder's deviation is learned, and starts at decoder_std or at the best fixed
LEARNED, LEARNED_FROM_BEST = "learned", "learned_from_best"


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """samples: K, samples of z per image and update; the noise of the network with the first K is
    followed through its training. decoder_stds: fixed ones; two more networks learn it, starting at
    the sheet's decoder_std and at the best fixed one. linear_z_dim: latents of the linear-Gaussian
    VAE.
    """

    SMOKE: ClassVar = {
        "hidden_layers": (64,),
        "samples": (1, 5),
        "decoder_stds": (0.2,),
        "epochs": 2,
        "updates_per_epoch": 25,
    }

    z_dim: int = setting(10, at_least=1)
    linear_z_dim: int = setting(4, at_least=1)
    samples: tuple[int, ...] = setting((1, 5, 10), at_least=1)
    decoder_stds: tuple[float, ...] = setting((0.05, 0.08, 0.12, 0.2, 0.5, 1.0), above=0)
    decoder_std: float = setting(0.5, above=0)
    epochs: int = 8


_SAME_VALUE = "lecture: both forms have the same expectation"


EXPECTED = (
    Expected(
        "kl_z_score",
        None,
        4,
        _SAME_VALUE,
        meaning="difference between Monte Carlo and closed-form KL, in standard errors",
        kind=THEORY,
    ),
    Expected(
        "kl_z_score_linear",
        None,
        4,
        _SAME_VALUE,
        meaning="linear-Gaussian VAE: difference between Monte Carlo and closed-form KL, "
        "in standard errors",
        kind=THEORY,
    ),
    Expected(
        "elbo_variance_ratio_start",
        1,
        None,
        "errata: before training the closed form is less noisy",
        meaning="variance of the ELBO before training, ratio of Monte Carlo to closed-form KL",
        kind=CLAIM,
    ),
    Expected(
        "gradient_variance_ratio_start",
        1,
        None,
        "lecture: the closed form makes the gradient less noisy",
        meaning="variance of the gradient before training, ratio of Monte Carlo to closed-form KL",
        kind=CLAIM,
    ),
    Expected(
        "elbo_variance_ratio_end_linear",
        None,
        1,
        "errata: close to the exact q the closed form is the noisier one",
        meaning="linear-Gaussian VAE: variance of the ELBO after training, ratio of Monte Carlo "
        "to closed-form KL",
        kind=CLAIM,
    ),
    Expected(
        "std_ratio_to_rmse_learned",
        SPREAD,
        SPREAD,
        "closed form: the σ that maximises the ELBO, ratio 1",
        meaning="ratio of the learned σ of the decoder to its root-mean-square error",
        kind=SEEDS,
    ),
    Expected(
        "elbo_gain_nats_learned",
        0,
        None,
        "no fixed σ does better",
        "mnist",
        meaning="ELBO with the learned σ minus that with the best fixed σ, nats",
        kind=AIM,
    ),
)


PART = Part(
    name="elbo",
    question="How noisy is the ELBO estimate, and which likelihood suits the pixels?",
    source="lecture, lab sheet",
    minutes=4,
    needs_validation=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
