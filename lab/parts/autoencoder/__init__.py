"""The notes' autoencoder, and the variational one of the same network beside it."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part

PLANE, WIDE = 2, 16


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' layers; the rest is the lab's, the notes give no more."""

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    # beside 2, which can be drawn, and 16, which has room for holes
    code_sizes: tuple[int, ...] = setting((8, 32, 64), at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    beta: float = setting(1.0, at_least=0)
    epochs: int = setting(12, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, code_sizes=(PLANE,), epochs=1, updates_per_epoch=25)


_NOTES = "notes: half of the AE's images are no digits, all of the VAE's are"


EXPECTED = (
    Expected("sure_gap_2", 0.2, None, f"{_NOTES}; far: 20 points", "mnist"),
    Expected("sure_gap_16", 0.2, None, f"the same for codes of 16 numbers; {_NOTES}", "mnist"),
    Expected("ae_2_rank_of_1_and_7", None, 15, "notes: far apart, a third of 45 pairs", "mnist"),
    Expected("ae_2_share_of_pca_mse", None, 0.9, "own aim: bends pay, 10 % below PCA", "mnist"),
    Expected("ae_16_share_of_pca_mse", None, 0.9, "own aim: bends pay, 10 % below PCA", "mnist"),
)


PART = Part(
    name="autoencoder",
    question="What does an autoencoder keep in h numbers, and can one draw images from it?",
    source="notes, lecture",
    minutes=4,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
