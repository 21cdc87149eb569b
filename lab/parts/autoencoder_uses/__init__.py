"""What an autoencoder can be used for: compression, clustering, search, anomaly detection."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, SEEDS, SPREAD, Expected
from lab.experiment.parameters import Training, setting
from lab.experiment.part import Part

# by which foreign images are told from normal ones
SCORES = ("autoencoder", "pca", "brightness")
# numbers of images retrieved by a search
LOOKED_UP = (1, 5, 10, 50)


@dataclasses.dataclass(frozen=True)
class Parameters(Training):
    """The notes' network; its code and its training, which they don't name, are ours.

    shown_bits: bits per number of a code in the pictures. left_out: how many of the classes are
    left out, one at a time, each with a network of its own.
    """

    SMOKE: ClassVar = {"epochs": 2, "left_out": 1, "left_out_epochs": 1, "updates_per_epoch": 25}

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    code_dim: int = setting(32, at_least=1)
    epochs: int = 20
    shown_bits: int = setting(4, at_least=1)
    left_out: int = setting(10, at_least=1)
    left_out_epochs: int = setting(5, at_least=1)


EXPECTED = (
    Expected(
        name="auroc_foreign_autoencoder",
        low=SPREAD,
        high=SPREAD,
        source="runs with other seeds",
        dataset="mnist",
        meaning="foreign images by their reconstruction error: area under the ROC curve",
        kind=SEEDS,
    ),
    Expected(
        name="auroc_gain_foreign",
        low=0,
        high=None,
        source="above brightness and PCA",
        dataset="mnist",
        meaning="area under the ROC curve: gain over the better of brightness and PCA",
        kind=AIM,
    ),
    Expected(
        name="psnr_gain_db_over_pca_best",
        low=0,
        high=None,
        source="smaller error than PCA",
        dataset="mnist",
        meaning="PSNR of compressed images: gain over PCA with the same number of bits, dB",
        kind=AIM,
    ),
)


PART = Part(
    name="autoencoder-uses",
    question="What are an autoencoder's codes and reconstruction errors good for?",
    source="slides, notes",
    minutes=2.5,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
