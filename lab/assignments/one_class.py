"""A VAE without classes as the lab sheet's functions see one: with one class, which is sure."""

import tensorflow as tf


class OneClass:
    """A VAE, or one that is told the class y, for which terms of the class cost nothing."""

    num_classes, digit_classification_weight = 1, 0.0

    def __init__(self, vae, y=None):
        self._vae, self._y = vae, y

    def __getattr__(self, name):
        return getattr(self._vae, name)

    @staticmethod
    def labels(x):
        """The class of each image, int32 [B]."""
        return tf.zeros([tf.shape(x)[0]], tf.int32)

    def classify(self, x):
        """The logits of the one class [B, 1]."""
        return tf.zeros([tf.shape(x)[0], 1])

    def encode(self, x, y=None):
        """mu and log_var [B, Z]."""
        return self._vae.encode(x, self._y)

    def _log_likelihood(self, x, z, y=None):
        return self._vae._log_likelihood(x, z, self._y)

    def _log_likelihoods(self, x, z):
        return self._log_likelihood(x, z)[tf.newaxis]
