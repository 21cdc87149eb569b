import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models.convolutions import Downsampling, Upsampling

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 8, 12, 5))


def pairs(stride):
    """(ours, Keras's) with the same random weights, in float64."""
    options = {"activation": "tanh", "dtype": "float64"}
    theirs = {"kernel_size": 2 * stride, "strides": stride, "padding": "same"}
    for ours, other in (
        (Downsampling(7, stride, **options), keras.layers.Conv2D(7, **theirs, **options)),
        (Upsampling(7, stride, **options), keras.layers.Conv2DTranspose(7, **theirs, **options)),
    ):
        ours.build(X.shape)
        other.build(X.shape)
        weights = [RNG.standard_normal(w.shape) / 5 for w in ours.weights]
        ours.set_weights(weights)
        other.set_weights(weights)
        yield ours, other


def gradients(layer, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(tf.square(layer(x)))
    return tape.gradient(loss, [x, *layer.trainable_variables])


class Convolutions(unittest.TestCase):
    def test_are_those_of_keras_and_so_are_their_gradients(self):
        x = tf.constant(X)
        for stride in (2, 4):
            for ours, theirs in pairs(stride):
                with self.subTest(type(ours).__name__, stride=stride):
                    np.testing.assert_allclose(ours(x), theirs(x), atol=1e-12)
                    self.assertEqual(ours(x).shape, ours.compute_output_shape(X.shape))
                    for one, other in zip(gradients(ours, x), gradients(theirs, x), strict=True):
                        np.testing.assert_allclose(one, other, atol=1e-10)

    def test_the_same_under_xla(self):
        for ours, _ in pairs(4):
            compiled = tf.function(gradients, jit_compile=True)(ours, tf.constant(X))
            for one, other in zip(compiled, gradients(ours, tf.constant(X)), strict=True):
                np.testing.assert_allclose(one, other, atol=1e-10)

    def test_configuration_and_seed_make_the_same_layer(self):
        for kind in (Downsampling, Upsampling):
            layer = kind(7, 4, "relu", seed=3)
            again = kind.from_config(layer.get_config())
            self.assertEqual(again.get_config(), layer.get_config())
            for each in (layer, again):
                each.build(X.shape)
            np.testing.assert_array_equal(layer.kernel, again.kernel)
