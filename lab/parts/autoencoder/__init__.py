"""The notes' autoencoder, beside PCA and VAEs that differ from it in one thing at a time."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# code sizes that are always trained: one that can be plotted, and one with room for holes
PLANE, WIDE = 2, 16
# of random codes: from a VAE's prior, and from a Gaussian fitted to the codes
DRAWS = ("normal", "fitted")
# networks that differ in noise and KL alone, by what their loss says of pixels
PAIRS = {"squared": ("ae", "vae_squared"), "bernoulli": ("ae_bernoulli", "vae")}
# in this order one thing changes at a time, the loss and then the KL: trained at every code size
STEPWISE = ("ae", "ae_bernoulli", "vae")
# with the notes' own VAE, whose layers are others
KINDS = (*PAIRS["squared"], "vae_notes", *PAIRS["bernoulli"])
# of codes, which the notes decode
SQUARE = (-1.5, 1.5)
# relative to the standard deviation of the codes
STEP = 0.05


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """The notes' layers. The rest is the lab's: the notes give no more.

    squared_beta: the weight on KL beside a squared error, mean over the pixels, chosen on
    validation images (see README.md).
    """

    SMOKE: ClassVar = {"code_sizes": (PLANE,), "epochs": 1, "updates_per_epoch": 25}

    # beside PLANE and WIDE
    code_sizes: tuple[int, ...] = setting((32, 64), at_least=1)
    beta: float = setting(1.0, at_least=0)
    squared_beta: float = setting(1e-4, above=0)
    epochs: int = 12


EXPECTED = (
    Expected(
        name="judged_sure_gain_by_kl_squared_16_normal",
        low=0,
        high=None,
        source="notes: an AE's codes have an unknown distribution, a VAE's are close to N(0, I)",
        dataset="mnist",
        meaning="share of samples from N(0, I), h = 16, that the judge is sure of: "
        "VAE minus AE, both with squared error",
        kind=CLAIM,
    ),
    Expected(
        name="judged_sure_gain_by_kl_bernoulli_16_normal",
        low=0,
        high=None,
        source="notes: an AE's codes have an unknown distribution, a VAE's are close to N(0, I)",
        dataset="mnist",
        meaning="share of samples from N(0, I), h = 16, that the judge is sure of: "
        "VAE minus AE, both with Bernoulli loss",
        kind=CLAIM,
    ),
    Expected(
        name="judged_sure_gain_by_bernoulli_ae_16_fitted",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="share of samples from a Gaussian fitted to the codes, h = 16, that the judge is "
        "sure of: AE with Bernoulli loss minus AE with squared error",
        kind=SEEDS,
    ),
    Expected(
        name="mse_ratio_ae_to_pca_2",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="reconstruction error: ratio of AE to PCA, h = 2",
        kind=SEEDS,
    ),
    Expected(
        name="mse_ratio_ae_to_pca_16",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="reconstruction error: ratio of AE to PCA, h = 16",
        kind=SEEDS,
    ),
)


PART = Part(
    name="autoencoder",
    question="What does a code of h numbers preserve, and can an autoencoder generate images?",
    source="notes, lecture",
    minutes=6,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
