"""The lab sheet's VAE, reproduced, and the same network trained on the plain ELBO."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, PUBLISHED, Expected
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
        19.87,
        20.17,
        "lab sheet's log, epoch 20: 20.0188 ± 0.15",
        "mnist",
        meaning="training loss",
        kind=PUBLISHED,
    ),
    Expected(
        "val_loss",
        20.27,
        20.57,
        "lab sheet's log, epoch 20: 20.4167 ± 0.15",
        "mnist",
        meaning="validation loss",
        kind=PUBLISHED,
    ),
    Expected(
        "train_recon",
        0.179 * 0.95,
        0.179 * 1.05,
        "lab sheet's log, epoch 20, recovered from running means: 0.179 ± 5%",
        "mnist",
        meaning="training reconstruction term, nats per pixel",
        kind=PUBLISHED,
    ),
    Expected(
        "train_kl",
        0.181 * 0.95,
        0.181 * 1.05,
        "lab sheet's log, epoch 20, recovered from running means: 0.181 ± 5%",
        "mnist",
        meaning="training KL, nats per latent dimension",
        kind=PUBLISHED,
    ),
    Expected(
        "train_cls",
        0.034 * 0.85,
        0.034 * 1.15,
        "lab sheet's log, epoch 20, recovered from running means: 0.034 ± 15%",
        "mnist",
        meaning="training cross-entropy of the classifier, nats",
        kind=PUBLISHED,
    ),
    Expected(
        "val_accuracy",
        0.975,
        None,
        "own target for the sheet's classifier",
        "mnist",
        meaning="validation accuracy of the network's classifier",
        kind=AIM,
    ),
    Expected(
        "judged_right",
        0.9,
        None,
        "own target: generated digits are recognisable",
        meaning="share of generated images that the judge assigns to the requested class",
        kind=AIM,
    ),
    Expected(
        "variance_within_class",
        0.005,
        None,
        "own target: more than ten mean images (0)",
        meaning="pixel variance within a generated class",
        kind=AIM,
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
