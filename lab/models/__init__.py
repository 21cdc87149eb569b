"""The lab's models: keras.Model subclasses, saved as .keras and loaded without custom_objects."""

from lab import backend

# before anything imports TensorFlow, which by itself prints lines that nobody needs
# ruff: noqa: E402
backend.start()

from lab.models.autoencoder_kinds import (
    ContractiveAutoencoder,
    DenoisingAutoencoder,
    SparseAutoencoder,
)
from lab.models.autoencoders import Autoencoder
from lab.models.classifier import DigitClassifier
from lab.models.conv_vae import ConvVAE
from lab.models.cvae import CVAE
from lab.models.iwae import IWAE
from lab.models.linear_vae import LinearVAE
from lab.models.made import MADE
from lab.models.made_mixture import MADEMixture
from lab.models.noisy_vae import NoisyVAE
from lab.models.plain_vae import PlainVAE
from lab.models.vae import VAE
from lab.models.vae_gan import VAEGAN

__all__ = [
    "CVAE",
    "IWAE",
    "MADE",
    "VAE",
    "VAEGAN",
    "Autoencoder",
    "ConvVAE",
    "ContractiveAutoencoder",
    "DenoisingAutoencoder",
    "DigitClassifier",
    "LinearVAE",
    "MADEMixture",
    "NoisyVAE",
    "PlainVAE",
    "SparseAutoencoder",
]
