"""Why the images of a VAE are blurred, and what lies in the holes between its codes."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """betas: weights on KL, the larger the wider the codes; z_dim: of the VAE with the holes."""

    betas: tuple[float, ...] = setting((0.1, 1.0, 4.0, 16.0), above=0)
    z_dim: int = setting(16, at_least=1)
    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(10, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, betas=(0.1, 16.0), epochs=2, updates_per_epoch=50)


EXPECTED = (
    Expected("least_rise_of_sharing", 1.0, None, "wider codes are shared by more images"),
    Expected("least_fall_of_sharpness", 0.0, None, "lecture, cause 1: overlap blurs", "mnist"),
    Expected("decoded_is_mean", 0.8, None, "lecture, cause 1: the optimum is the mean", "mnist"),
    Expected("mean_beats_sharp", 1.0, None, "lecture, cause 2: pixels prefer the mean"),
    Expected("blurred_preferred", 0.9, None, "lecture, cause 2: blurred beats moved by a pixel"),
    Expected("hole_share", 0.03, None, "lecture, holes: more than the 1 % by definition", "mnist"),
    Expected("hole_sure_loss", 0.1, None, "lecture, holes: what is decoded is arbitrary", "mnist"),
)


PART = Part(
    name="blur",
    question="Where do a VAE's blur and the holes between its codes come from?",
    source="lecture",
    minutes=2,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
