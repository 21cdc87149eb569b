"""Common base of the VAEs whose decoder is conditioned on the class of the image."""

import numpy as np
import tensorflow as tf

from lab.checks import integer_below, positive_integer
from lab.models.densities import log_mean_exp
from lab.models.inputs import InputError, shape_of
from lab.models.vae.plain import PlainVAE


class ClassVAE(PlainVAE):
    """A PlainVAE with p(x|z, y): the decoder takes z and the class y, one-hot.

    y: classes [B], integers from 0 to C - 1. Their prior is uniform.
    Raises ValueError where an argument is invalid.
    """

    def __init__(self, num_classes=10, **kwargs):
        super().__init__(**kwargs)
        self.num_classes = positive_integer("num_classes", num_classes)

    @property
    def decoder_inputs(self):
        """z and the class, one-hot."""
        return self.z_dim + self.num_classes

    def generate(self, digit, z=None, seed=0):
        """Images of one class: z [n, Z] -> [n, D]; without z, one image with z from the prior.

        `decode(z, y)` is told the class, y [n] of one and the same number; z from the prior is
        `_prior(1, seed)`. Raises ValueError unless digit is a class, from 0 to C - 1 (`num_classes`
        C).
        Source: lab sheet.
        """
        digit = integer_below("digit", digit, self.num_classes)
        z = self._prior(1, seed) if z is None else tf.convert_to_tensor(z, tf.float32)
        return self.decode(z, tf.fill([tf.shape(z)[0]], digit))

    def get_config(self):
        return super().get_config() | {"num_classes": self.num_classes}

    def _log_likelihood(self, x, z, y=None):
        """log p(x|z, y), nats [..., B]; without y log p(x|z), the class integrated out."""
        if y is None:
            return log_mean_exp(self._log_likelihoods(x, z))
        return super()._log_likelihood(x, z, y)

    def _log_likelihoods(self, x, z):
        """log p(x|z, y) for every class y: [C, ..., B]."""
        images = tf.shape(z)[-2]
        of_classes = [
            self._log_likelihood(x, z, tf.fill([images], y)) for y in range(self.num_classes)
        ]
        return tf.stack(of_classes)

    def _prior_classes(self, n, seed):
        return np.random.default_rng([self.seed, seed]).integers(self.num_classes, size=n)

    def _into_decoder(self, z, y):
        """What the decoder takes: codes z [..., B, Z], behind each the class -> [..., B, Z + C].

        The class is `_class_probs(y, B)` [B, C]: classes y [B] become one-hot. All codes of an
        image, whatever axes stand before B, have the same. The result has the precision of the
        layers, `compute_dtype`.
        Source: lab sheet, figure 2.
        """
        z = tf.cast(z, self.compute_dtype)
        probs = self._class_probs(y, shape_of(z)[-2])
        shape = tf.concat([tf.shape(z)[:-1], [self.num_classes]], 0)
        return tf.concat([z, tf.broadcast_to(tf.cast(probs, z.dtype), shape)], -1)

    def _class_probs(self, y, count):
        """What the networks take for the classes y [B] of so many images: one-hot [B, C]."""
        if y is None:
            raise InputError(f"y: expected {self.takes.labels().expected}, received none")
        self.takes.labels(count).check("y", y)
        return tf.one_hot(tf.cast(tf.reshape(y, [-1]), tf.int32), self.num_classes)
