"""How likely an image is under a VAE: importance-sampled log p(x), and training on it (IWAE)."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, CLAIM, THEORY, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.published import DYNAMIC, FIXED, IWAE, bar
from lab.experiment.vae_networks import VAEParameters

# a latent is active where the mean of q(z|x) varies by more: Burda et al. (2016), section 5.2
ACTIVE_VARIANCE = 0.01


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """The network of Burda et al.; learning rate and epochs are ours, chosen on validation images.

    samples: the k of each training, whose learning rate falls to 0 as a cosine. shared_epochs: of a
    preceding training with k = 1, in which the rate falls to a quarter; the first k continues from
    there, every other one from the k before it. 0: every k starts from scratch. draws: samples of z
    per image for the final estimates of log p(x); images: test images for which both proposals
    sample so many; scored: test images for which q(z|x) does.
    """

    PRESETS: ClassVar = {
        "short": {},
        "iwae": {"shared_epochs": 800, "epochs": 80, "batch_size": 100, "scored": 2000},
    }
    SMOKE: ClassVar = {
        "hidden_layers": (60,),
        "z_dim": 10,
        "images": 100,
        "scored": 100,
        "epochs": 2,
        "updates_per_epoch": 40,
        "draws": 300,
    }

    preset: str = setting("short", choices=tuple(PRESETS))
    epochs: int = 5
    batch_size: int = 20
    learning_rate: float = 0.002
    hidden_layers: tuple[int, ...] = (200, 200)
    z_dim: int = setting(50, at_least=1)
    activation: str = "tanh"
    samples: tuple[int, ...] = setting((1, 5, 50), at_least=1)
    draws: int = setting(5000, at_least=10)
    images: int = setting(200, at_least=2)
    scored: int = setting(200, at_least=2)
    shared_epochs: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(super().smoke(), shared_epochs=min(self.shared_epochs, 2))


def _as_published(dataset):
    """The numbers of Burda et al. on a data set, which the long run should come near."""
    rows = {k: bar(dataset, model) for k, model in IWAE.items()}
    return [
        Expected(
            f"test_nll_nats_k{k}",
            None,
            row.nats + 0.5,
            f"at most 0.5 nats above {row.source.name}, k = {k}: {row.nats:.2f}",
            dataset,
            "iwae",
            meaning=f"−log p(x) after training with k = {k}, nats per test image",
            kind=AIM,
        )
        for k, row in rows.items()
    ]


def _gain(dataset):
    """What k = 50 gains on k = 1 in the table of Burda et al."""
    first, *_, last = (bar(dataset, model).nats for model in IWAE.values())
    return first - last


EXPECTED = (
    Expected(
        "log_prob_error_nats_linear_posterior_max",
        None,
        0.1,
        "closed form: log p(x) of a linear-Gaussian VAE",
        meaning="linear-Gaussian VAE: largest error of log p(x) estimated with z from q(z|x), nats",
        kind=THEORY,
    ),
    Expected(
        "prior_samples_matching_1_of_q_wide",
        100,
        None,
        "lecture: q(z|x) needs far fewer samples",
        meaning="samples of z from the prior that match a single one from q(z|x)",
        kind=AIM,
        reached="prior_samples_suffice_1_of_q_wide",
    ),
    Expected(
        "test_gain_nats_largest_k",
        0,
        None,
        "Burda et al. (2016): k = 50 improves on k = 1 by "
        f"{_gain(FIXED):.2f} nats (fixed binarisation), {_gain(DYNAMIC):.2f} (dynamic)",
        meaning="−log p(x) after training with the smallest k minus that with the largest, nats "
        "per test image",
        kind=CLAIM,
    ),
    *_as_published(FIXED),
    *_as_published(DYNAMIC),
)


PART = Part(
    name="likelihood",
    question="How likely is an image under a VAE, and does training on a tighter bound help?",
    source="lecture",
    minutes=6,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
