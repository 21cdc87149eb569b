"""What reconstruction and KL each do to a VAE's codes, and what can be done with codes."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import SEEDS, SPREAD, THEORY, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# of the plane of codes, that which is decoded on a grid
SQUARE = (-1.5, 1.5)
# of the way from one image to another
PATH_SHARES = tuple(step / 8 for step in range(9))
# of the attribute vector
AMOUNTS = tuple(step / 4 for step in range(-4, 5))


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """z_dim: of the VAE for paths and attributes; the maps are of codes in the plane."""

    z_dim: int = setting(16, at_least=1)
    epochs: int = 15

    SMOKE: ClassVar = {"epochs": 2, "updates_per_epoch": 25}


EXPECTED = (
    Expected(
        "sigma_reconstruction",
        None,
        SPREAD,
        "notes: without KL the variance goes to zero",
        meaning="σ of q(z|x), trained on reconstruction only",
        kind=SEEDS,
    ),
    Expected(
        "sigma_kl",
        0.99,
        1.01,
        "theory: KL alone gives the prior, σ = 1",
        meaning="σ of q(z|x), trained on KL only",
        kind=THEORY,
    ),
    Expected(
        "sigma_both",
        SPREAD,
        SPREAD,
        "lecture: the two halves of the loss balance",
        meaning="σ of q(z|x), trained on both",
        kind=SEEDS,
    ),
    Expected(
        "correlation_slant",
        SPREAD,
        None,
        "slides: the slant vector changes the slant",
        meaning="requested and measured change of slant, correlation",
        kind=SEEDS,
    ),
    Expected(
        "correlation_thickness",
        SPREAD,
        None,
        "slides: the thickness vector changes the thickness",
        meaning="requested and measured change of thickness, correlation",
        kind=SEEDS,
    ),
    Expected(
        "judged_sure_halfway_gain",
        SPREAD,
        None,
        "slides: interpolated codes beat blended images",
        meaning="share of images halfway in which the judge is sure, codes minus pixels",
        kind=SEEDS,
    ),
)


PART = Part(
    name="latent",
    question="How do reconstruction and KL shape the codes, and do directions in z mean anything?",
    source="slides, lecture",
    minutes=2,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
