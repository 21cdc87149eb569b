"""The lab's models: keras.Model subclasses, saved as .keras and loaded without custom_objects."""

from lab import backend

# before anything imports TensorFlow, which by itself prints lines that nobody needs
# ruff: noqa: E402
backend.start()

from lab.models.autoencoders.bernoulli import BernoulliAutoencoder
from lab.models.autoencoders.kinds import (
    ContractiveAutoencoder,
    DenoisingAutoencoder,
    SparseAutoencoder,
)
from lab.models.autoencoders.plain import Autoencoder
from lab.models.classifier import DigitClassifier
from lab.models.made.mixture import MADEMixture
from lab.models.made.model import MADE
from lab.models.vae.convolutional import ConvVAE
from lab.models.vae.cvae import CVAE
from lab.models.vae.gan import VAEGAN
from lab.models.vae.iwae import IWAE
from lab.models.vae.lab_sheet import VAE
from lab.models.vae.linear import LinearVAE
from lab.models.vae.noisy import NoisyVAE
from lab.models.vae.notes import NotesVAE
from lab.models.vae.plain import PlainVAE

__all__ = [
    "CVAE",
    "IWAE",
    "MADE",
    "VAE",
    "VAEGAN",
    "Autoencoder",
    "BernoulliAutoencoder",
    "ConvVAE",
    "ContractiveAutoencoder",
    "DenoisingAutoencoder",
    "DigitClassifier",
    "LinearVAE",
    "MADEMixture",
    "NoisyVAE",
    "NotesVAE",
    "PlainVAE",
    "SparseAutoencoder",
]
