"""What an autoencoder can be used for: compression, clustering, search, anomaly detection."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' network; its code and its training, which they don't name, are ours.

    shown_bits: bits for each number of a code in the pictures. left_out: how many of the classes
    are left out, one at a time, each with a network of its own.
    """

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    code_dim: int = setting(32, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    epochs: int = setting(20, at_least=1)
    batch_size: int = setting(100, at_least=1)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)
    shown_bits: int = setting(4, at_least=1)
    left_out: int = setting(10, at_least=1)
    left_out_epochs: int = setting(5, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 2, "left_out": 1, "left_out_epochs": 1, "updates_per_epoch": 25}
        return dataclasses.replace(self, **short)


EXPECTED = (
    Expected("foreign_auroc", 0.98, None, "own aim: digits against Fashion-MNIST", "mnist"),
    Expected("foreign_auroc_gain", 0, None, "own aim: above brightness and PCA", "mnist"),
    Expected("compression_psnr_gain", 0, None, "own aim: below the error of PCA", "mnist"),
)


PART = Part(
    name="autoencoder-uses",
    question="What are an autoencoder's codes and errors good for?",
    source="slides, notes",
    minutes=2.5,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
