"""The VAE-GAN beside the VAE of the same encoder and decoder."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """gamma: the weight on L_llike for the decoder. seeds: pairs of networks trained.

    The lecture gives none of these.
    """

    gamma: float = setting(0.25, at_least=0)
    seeds: int = setting(3, at_least=1)
    z_dim: int = setting(16, at_least=1)
    channels: int = setting(32, at_least=1)
    hidden_units: int = setting(128, at_least=1)
    discriminator_channels: int = setting(32, at_least=1)
    discriminator_units: int = setting(128, at_least=1)
    epochs: int = setting(8, at_least=1)
    batch_size: int = setting(64, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    discriminator_learning_rate: float = setting(0.0001, above=0)
    # of the VAE-GAN's Adam: less memory than usual, since what is learnt from keeps changing
    beta_1: float = setting(0.5, at_least=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(
            self, seeds=1, channels=8, discriminator_channels=8, epochs=2, updates_per_epoch=15
        )


_SHARP = "lecture: sharper than the VAE; nearer to real digits in every seed"


EXPECTED = (
    Expected("least_sharpness_margin", 0.0, None, _SHARP, "mnist"),
    Expected("least_sharpness_margin_reconstructed", 0.0, None, _SHARP, "mnist"),
    Expected("least_frechet_ratio", 1.0, None, "VAE's by VAE-GAN's, in every seed", "mnist"),
    Expected("least_classes_share", 0.9, None, "no collapse: all classes, in every seed", "mnist"),
    Expected("most_fake_right", 0.5, 0.98, "no winner: the discriminator still errs", "mnist"),
)


PART = Part(
    name="vae-gan",
    question="Does a VAE get sharper if a discriminator, not the pixels, says what is alike?",
    source="lecture",
    minutes=8,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
