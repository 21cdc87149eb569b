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
    BernoulliAutoencoder,
    ContractiveAutoencoder,
    ConvVAE,
    DenoisingAutoencoder,
    DigitClassifier,
    LinearVAE,
    NoisyVAE,
    NotesVAE,
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
    "NotesVAE": functools.partial(NotesVAE, **_VAE, **_FLAT),
    "LinearVAE": functools.partial(LinearVAE, z_dim=2, **_FLAT),
    "ConvVAE": functools.partial(ConvVAE, **_VAE, **_SHAPED),
    "VAEGAN": functools.partial(
        VAEGAN, discriminator_channels=2, discriminator_units=5, **_VAE, **_SHAPED
    ),
    "VAE": functools.partial(VAE, digit_classification_layers=(5,), **_VAE, **_OF_CLASSES),
    "CVAE": functools.partial(CVAE, **_VAE, **_OF_CLASSES),
    "Autoencoder": functools.partial(Autoencoder, (7,), 2, **_FLAT),
    "BernoulliAutoencoder": functools.partial(BernoulliAutoencoder, (7,), 2, **_FLAT),
    "DenoisingAutoencoder": functools.partial(DenoisingAutoencoder, (7,), 2, **_FLAT),
    "SparseAutoencoder": functools.partial(SparseAutoencoder, (), 7, **_FLAT),
    "ContractiveAutoencoder": functools.partial(ContractiveAutoencoder, 7, **_FLAT),
    "DigitClassifier": functools.partial(DigitClassifier, hidden_layers=(7,), **_OF_CLASSES),
    "MADE": functools.partial(MADE, hidden_units=(8,), **_FLAT),
    "MADE of two orders": functools.partial(
        MADE, hidden_units=(8,), order="random", orders=2, **_FLAT
    ),
}
_SEEDED = {"seed": 11}
_OTHER_VAE = {"encoder_layers": (9, 8), "activation": "tanh", "z_dim": 3, **_SEEDED}
_OTHER_LOSS = {"reconstruction_weight": 5.0, "beta": 4.0, "warm_up": 50, "samples": 2}
_OTHER_AUTOENCODER = {"activation": "tanh", **_SEEDED}
# name -> options that are none of the defaults, for what must hold of every argument
OPTIONS = {
    "PlainVAE": {**_OTHER_VAE, **_OTHER_LOSS, "likelihood": "gaussian", "decoder_std": 0.1},
    "Gaussian pixels": {**_OTHER_VAE, "learn_decoder_std": True},
    "IWAE": {**_OTHER_VAE, "samples": 7},
    "NoisyVAE": {**_OTHER_VAE, "strength": 5.0, "start": 10, "stop": 20, "latent": 1},
    "NotesVAE": {**_OTHER_VAE, "beta": 0.01, "warm_up": 50, "samples": 2},
    "LinearVAE": {"encoder_layers": (9, 8), "z_dim": 3, "learn_decoder_std": False, **_SEEDED},
    "ConvVAE": {**_OTHER_VAE, **_OTHER_LOSS, "channels": 3, "image_shape": (8, 4)},
    "VAEGAN": {
        **_OTHER_VAE,
        "gamma": 0.3,
        "discriminator_channels": 3,
        "discriminator_units": 5,
        "similarity_layer": "discriminator_hidden",
        "image_shape": (4, 8),
    },
    "VAE": {
        **_OTHER_VAE,
        **_OTHER_LOSS,
        "activation": "relu",
        "digit_classification_layers": (6, 5),
        "digit_classification_weight": 2.0,
    },
    "CVAE": {**_OTHER_VAE, **_OTHER_LOSS},
    "Autoencoder": {**_OTHER_AUTOENCODER, "code_activation": "relu"},
    "BernoulliAutoencoder": {**_OTHER_AUTOENCODER, "code_activation": "relu"},
    "DenoisingAutoencoder": {**_OTHER_AUTOENCODER, "corruption": "masking", "strength": 0.2},
    "SparseAutoencoder": {**_OTHER_AUTOENCODER, "rho": 0.2, "beta": 0.1},
    "ContractiveAutoencoder": {"beta": 0.1, **_SEEDED},
    "DigitClassifier": {"hidden_layers": (9, 8), "dropout": 0.4, **_SEEDED},
    "MADE": {
        "hidden_units": (9, 9),
        "degrees": "sampled",
        "order": list(range(PIXELS))[::-1],
        "direct": True,
        "residual": True,
        "dropout": 0.3,
        **_SEEDED,
    },
    "MADE of two orders": {"order": "random", "orders": 3, "all_at_once": True, **_SEEDED},
}
# those trained on labels
LABELLED = ("VAE", "CVAE", "DigitClassifier")


def images_for(name, count=20, seed=4):
    """(images [B, 16], labels [B]) as the model of this name takes them: a MADE's are 0 and 1."""
    split = tiny_split(count, seed)
    images = np.round(split.images) if name.startswith("MADE") else split.images
    return images, split.labels
