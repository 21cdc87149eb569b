"""Posterior collapse: caused by noise on one latent, undone, and met in deep networks."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# the network with the noise, and its latent that has it
NOISY, LATENT = "noisy", 0


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """noise: its standard deviation. noise_from, noise_until: fractions of the training.

    z_dim: latents of the network with the noise. many: those of the networks that collapse by
    themselves, which have deep_layers; warm_up: the fraction of the training over which their KL
    weight rises; small_beta: another KL weight; seeds: how many of each are trained. Everything is
    measured after each epoch, so epochs are short.
    """

    SMOKE: ClassVar = {
        "hidden_layers": (64,),
        "deep_layers": (32,) * 3,
        "many": 8,
        "seeds": 2,
        "epochs": 4,
        "updates_per_epoch": 15,
    }

    z_dim: int = setting(4, at_least=1)
    noise: float = setting(10.0, at_least=0)
    noise_from: float = setting(0.25, at_least=0)
    noise_until: float = setting(0.5, at_least=0)
    deep_layers: tuple[int, ...] = setting((128,) * 6, at_least=1)
    many: int = setting(32, at_least=1)
    small_beta: float = setting(0.5, above=0)
    warm_up: float = setting(0.5, at_least=0)
    seeds: int = setting(5, at_least=1)
    epochs: int = 40
    updates_per_epoch: int = 100


EXPECTED = (
    Expected(
        "gain_minus_kl_nats_before",
        0.0,
        None,
        "lecture: an active latent gains more than its KL",
        meaning="before the noise: gain of the latent minus its KL, nats",
        kind=CLAIM,
    ),
    Expected(
        "updates_to_gain_below_kl",
        None,
        SPREAD,
        "lecture: with noise the gain falls below the KL",
        meaning="updates with noise until the gain is below the KL",
        kind=SEEDS,
    ),
    Expected(
        "updates_from_gain_below_kl_to_ignored",
        0,
        None,
        "lecture: first the gain falls, then the KL",
        meaning="updates from then until the latent has collapsed",
        kind=CLAIM,
    ),
    Expected(
        "kl_nats_noise",
        None,
        0.1,
        "lecture: the latent is ignored, that is below 0.1 nats",
        meaning="with the noise: KL of the latent, nats",
        kind=CLAIM,
    ),
    Expected(
        "sigma_noise",
        SPREAD,
        SPREAD,
        "lecture: its variance grows to the prior's",
        meaning="with the noise: σ of the latent",
        kind=SEEDS,
    ),
    Expected(
        "gain_minus_kl_nats_after",
        0.0,
        None,
        "lecture: without noise it is active again",
        meaning="after the noise: gain of the latent minus its KL, nats",
        kind=CLAIM,
    ),
    Expected(
        "kl_ratio_after_to_before",
        SPREAD,
        SPREAD,
        "lecture: without noise it is active again",
        meaning="KL of the latent, ratio after / before the noise",
        kind=SEEDS,
    ),
    Expected(
        "in_use_lost_by_depth_ci_low",
        0,
        None,
        "the deep network loses latents",
        meaning="latents in use, shallow network minus deep one, lower end of the 95% interval",
        kind=AIM,
    ),
    Expected(
        "elbo_gain_nats_warm_up_ci_low",
        0.0,
        None,
        "warm-up makes the bound no worse",
        meaning="ELBO gained by KL warm-up, nats, lower end of the 95% interval",
        kind=AIM,
    ),
)


PART = Part(
    name="collapse",
    question="When does a VAE's latent collapse, does it recover, and what prevents it?",
    source="lecture",
    minutes=4,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
