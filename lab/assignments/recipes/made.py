"""Lab 3: masks, and models whose logits and likelihoods are known."""

from types import SimpleNamespace

import numpy as np
import tensorflow as tf

from lab.assignments.recipes import named
from lab.models.made.network import MaskedNetwork


def layer_masks(function, positions, **degrees):
    """The masks of a MADE with these hidden layers' degrees, in their order."""
    return named([np.asarray(mask) for mask in function(positions, list(degrees.values()))])


def naive_sample(function, order, uniforms, given, **layers):
    """Samples of a network with the kernels "kernel 0", ... and the biases "bias 0", ..."""
    kernels = [array for name, array in layers.items() if name.startswith("kernel")]
    biases = [array for name, array in layers.items() if name.startswith("bias")]
    network = MaskedNetwork(order, (), kernels, biases, None, False)
    return named(function(network, uniforms, None if np.isnan(given).all() else given))


def log_prob_of_orders(function, x, logits):
    """log p(x) of a MADE whose logits [orders, B, D] of these images are known."""
    return named(function(_KnownMADE(x, logits), tf.constant(x)))


def log_prob_of_models(function, x, log_probs):
    """log p(x) of a mixture of models whose log p(x) [M, B] of these images are known."""
    models = [
        SimpleNamespace(log_prob=lambda x, told=told: tf.constant(told)) for told in log_probs
    ]
    return named(function(SimpleNamespace(models=models), tf.constant(x)))


class _KnownMADE:
    """A MADE for the images that it was made with: it has their logits, and no weights."""

    def __init__(self, x, logits):
        self.num_orders, self.input_dim = len(logits), x.shape[1]
        self._logits = tf.constant(logits)

    def conditional_logits(self, x, which=0):
        """The logits of p(x_i = 1 | the pixels before i in order number `which`), [B, D]."""
        return self._logits[which]

    _network = conditional_logits

    def check_images(self, x):
        """The images are what they should be."""

    def _arranged(self, x):
        return x

    def _of_each_order(self, function):
        return tf.stack([function(which) for which in range(self.num_orders)])
