"""The lab sheet's VAE, reproduced, and the same network trained on the plain ELBO."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import SEEDS, SPREAD, Expected
from lab.experiment.parameters import Training, setting
from lab.experiment.part import Part

ACTIVATIONS = ("sigmoid", "tanh", "relu", "elu", "gelu", "silu", "softplus")


@dataclasses.dataclass(frozen=True)
class Parameters(Training):
    """The lab sheet's parameters (its figure 1), then what its code and its log imply."""

    encoder_layers: tuple[int, ...] = setting((128,), at_least=1)
    decoder_layers: tuple[int, ...] = setting((128,), at_least=1)
    digit_classification_layers: tuple[int, ...] = setting((128,), at_least=1)
    activation: str = setting("sigmoid", choices=ACTIVATIONS)
    decoder_std: float = setting(0.5, above=0)
    z_dim: int = setting(10, at_least=1)
    digit_classification_weight: float = setting(10.0, at_least=0)
    epochs: int = 20

    likelihood: str = setting("bernoulli", choices=("bernoulli", "gaussian"))
    reconstruction_weight: float = setting(100.0, at_least=0)
    beta: float = setting(1.0, at_least=0)

    SMOKE: ClassVar = {"epochs": 2, "updates_per_epoch": 25}


EXPECTED = (
    Expected(
        "train_loss",
        SPREAD,
        SPREAD,
        "lab sheet's log, epoch 20: 20.0188",
        "mnist",
        meaning="training loss",
        kind=SEEDS,
    ),
    Expected(
        "val_loss",
        SPREAD,
        SPREAD,
        "lab sheet's log, epoch 20: 20.4167",
        "mnist",
        meaning="validation loss",
        kind=SEEDS,
    ),
    Expected(
        "train_recon",
        SPREAD,
        SPREAD,
        "lab sheet's log, epoch 20, recovered from running means: 0.179",
        "mnist",
        meaning="training reconstruction term, nats per pixel",
        kind=SEEDS,
    ),
    Expected(
        "train_kl",
        SPREAD,
        SPREAD,
        "lab sheet's log, epoch 20, recovered from running means: 0.181",
        "mnist",
        meaning="training KL, nats per latent dimension",
        kind=SEEDS,
    ),
    Expected(
        "train_cls",
        SPREAD,
        SPREAD,
        "lab sheet's log, epoch 20, recovered from running means: 0.034",
        "mnist",
        meaning="training cross-entropy of the classifier, nats",
        kind=SEEDS,
    ),
    Expected(
        "val_accuracy",
        SPREAD,
        None,
        "the sheet's classifier learns the digits; it prints no accuracy",
        meaning="validation accuracy of the network's classifier",
        kind=SEEDS,
    ),
    Expected(
        "judged_right",
        SPREAD,
        None,
        "lab sheet: digits generated on request",
        meaning="share of generated images that the judge assigns to the requested class",
        kind=SEEDS,
    ),
)


PART = Part(
    name="vae",
    question="What does the lab sheet's VAE learn, and what changes under the plain ELBO?",
    source="lab sheet",
    minutes=1.5,
    needs_labels=True,
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)
