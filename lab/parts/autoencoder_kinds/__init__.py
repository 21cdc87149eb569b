"""The lecture's five kinds of autoencoders, each beside what it is to improve on."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The documents give the losses, not the sizes: these are the lab's."""

    narrow_code: int = setting(32, at_least=1)
    wide_code: int = setting(1000, at_least=1)
    denoising_layers: tuple[int, ...] = setting((512,), at_least=1)
    denoising_code: int = setting(128, at_least=1)
    gaussian_strength: float = setting(0.3, at_least=0)
    masking_strength: float = setting(0.5, at_least=0)
    salt_and_pepper_strength: float = setting(0.3, at_least=0)
    # at which each noise is removed, beside the one trained on
    removed_strengths: tuple[float, ...] = setting((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), at_least=0)
    sparse_code: int = setting(256, at_least=1)
    rho: float = setting(0.05, above=0)
    sparse_beta: float = setting(5e-3, at_least=0)
    contractive_code: int = setting(512, at_least=1)
    contractive_beta: float = setting(2.2e-4, at_least=0)
    epochs: int = setting(6, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)
    # images on which Jacobians are taken
    jacobian_images: int = setting(200, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 1, "updates_per_epoch": 10, "jacobian_images": 5}
        return dataclasses.replace(self, **short, removed_strengths=(0.3, 0.6))


EXPECTED = (
    Expected("gaussian_gain_db", 5, None, "own aim: at least 5 dB better than noisy", "mnist"),
    Expected("gaussian_over_median_db", 2, None, "own aim: 2 dB better than the median", "mnist"),
    Expected("sparse_activation_over_rho", 0.8, 1.2, "own aim: rho, within 20 %", "mnist"),
    Expected(
        "contractive_map_norm_data_ratio", None, 0.5, "own aim: half the norm or less", "mnist"
    ),
    Expected("contractive_error_ratio", None, 1.2, "own aim: less than 20 % more error", "mnist"),
)


PART = Part(
    name="autoencoder-kinds",
    question="What do narrow, wide, noisy, sparse and contracted codes do to an autoencoder?",
    source="lecture, notes",
    minutes=3.5,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
