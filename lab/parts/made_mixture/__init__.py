"""A mixture of MADEs over several pixel orders: separate networks, or one shared network."""

import dataclasses
from typing import ClassVar

from lab.experiment import published
from lab.experiment.expected import Expected
from lab.experiment.made_training import BestNetwork
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters(BestNetwork):
    """networks: how many, each the best single one. orders: how many scans share its weights; an
    update trains all of them.
    """

    PRESETS: ClassVar = {
        "independent": {},
        "shared": {"networks": 1, "orders": 2, "hidden_units": (2352, 2352), "dropout": 0.3},
    }

    preset: str = setting("independent", choices=tuple(PRESETS))
    networks: int = setting(8, at_least=1)
    orders: int = setting(1, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"hidden_units": (40, 40), "epochs": 1, "updates_per_epoch": 5}
        return dataclasses.replace(self, networks=min(self.networks, 2), **short)


_BEST = "best published MADE, 32 masks: 86.64"


EXPECTED = (
    Expected("test_nll", 75, 86.64, _BEST, published.FIXED, "independent"),
    Expected("test_nll", 75, 87.0, f"own aim for one network; {_BEST}", published.FIXED, "shared"),
    Expected("mixture_gain", 0.5, 5, "own aim: the mixture pays for its networks"),
)


PART = Part(
    name="made-mixture",
    question="How much better than one MADE is the mean of several ones' probabilities?",
    source="coursework",
    minutes=20,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
