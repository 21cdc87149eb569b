"""How likely an image is under a VAE: estimates of log p(x), and training on better ones (IWAE)."""

import dataclasses
from typing import ClassVar

from lab.experiment import published
from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The network of Burda et al.; rate and epochs are ours, chosen on validation images.

    samples: the k of each training. Its rate falls to 0 as a cosine. shared_epochs: of a training
    with k = 1 before, in which the rate falls to a quarter; the first k goes on from there, every
    other one from the k before it. 0: every k starts anew. draws: of z, for the estimates of
    log p(x); images: for which both proposals draw so many; scored: test images for which q does.
    """

    PRESETS: ClassVar = {
        "short": {},
        "iwae": {
            "shared_epochs": 800,
            "epochs": 80,
            "batch_size": 100,
            "scored": 2000,
        },
    }

    preset: str = setting("short", choices=tuple(PRESETS))
    hidden_layers: tuple[int, ...] = setting((200, 200), at_least=1)
    z_dim: int = setting(50, at_least=1)
    activation: str = setting("tanh", choices=("tanh", "relu", "elu", "gelu", "silu"))
    samples: tuple[int, ...] = setting((1, 5, 50), at_least=1)
    draws: int = setting(5000, at_least=10)
    images: int = setting(200, at_least=2)
    scored: int = setting(200, at_least=2)
    shared_epochs: int = setting(0, at_least=0)
    epochs: int = setting(5, at_least=1)
    batch_size: int = setting(20, at_least=1)
    learning_rate: float = setting(0.002, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 2, "updates_per_epoch": 40, "draws": 300}
        if self.shared_epochs:
            short["shared_epochs"] = 2
        return dataclasses.replace(
            self, hidden_layers=(60,), z_dim=10, images=100, scored=100, **short
        )


def _as_published(dataset):
    """The numbers of Burda et al. for one of their data sets, as what the long run should reach."""
    return [
        Expected(
            f"test_nll_{name.replace(' = ', '')}",
            nats - 5,
            nats + 0.5,
            f"Burda et al., {name}: {nats:.2f}; own aim: at most half a nat more",
            dataset,
            "iwae",
        )
        for name, nats in published.PROTOCOLS[dataset].iwae.items()
    ]


EXPECTED = (
    Expected(
        "linear_largest_error_posterior",
        None,
        0.1,
        "closed form: log p(x) of a linear-Gaussian VAE",
    ),
    Expected("prior_draws_for_1_of_q", 100, None, "lecture: q(z|x) needs far fewer draws"),
    Expected("gain_of_largest_k", 0, 5, "Burda et al.: k = 50 gains 1.61 nats on k = 1"),
    *_as_published(published.FIXED),
    *_as_published(published.DYNAMIC),
)


PART = Part(
    name="likelihood",
    question="How likely is an image under a VAE, and can one train on a better estimate?",
    source="lecture",
    minutes=6,
    binary=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
