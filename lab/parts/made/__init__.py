"""The coursework's MADE on its own framework, and the best single network of its kind."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, PUBLISHED, THEORY, Expected
from lab.experiment.made_networks import BestMADENetwork, MADENetwork
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.published import FIXED, bar, no_density

# a network without masks copies its input where a pixel's derivative by itself is at least this
COPIES = 0.1
# of hand-written gradients, relative, against finite differences
GRADIENT_ERROR = 1e-7
# of the sum of a density over all images; from the other sum on it is none
SUM_ERROR, SUM_OF_NO_DENSITY = 1e-4, 1.001

BEST = dataclasses.asdict(BestMADENetwork()) | {"plain_epochs": 0}


@dataclasses.dataclass(frozen=True)
class Parameters(MADENetwork):
    """The network, and what it is compared with: the same one trained by plain SGD, the same one
    without masks, and a smaller one of several pixel orders, `ensemble_...`.

    plain_epochs: of the plain SGD; 0: not trained. preset "best": the best network; "long": a wider
    one, for images binarised anew in each epoch.
    """

    PRESETS: ClassVar = {
        "coursework": {},
        "best": BEST | {"plain_epochs": 0},
        "long": BEST
        | {"plain_epochs": 0, "hidden_units": (2352, 2352), "dropout": 0.1, "epochs": 40},
    }
    SMOKE: ClassVar = {
        "epochs": 2,
        "plain_epochs": 2,
        "unmasked_epochs": 1,
        "ensemble_epochs": 1,
        "updates_per_epoch": 10,
        "warm_up": 5,
        # an average over so few updates would still be the initial weights
        "averaging": 0.0,
        "ensemble_units": (30,),
    }

    preset: str = setting("coursework", choices=tuple(PRESETS))
    order: str = setting("raster", choices=("raster", "random"))
    plain_epochs: int = setting(36, at_least=0)
    unmasked_epochs: int = setting(2, at_least=1)
    ensemble_units: tuple[int, ...] = setting((500,), at_least=1)
    ensemble_orders: int = setting(8, at_least=2)
    ensemble_epochs: int = setting(5, at_least=1)


_NLL = "−log p(x), nats per test image"
_ONE_MASK = bar(FIXED, "MADE, 1 hidden layer, 1 mask")
_MEAN_LOGITS = no_density(FIXED)

EXPECTED = (
    Expected(
        "test_nll_nats",
        None,
        95.0,
        "for the coursework's network",
        FIXED,
        "coursework",
        _NLL,
        kind=AIM,
    ),
    Expected(
        "test_nll_nats",
        None,
        _ONE_MASK.nats,
        f"{_ONE_MASK.source.name}, 1 hidden layer, 1 mask: {_ONE_MASK.text} "
        "(†: quoted from memory)",
        FIXED,
        "best",
        _NLL,
        kind=PUBLISHED,
    ),
    Expected(
        "forbidden_derivative_made",
        0,
        0,
        "coursework, section 1.2: strictly triangular Jacobian",
        meaning="MADE: largest derivative of an output with respect to its own or a later pixel",
        kind=THEORY,
    ),
    Expected(
        "forbidden_derivative_unmasked",
        COPIES,
        None,
        "coursework, section 1.2: it copies its input",
        meaning="without masks: largest derivative of an output with respect to its own or a later "
        "pixel",
        kind=AIM,
    ),
    Expected(
        "gradient_error_finite_differences",
        None,
        GRADIENT_ERROR,
        "coursework, section 3.1: all backward passes",
        meaning="hand-written gradients: largest relative error against finite differences",
        kind=THEORY,
    ),
    Expected(
        "probability_sum_mean_likelihood",
        1 - SUM_ERROR,
        1 + SUM_ERROR,
        "a density sums to 1",
        meaning="mean of the likelihoods, summed over all images",
        kind=THEORY,
    ),
    Expected(
        "probability_sum_mean_logits",
        SUM_OF_NO_DENSITY,
        None,
        f"not a density, although {_MEAN_LOGITS.source.name} gives {_MEAN_LOGITS.nats} nats this "
        "way",
        meaning="likelihood from mean logits, summed over all images",
        kind=AIM,
    ),
    Expected(
        "judged_sure",
        0.3,
        None,
        "the judge recognises samples as digits",
        "mnist",
        meaning="share of samples in which the judge sees a class with probability 0.9 or more",
        kind=AIM,
    ),
)


PART = Part(
    name="made",
    question="What does a network that never looks ahead generate, and how likely does it find "
    "real images?",
    source="coursework",
    minutes=9,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
