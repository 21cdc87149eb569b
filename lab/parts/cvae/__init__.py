"""The conditional VAE: encoder and decoder are told the class."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import SEEDS, SPREAD, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# images that are generated of each class
PER_CLASS = 200


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """The notes' layers for all three; the lab sheet's classifier for the one that guesses.

    classes: how many of the data set's classes, the first ones; 0: all.
    """

    SMOKE: ClassVar = {"hidden_layers": (64,), "classes": 3, "epochs": 2, "updates_per_epoch": 60}

    z_dim: int = setting(4, at_least=1)
    digit_classification_layers: tuple[int, ...] = setting((128,), at_least=1)
    digit_classification_weight: float = setting(10.0, at_least=0)
    classes: int = setting(0, at_least=0)
    epochs: int = 15


EXPECTED = (
    Expected(
        "judged_right_cvae",
        SPREAD,
        None,
        "lecture: it generates the class asked for",
        meaning="CVAE: share of generated images that the judge assigns to the class asked for",
        kind=SEEDS,
    ),
    Expected(
        "transferred_right_cvae",
        SPREAD,
        None,
        "lecture: it generates the class asked for",
        meaning="CVAE: share of images of a style that the judge finds in the class asked for",
        kind=SEEDS,
    ),
    Expected(
        "style_kept_cvae",
        SPREAD,
        None,
        "slides: z is the style, y the class",
        meaning="CVAE: slant and thickness before and after a new class, correlation",
        kind=SEEDS,
    ),
    Expected(
        "style_kept_separate",
        SPREAD,
        SPREAD,
        "lecture: separate VAEs share nothing",
        meaning="one VAE per class: slant and thickness before and after a new class, correlation",
        kind=SEEDS,
    ),
    Expected(
        "elbo_gain_nats_cvae_over_guessed",
        SPREAD,
        None,
        "being told is no worse than predicting",
        meaning="bound of the CVAE minus that of the network that predicts the class, nats",
        kind=SEEDS,
    ),
    Expected(
        "variance_ratio_cvae",
        SPREAD,
        SPREAD,
        "more than ten mean images (0)",
        meaning="CVAE: variance within a class, ratio to that of real images",
        kind=SEEDS,
    ),
)


PART = Part(
    name="cvae",
    question="What does a VAE learn when told the class, and what does weight sharing change?",
    source="slides, lecture",
    minutes=2,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
