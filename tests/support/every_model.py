"""The one table of the lab's models, all small, for images of 4 x 4 in three classes.

What every model has to keep is tested for each row of it: a new model is one more row.
"""

import functools

import numpy as np

from lab.models import (
    CVAE,
    IWAE,
    MADE,
    VAE,
    VAEGAN,
    Autoencoder,
    ContractiveAutoencoder,
    ConvVAE,
    DenoisingAutoencoder,
    DigitClassifier,
    LinearVAE,
    NoisyVAE,
    PlainVAE,
    SparseAutoencoder,
)
from tests.support.helpers import TINY_CLASSES, TINY_SHAPE, tiny_split

PIXELS = int(np.prod(TINY_SHAPE))
_VAE = {"encoder_layers": (7,), "decoder_layers": (6,), "z_dim": 2}
_FLAT, _SHAPED = {"input_dim": PIXELS}, {"image_shape": TINY_SHAPE, "channels": 2}
_OF_CLASSES = {"num_classes": TINY_CLASSES, **_FLAT}

# name -> what makes the model; it takes further options, or others in place of these
MODELS = {
    "PlainVAE": functools.partial(PlainVAE, **_VAE, **_FLAT),
    "Gaussian pixels": functools.partial(
        PlainVAE, likelihood="gaussian", learn_decoder_std=True, **_VAE, **_FLAT
    ),
    "IWAE": functools.partial(IWAE, samples=3, **_VAE, **_FLAT),
    "NoisyVAE": functools.partial(NoisyVAE, strength=3.0, stop=9, **_VAE, **_FLAT),
    "LinearVAE": functools.partial(LinearVAE, z_dim=2, **_FLAT),
    "ConvVAE": functools.partial(ConvVAE, **_VAE, **_SHAPED),
    "VAEGAN": functools.partial(
        VAEGAN, discriminator_channels=2, discriminator_units=5, **_VAE, **_SHAPED
    ),
    "VAE": functools.partial(VAE, digit_classification_layers=(5,), **_VAE, **_OF_CLASSES),
    "CVAE": functools.partial(CVAE, **_VAE, **_OF_CLASSES),
    "Autoencoder": functools.partial(Autoencoder, (7,), 2, **_FLAT),
    "DenoisingAutoencoder": functools.partial(DenoisingAutoencoder, (7,), 2, **_FLAT),
    "SparseAutoencoder": functools.partial(SparseAutoencoder, (), 7, **_FLAT),
    "ContractiveAutoencoder": functools.partial(ContractiveAutoencoder, 7, **_FLAT),
    "DigitClassifier": functools.partial(DigitClassifier, hidden_layers=(7,), **_OF_CLASSES),
    "MADE": functools.partial(MADE, hidden_units=(8,), **_FLAT),
    "MADE of two orders": functools.partial(
        MADE, hidden_units=(8,), order="random", orders=2, **_FLAT
    ),
}
# those trained on labels
LABELLED = ("VAE", "CVAE", "DigitClassifier")


def images_for(name, count=20, seed=4):
    """(images [B, 16], labels [B]) as the model of this name takes them: a MADE's are 0 and 1."""
    split = tiny_split(count, seed)
    images = np.round(split.images) if name.startswith("MADE") else split.images
    return images, split.labels
