"""Why a VAE's images are blurred, and what lies in the holes between its codes."""

import dataclasses
import math
from typing import ClassVar

from lab.experiment.expected import CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# a hole is where the codes are sparser than around all but this share of validation images' codes
HOLE_QUANTILE = 0.01


def nearest_to_one(betas):
    """The beta closest to the ELBO's."""
    return min(betas, key=lambda beta: abs(math.log(beta)))


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """betas: of the VAEs with codes in the plane. z_dim: of the VAE whose holes are looked at."""

    betas: tuple[float, ...] = setting((0.1, 1.0, 4.0, 16.0), above=0)
    z_dim: int = setting(16, at_least=1)

    SMOKE: ClassVar = {"betas": (0.1, 16.0), "epochs": 2, "updates_per_epoch": 50}


EXPECTED = (
    Expected(
        "images_per_code_ratio_min",
        1.0,
        None,
        "lecture, cause 1: the wider the codes, the more images share one",
        meaning="images per code, ratio from one β to the next, smallest",
        kind=CLAIM,
    ),
    Expected(
        "sharpness_drop_min",
        0.0,
        None,
        "lecture, cause 1: overlapping codes blur",
        "mnist",
        meaning="sharpness lost from one β to the next, smallest",
        kind=CLAIM,
    ),
    Expected(
        "r2_to_weighted_mean",
        SPREAD,
        None,
        "lecture, cause 1: the optimal decoder gives the weighted mean",
        meaning="share of the weighted means' variance that decoded images reproduce (R²)",
        kind=SEEDS,
    ),
    Expected(
        "reconstruction_closer_share",
        SPREAD,
        None,
        "lecture, cause 2: a blurred image beats one shifted by a pixel",
        meaning="share of test images whose reconstruction is closer than any shifted copy",
        kind=SEEDS,
    ),
    Expected(
        "hole_share_excess",
        0.0,
        None,
        "lecture, holes: the prior has more of them than the codes",
        meaning="share of prior samples that lie in holes, minus that of codes of test images",
        kind=CLAIM,
    ),
    Expected(
        "judged_sure_drop",
        0.0,
        None,
        "lecture, holes: what is decoded there is arbitrary",
        "mnist",
        meaning="share of images in which the judge is sure, densest minus sparsest tenth",
        kind=CLAIM,
    ),
)


PART = Part(
    name="blur",
    question="Why are a VAE's images blurred, and what lies in the holes between its codes?",
    source="lecture",
    minutes=2,
    needs_labels=True,
    needs_validation=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
