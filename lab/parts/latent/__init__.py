"""What the two halves of the VAE's loss do to its codes, and what one can do with codes."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' layers; codes of two numbers for the maps, of z_dim for paths and attributes."""

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(16, at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(15, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, epochs=2, updates_per_epoch=25)


EXPECTED = (
    Expected("sigma_reconstruction", None, 0.01, "notes: without KL the variance goes to zero"),
    Expected("sigma_kl", 0.95, 1.05, "KL alone: the prior's 1"),
    Expected("sigma_both", 0.02, 0.5, "own aim: between the two, above the first"),
    Expected("slant_correlation", 0.8, None, "own aim: 'more slanted' does it", "mnist"),
    Expected("thickness_correlation", 0.8, None, "own aim: 'thicker' does it", "mnist"),
    Expected(
        "sure_halfway_gain", 0.1, None, "own aim: paths of codes beat blended images", "mnist"
    ),
)


PART = Part(
    name="latent",
    question="What do reconstruction and KL make of codes, and do directions mean anything?",
    source="slides, lecture",
    minutes=2,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
