"""Why a generative model at all, what the KL divergence is, and why likelihood is about it."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part

CLASSES = ("red", "green", "blue")
# the class whose points are sought
GREEN = CLASSES.index("green")


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The toy's sizes, which the notes don't give; the distributions are the notes' own.

    points: of each class. rate, steps: of the descent. samples: from the fitted density. counts:
    observations for the likelihood.
    """

    points: int = setting(200, at_least=10)
    rate: float = setting(0.5, above=0)
    steps: int = setting(10_000, at_least=1)
    samples: int = setting(200, at_least=10)
    counts: int = setting(1000, at_least=10)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, steps=2000)


EXPECTED = (
    Expected("descended_over_sampled", 3, None, "notes: far from the green points, in their units"),
    Expected("descended_p_green", 0.99, None, "notes: where the classifier is sure"),
    Expected("kl_p_to_q", 1.1535, 1.1545, "errata: 1.154, closed form"),
    Expected("kl_p_to_h", 2 - 1e-6, 2 + 1e-6, "errata: 2.0, closed form"),
    Expected("kl_q_to_p", 7.395, 7.405, "errata: 7.40, closed form"),
    Expected("kl_h_to_p", 2 - 1e-6, 2 + 1e-6, "errata: 2.0, closed form"),
    Expected("kl_area_error", None, 1e-6, "numeric integral against closed form"),
    Expected("term_area_error", None, 1e-6, "errata: sigma^2 in the KL term"),
    Expected("printed_term_error", 0.1, None, "errata: sigma in its place is no KL"),
    Expected("term_minimum_sigma", 1 - 1e-4, 1 + 1e-4, "notes: least at sigma = 1"),
    Expected("forward_modes", 2, 2, "forward KL: covers both modes"),
    Expected("reverse_modes", 1, 1, "reverse KL: seeks one mode"),
    Expected("likelihood_minima_apart", None, 1e-6, "slides: most likely is least KL"),
    Expected("likelihood_entropy_error", None, 1e-6, "slides: they differ by the entropy"),
)


PART = Part(
    name="generative-basics",
    question="Why can a classifier not draw new points, and what is the KL divergence?",
    source="notes, slides",
    minutes=0.1,
    makes_data="toy",
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
