"""Every density of the lab in one table: likelihood, quality of samples, coverage, cost."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, Expected
from lab.experiment.parameters import PartParameters, setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters(PartParameters):
    """samples: of each density, timed together; so many are compared with as many test images, or
    with all where there are fewer. draws: of z per image for the estimates of log p(x).
    """

    SMOKE: ClassVar = {"samples": 100, "draws": 20}

    samples: int = setting(10_000, at_least=20)
    draws: int = setting(5000, at_least=2)


EXPECTED = (
    Expected(
        "recall_bernoulli",
        None,
        0.1,
        "recall finds no real images among independent pixels",
        meaning="share of test images that lie where samples with independent pixels do",
        kind=AIM,
    ),
    Expected(
        "recall_real",
        0.8,
        None,
        "recall finds real images covered by real images",
        meaning="share of test images that lie where as many training images do",
        kind=AIM,
    ),
)


PART = Part(
    name="densities",
    question="Do the likeliest models also generate the best images, and at what cost?",
    source="slides",
    minutes=8,
    needs_labels=True,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
