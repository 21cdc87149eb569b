"""The lecture's five kinds of autoencoders, each beside what it is meant to improve on."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.parameters import Training, setting
from lab.experiment.part import Part

# those of lab.models.noise, which loads TensorFlow
NOISES = ("gaussian", "masking", "salt_and_pepper")
# noisy images as they are, and the ways to remove the noise; a denoiser has the name of its noise
WAYS = ("noisy", "median", *NOISES, "overcomplete")


@dataclasses.dataclass(frozen=True)
class Parameters(Training):
    """The documents give the losses, not the sizes: these are the lab's.

    sparse_beta, contractive_beta: chosen on validation images (see README.md).
    """

    SMOKE: ClassVar = {
        "epochs": 1,
        "updates_per_epoch": 10,
        "jacobian_images": 5,
        "removed_strengths": (0.3, 0.6),
    }

    epochs: int = 6
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
    sparse_beta: float = setting(1e-2, at_least=0)
    contractive_code: int = setting(512, at_least=1)
    contractive_beta: float = setting(1e-4, at_least=0)
    # images at which Jacobians are taken
    jacobian_images: int = setting(200, at_least=1)


EXPECTED = (
    Expected(
        name="psnr_gain_db_gaussian_over_noisy",
        low=0,
        high=None,
        source="lecture, notes: a denoising autoencoder removes noise",
        dataset="mnist",
        meaning="PSNR of denoised images: gain over the noisy ones, dB",
        kind=CLAIM,
    ),
    Expected(
        name="psnr_gain_db_gaussian_over_median",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="PSNR of denoised images: gain over the median filter, dB",
        kind=SEEDS,
    ),
    Expected(
        name="activation_ratio_sparse_to_rho",
        low=0.8,
        high=1.2,
        source="the weight on the sparsity term was chosen for this, on validation images",
        dataset="mnist",
        meaning="mean activation of the sparse code: ratio to ρ",
        kind=AIM,
    ),
    Expected(
        name="jacobian_norm_ratio_encoder",
        low=None,
        high=1,
        source="lecture: the contractive term makes codes insensitive to the image",
        dataset="mnist",
        meaning="Frobenius norm of the encoder's Jacobian: ratio with penalty / without",
        kind=CLAIM,
    ),
    Expected(
        name="jacobian_norm_ratio_map",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="Frobenius norm of the Jacobian of the whole map: ratio with penalty / without",
        kind=SEEDS,
    ),
    Expected(
        name="mse_ratio_contractive",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="reconstruction error: ratio with contractive penalty / without",
        kind=SEEDS,
    ),
)


PART = Part(
    name="autoencoder-kinds",
    question="What do narrow, wide, denoising, sparse and contractive codes change?",
    source="lecture, notes",
    minutes=3.5,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
