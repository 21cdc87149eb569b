"""The VAE-GAN beside the VAE with the same encoder and decoder."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.parameters import Training, setting
from lab.experiment.part import Part

SAMPLES_PER_EPOCH = 1000


@dataclasses.dataclass(frozen=True)
class Parameters(Training):
    """gamma: the decoder's weight on L_llike. seeds: how many networks of each kind are trained.

    The lecture gives none of these.
    """

    gamma: float = setting(0.25, at_least=0)
    seeds: int = setting(3, at_least=1)
    z_dim: int = setting(16, at_least=1)
    channels: int = setting(32, at_least=1)
    hidden_units: int = setting(128, at_least=1)
    discriminator_channels: int = setting(32, at_least=1)
    discriminator_units: int = setting(128, at_least=1)
    epochs: int = 8
    batch_size: int = 64
    discriminator_learning_rate: float = setting(0.0001, above=0)
    # of the VAE-GAN's Adam: a shorter memory than usual, since each network's task keeps changing
    beta_1: float = setting(0.5, at_least=0)

    SMOKE: ClassVar = {
        "seeds": 1,
        "channels": 8,
        "discriminator_channels": 8,
        "epochs": 2,
        "updates_per_epoch": 15,
    }


EXPECTED = (
    Expected(
        "sharpness_margin_min",
        0.0,
        None,
        "lecture: sharper than the VAE; closer to real digits for every seed",
        "mnist",
        meaning="how much closer to real sharpness, from either side, samples are than the VAE's, "
        "worst seed",
        kind=CLAIM,
    ),
    Expected(
        "sharpness_margin_reconstructed_min",
        0.0,
        None,
        "lecture: sharper than the VAE; closer to real digits for every seed",
        "mnist",
        meaning="how much closer to real sharpness, from either side, reconstructions are than the "
        "VAE's, worst seed",
        kind=CLAIM,
    ),
    Expected(
        "frechet_ratio_vae_to_vae_gan_min",
        1.0,
        None,
        "samples closer to test images than the VAE's for every seed",
        "mnist",
        meaning="Fréchet distance to test images, ratio VAE / VAE-GAN, worst seed",
        kind=AIM,
    ),
    Expected(
        "classes_share_vae_gan_min",
        SPREAD,
        None,
        "no mode collapse, all classes for every seed",
        meaning="effective number of classes among VAE-GAN samples, share of all, worst seed",
        kind=SEEDS,
    ),
    Expected(
        "val_fake_right_max",
        SPREAD,
        SPREAD,
        "neither network wins, the discriminator still errs",
        meaning="share of generated images that the discriminator rejects, largest of all seeds",
        kind=SEEDS,
    ),
)


PART = Part(
    name="vae-gan",
    question="Is a VAE sharper when a discriminator, not the pixels, measures similarity?",
    source="lecture",
    minutes=8,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
