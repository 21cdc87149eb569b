"""The lab sheet's VAE, reproduced, and the same network trained on the plain ELBO."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part

ACTIVATIONS = ("sigmoid", "tanh", "relu", "elu", "gelu", "silu", "softplus")


RUNS = {"sheet": "", "plain": "plain_"}


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The sheet's parameters (figure 1), then what its code and its log imply."""

    encoder_layers: tuple[int, ...] = setting((128,), at_least=1)
    decoder_layers: tuple[int, ...] = setting((128,), at_least=1)
    digit_classification_layers: tuple[int, ...] = setting((128,), at_least=1)
    activation: str = setting("sigmoid", choices=ACTIVATIONS)
    decoder_std: float = setting(0.5, above=0)
    z_dim: int = setting(10, at_least=1)
    digit_classification_weight: float = setting(10.0, at_least=0)
    epochs: int = setting(20, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    likelihood: str = setting("bernoulli", choices=("bernoulli", "gaussian"))
    reconstruction_weight: float = setting(100.0, at_least=0)
    beta: float = setting(1.0, at_least=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, epochs=2, updates_per_epoch=25)


_LOG = "lab sheet's log, epoch 20"


EXPECTED = (
    Expected("train_loss", 19.87, 20.17, f"{_LOG}: 20.0188, ±0.15", "mnist"),
    Expected("val_loss", 20.27, 20.57, f"{_LOG}: 20.4167, ±0.15", "mnist"),
    Expected("train_recon", 0.179 * 0.95, 0.179 * 1.05, f"{_LOG}, decoded: 0.179, 5 %", "mnist"),
    Expected("train_kl", 0.181 * 0.95, 0.181 * 1.05, f"{_LOG}, decoded: 0.181, 5 %", "mnist"),
    Expected("train_cls", 0.034 * 0.85, 0.034 * 1.15, f"{_LOG}, decoded: 0.034, 15 %", "mnist"),
    Expected("val_accuracy", 0.975, None, "own aim for the sheet's classifier", "mnist"),
    Expected("judged_right", 0.9, None, "own aim: the judge recognises what was asked for"),
    Expected("variance_within_class", 0.005, None, "own aim: not ten mean images (0)"),
)


PART = Part(
    name="vae",
    question="What does the lab sheet's VAE learn, and what could its network do?",
    source="lab sheet",
    minutes=1.5,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
