"""A mixture of MADEs over several pixel orders: separate networks, or one shared network."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, PUBLISHED, Expected
from lab.experiment.made_networks import BestMADENetwork
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.published import FIXED, bar

# up to so many components a table shows what a curve would
FEW = 2


@dataclasses.dataclass(frozen=True)
class Parameters(BestMADENetwork):
    """networks: how many, each the best single one. orders: how many pixel orders share the weights
    of each; every update trains all of them.
    """

    PRESETS: ClassVar = {
        "independent": {},
        "shared": {"networks": 1, "orders": 2, "hidden_units": (2352, 2352), "dropout": 0.3},
    }
    SMOKE: ClassVar = {"hidden_units": (40, 40), "epochs": 1, "updates_per_epoch": 5}

    preset: str = setting("independent", choices=tuple(PRESETS))
    networks: int = setting(8, at_least=1)
    orders: int = setting(1, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(super().smoke(), networks=min(self.networks, 2))


_NLL = "−log p(x) of the mixture, nats per test image"
_MADE = bar(FIXED, "MADE, 2 hidden layers, 32 masks")

EXPECTED = (
    Expected(
        "test_nll_nats",
        None,
        _MADE.nats,
        f"{_MADE.source.name}, 2 hidden layers, 32 masks: {_MADE.text}",
        FIXED,
        "independent",
        _NLL,
        kind=PUBLISHED,
    ),
    Expected(
        "test_nll_nats",
        None,
        87.0,
        f"for one network; {_MADE.source.name}, 32 masks: {_MADE.text}",
        FIXED,
        "shared",
        _NLL,
        kind=AIM,
    ),
    Expected(
        "test_gain_nats_mixture",
        0.5,
        None,
        "the mixture is worth its networks",
        meaning="−log p(x) of the best single component minus that of the mixture, nats per test "
        "image",
        kind=AIM,
    ),
)


PART = Part(
    name="made-mixture",
    question="How much does averaging several MADEs' probabilities improve on one?",
    source="coursework",
    minutes=20,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
