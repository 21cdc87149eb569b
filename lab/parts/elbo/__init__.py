"""The ELBO as it is estimated: two forms of its KL, K draws of z, and two likelihoods of pixels."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' layers. samples: K, draws of z per image and update; the first is also the VAE
    whose noise is followed. decoder_stds: those given; another one starts at the sheet's
    decoder_std and is learned. linear_z_dim: latents of the linear-Gaussian VAE.
    """

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(10, at_least=1)
    linear_z_dim: int = setting(4, at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    samples: tuple[int, ...] = setting((1, 5, 10), at_least=1)
    decoder_stds: tuple[float, ...] = setting((0.05, 0.08, 0.12, 0.2, 0.5, 1.0), above=0)
    decoder_std: float = setting(0.5, above=0)
    epochs: int = setting(8, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        few = {"samples": (1, 5), "decoder_stds": (0.2,), "epochs": 2, "updates_per_epoch": 25}
        return dataclasses.replace(self, hidden_layers=(64,), **few)


EXPECTED = (
    Expected("kl_difference_in_se", None, 4, "lecture: both forms have the same value"),
    Expected("linear_kl_difference_in_se", None, 4, "lecture: both forms have the same value"),
    Expected("variance_ratio_start", 1, None, "errata: at first the analytic KL has less noise"),
    Expected("gradient_ratio_start", 1, None, "lecture: the analytic KL steadies the gradient"),
    Expected("linear_variance_ratio_end", None, 0.5, "errata: 0.07 against 1.64 with the fitted q"),
    Expected("learned_std_by_rms_error", 0.95, 1.05, "closed form: where the ELBO is greatest"),
    Expected("learned_std_by_best", 0.67, 1.67, "beside the best one given: 0.12", "mnist"),
    Expected("learned_elbo_gain", 0, None, "the learned deviation is the best one", "mnist"),
)


PART = Part(
    name="elbo",
    question="How noisy is the ELBO's estimate, and which likelihood should its pixels have?",
    source="lecture, lab sheet",
    minutes=4,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
