"""The coursework's MADE on its own framework, and the best single network of its kind."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import Expected
from lab.experiment.made_training import BestNetwork, Network
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.published import DYNAMIC, FIXED

BEST = dataclasses.asdict(BestNetwork())


@dataclasses.dataclass(frozen=True)
class Parameters(Network):
    """The network, and what it is compared with. `ensemble_...`: the one of several orders.

    preset "best": the best network; "long": a wider one for images that are drawn anew each time.
    """

    PRESETS: ClassVar = {
        "coursework": {},
        "best": BEST,
        "long": BEST | {"hidden_units": (2352, 2352), "dropout": 0.1, "epochs": 40},
    }

    preset: str = setting("coursework", choices=tuple(PRESETS))
    order: str = setting("raster", choices=("raster", "random"))
    unmasked_epochs: int = setting(2, at_least=1)
    ensemble_units: tuple[int, ...] = setting((500,), at_least=1)
    ensemble_orders: int = setting(8, at_least=2)
    ensemble_epochs: int = setting(5, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 2, "unmasked_epochs": 1, "ensemble_epochs": 1, "updates_per_epoch": 10}
        # an average over so few updates would be the start
        return dataclasses.replace(self, **short, warm_up=5, averaging=0.0, ensemble_units=(30,))


EXPECTED = (
    Expected("test_nll", 80, 95.0, "own aim for the coursework's network", FIXED, "coursework"),
    Expected("test_nll", 80, 88.4, "best published with one mask: 88.40 †", FIXED, "best"),
    Expected("test_nll", 75, 84.87, "MADE, 8000 units: 84.87", DYNAMIC, "long"),
    Expected("made_sees_itself_or_later", 0, 0, "coursework, section 1.2: strictly triangular"),
    Expected("unmasked_sees_itself_or_later", 0.1, None, "coursework, section 1.2: it copies"),
    Expected(
        "gradient_error_finite_differences", None, 1e-7, "coursework, section 3.1: all backwards"
    ),
    Expected("sum_mean_likelihood", 1 - 1e-4, 1 + 1e-4, "a density"),
    Expected("sum_mean_logits", 1.001, None, "no density, though 79.3 nats of MADE are quoted so"),
    Expected("judged_sure", 0.3, None, "own aim: the judge takes samples for digits", "mnist"),
)


PART = Part(
    name="made",
    question="What does a network draw that never looks ahead, and how likely are real images?",
    source="coursework",
    minutes=8,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
