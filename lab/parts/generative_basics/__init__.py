"""Why generative models: a classifier that cannot sample, the KL divergence, maximum likelihood."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, SEEDS, SPREAD, THEORY, Expected
from lab.experiment.parameters import PartParameters, setting
from lab.experiment.part import Part

CLASSES = ("red", "green", "blue")
# the class of which new points are wanted
GREEN = CLASSES.index("green")
# the notes' normal distributions: mean and standard deviation
NORMALS = {"p": (0.0, 1.0), "q": (3.0, 3.0), "h": (2.0, 1.0)}
# the divergences taken between them
PAIRS = (("p", "q"), ("p", "h"), ("q", "p"), ("h", "p"))


@dataclasses.dataclass(frozen=True)
class Parameters(PartParameters):
    """Sizes, which the notes leave open; the distributions are theirs.

    points: of each class. rate, steps: of the gradient descent. samples: from the fitted density.
    counts: observations for the likelihood.
    """

    SMOKE: ClassVar = {"steps": 2000}

    points: int = setting(200, at_least=10)
    rate: float = setting(0.5, above=0)
    steps: int = setting(10_000, at_least=1)
    samples: int = setting(200, at_least=10)
    counts: int = setting(1000, at_least=10)


EXPECTED = (
    Expected(
        name="mahalanobis_ratio_descended_to_sampled",
        low=SPREAD,
        high=None,
        source="notes: far from the green points, in their standard deviations",
        meaning="distance from the class mean: ratio of points found by descent to samples",
        kind=SEEDS,
    ),
    Expected(
        name="p_green_descended_min",
        low=0.99,
        high=None,
        source="notes: the classifier is certain there",
        meaning="p(green|x) where the descent ends",
        kind=AIM,
    ),
    Expected(
        name="kl_nats_p_q",
        low=1.1535,
        high=1.1545,
        source="errata: 1.154, closed form",
        meaning="KL(N(0, 1) ‖ N(3, 9)), nats",
        kind=THEORY,
    ),
    Expected(
        name="kl_nats_p_h",
        low=2 - 1e-6,
        high=2 + 1e-6,
        source="errata: 2.0, closed form",
        meaning="KL(N(0, 1) ‖ N(2, 1)), nats",
        kind=THEORY,
    ),
    Expected(
        name="kl_nats_q_p",
        low=7.395,
        high=7.405,
        source="errata: 7.40, closed form",
        meaning="KL(N(3, 9) ‖ N(0, 1)), nats",
        kind=THEORY,
    ),
    Expected(
        name="kl_nats_h_p",
        low=2 - 1e-6,
        high=2 + 1e-6,
        source="errata: 2.0, closed form",
        meaning="KL(N(2, 1) ‖ N(0, 1)), nats",
        kind=THEORY,
    ),
    Expected(
        name="kl_error_nats_areas",
        low=None,
        high=1e-6,
        source="numerical integral against closed form",
        meaning="KL of normals as an area: largest error, nats",
        kind=THEORY,
    ),
    Expected(
        name="kl_error_nats_term",
        low=None,
        high=1e-6,
        source="errata: σ² in the KL term",
        meaning="KL term: largest deviation from the integral, nats",
        kind=THEORY,
    ),
    Expected(
        name="kl_error_nats_printed_term",
        low=0.1,
        high=None,
        source="errata: with σ in place of σ² it is not a KL divergence",
        meaning="KL term as printed: largest deviation from the integral, nats",
        kind=THEORY,
    ),
    Expected(
        name="sigma_minimising_term",
        low=1 - 1e-4,
        high=1 + 1e-4,
        source="notes: minimal at σ = 1",
        meaning="σ that minimises the KL term",
        kind=THEORY,
    ),
    Expected(
        name="modes_forward",
        low=2,
        high=2,
        source="forward KL covers both modes",
        meaning="modes covered by the fit that minimises KL(p ‖ q)",
        kind=THEORY,
    ),
    Expected(
        name="modes_reverse",
        low=1,
        high=1,
        source="reverse KL seeks one mode",
        meaning="modes covered by the fit that minimises KL(q ‖ p)",
        kind=THEORY,
    ),
    Expected(
        name="theta_gap",
        low=None,
        high=1e-6,
        source="slides: maximum likelihood minimises KL",
        meaning="difference between the parameters of maximum likelihood and minimum KL",
        kind=THEORY,
    ),
    Expected(
        name="entropy_error_nats",
        low=None,
        high=1e-6,
        source="slides: they differ by the entropy of the data",
        meaning="negative log-likelihood − KL − entropy: largest magnitude, nats",
        kind=THEORY,
    ),
)


PART = Part(
    name="generative-basics",
    question="Why can't a classifier generate new points, and what does KL divergence measure?",
    source="notes, slides",
    minutes=0.1,
    makes_data="toy",
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
