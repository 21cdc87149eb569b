"""The notes' autoencoder, beside PCA and the variational autoencoder of the same layers."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# code sizes that are always trained: one that can be plotted, and one with room for holes
PLANE, WIDE = 2, 16
# of codes, which the notes decode
SQUARE = (-1.5, 1.5)
# relative to the standard deviation of the codes
STEP = 0.05


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """The notes' layers. The rest is the lab's: the notes give no more."""

    SMOKE: ClassVar = {"code_sizes": (PLANE,), "epochs": 1, "updates_per_epoch": 25}

    # beside PLANE and WIDE
    code_sizes: tuple[int, ...] = setting((8, 32, 64), at_least=1)
    beta: float = setting(1.0, at_least=0)
    epochs: int = 12


EXPECTED = (
    Expected(
        name="judged_sure_gap_2",
        low=0.2,
        high=None,
        source="notes: half of the AE's samples are not digits, all of the VAE's are; "
        "own target: a gap of 20 percentage points",
        dataset="mnist",
        meaning="samples that the judge is sure of, h = 2: share of VAE minus share of AE",
        kind=AIM,
    ),
    Expected(
        name="judged_sure_gap_16",
        low=0.2,
        high=None,
        source="the same for codes of 16 components",
        dataset="mnist",
        meaning="samples that the judge is sure of, h = 16: share of VAE minus share of AE",
        kind=AIM,
    ),
    Expected(
        name="rank_1_and_7_ae_2",
        low=None,
        high=15,
        source="notes: far apart; own target: among the farthest third of 45 pairs",
        dataset="mnist",
        meaning="AE codes, h = 2: rank of the pair 1 and 7, farthest pair first",
        kind=AIM,
    ),
    Expected(
        name="mse_ratio_ae_to_pca_2",
        low=None,
        high=0.9,
        source="own target: nonlinearity pays, 10 % below PCA",
        dataset="mnist",
        meaning="reconstruction error: ratio of AE to PCA, h = 2",
        kind=AIM,
    ),
    Expected(
        name="mse_ratio_ae_to_pca_16",
        low=None,
        high=0.9,
        source="own target: nonlinearity pays, 10 % below PCA",
        dataset="mnist",
        meaning="reconstruction error: ratio of AE to PCA, h = 16",
        kind=AIM,
    ),
)


PART = Part(
    name="autoencoder",
    question="What does a code of h numbers preserve, and can an autoencoder generate images?",
    source="notes, lecture",
    minutes=4,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
