"""Lab 8: discriminators of given weights, and VAE-GANs of which the rest is known."""

import math

import numpy as np
import tensorflow as tf

from lab.assignments.recipes import entry, named
from lab.models import VAEGAN

TERMS = ("prior", "llike", "recon", "gan", "fooled")


def discriminate(function, x, layer, **weights):
    """Features and logits of a discriminator with these weights."""
    side = math.isqrt(x.shape[1])
    model = VAEGAN(
        image_shape=(side, side),
        channels=1,
        encoder_layers=(),
        decoder_layers=(),
        discriminator_channels=len(weights["convolution bias"]),
        discriminator_units=len(weights["hidden bias"]),
        similarity_layer=str(layer),
    )
    model.build()
    convolution, hidden = model.discriminator
    layers = {"convolution": convolution, "hidden": hidden, "realness": model.realness_head}
    for name, array in weights.items():
        layer, _, kind = name.partition(" ")
        getattr(layers[layer], kind).assign(array)
    return named(function(model, tf.constant(x, tf.float32)))


def terms(function, training, step, **given):
    """The terms of a VAE-GAN whose encoder, decoder and discriminator are known."""
    model = _KnownVAEGAN({name: tf.constant(array, tf.float32) for name, array in given.items()})
    return named(function(model, model.given["x"], None, bool(training), int(step)))


def moments(function, copies, **given):
    """The mean of its term gan for so many copies of each image, [B]."""
    count = int(copies)
    copied = {name: np.tile(given[name], (count, 1)) for name in ("x", "mu", "log_var")}
    samples = terms(function, **{**given, **copied})["value gan"].astype(float)
    return {"mean": samples.reshape(count, -1).mean(axis=0)}


def gradients(function, weights, training, step, **given):
    """The derivatives of a weighted sum of the terms' means by what the three networks give."""
    tensors = {name: tf.Variable(array, dtype=tf.float32) for name, array in given.items()}
    with tf.GradientTape() as tape:
        model = _KnownVAEGAN({name: tf.identity(tensor) for name, tensor in tensors.items()})
        found = function(model, model.given["x"], None, bool(training), int(step))
        total = sum(
            float(weight) * tf.reduce_mean(entry(found, name))
            for weight, name in zip(weights, TERMS, strict=True)
        )
    slopes = tape.gradient(total, tensors, unconnected_gradients="zero")
    return {f"dL/d{name}": slope.numpy() for name, slope in slopes.items()}


def objectives(function, beta, gamma, **given):
    """What the three networks minimise, of these terms."""
    model = VAEGAN(beta=float(beta), gamma=float(gamma))
    return named(function(model, {name: tf.constant(array) for name, array in given.items()}))


def laplacian_variances(function, images, shape):
    """The variances of images of this height and width."""
    return named(function(images, tuple(map(int, shape))))


class _KnownVAEGAN(VAEGAN):
    """A VAE-GAN for the images that it was made with: it has their mu and log_var, a decoder that
    is linear in z, and a discriminator that is linear in the image.
    """

    def __init__(self, given):
        latents, pixels = given["kernel"].shape
        side = math.isqrt(pixels)
        small = {"encoder_layers": (), "decoder_layers": (), "channels": 1}
        super().__init__(image_shape=(side, side), z_dim=latents, **small)
        self.given = given

    def encode(self, x, y=None):
        return self.given["mu"], self.given["log_var"]

    def discriminate(self, x):
        return x @ self.given["to_features"], tf.linalg.matvec(x, self.given["to_logit"])

    def _pixel_logits(self, z, y=None):
        return tf.tensordot(z, self.given["kernel"], 1) + self.given["bias"]
