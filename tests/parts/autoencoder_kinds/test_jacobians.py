import unittest

import numpy as np
import tensorflow as tf

from lab.parts.autoencoder_kinds.jacobians import norms_and_singular_values

RNG = np.random.default_rng(0)
MATRIX, IMAGES = RNG.normal(size=(5, 3)), RNG.normal(size=(23, 5))


class Jacobians(unittest.TestCase):
    def test_of_a_linear_map_are_its_matrix(self):
        def linear(x):
            return tf.matmul(x, tf.constant(MATRIX))

        norms, values = norms_and_singular_values(linear, IMAGES, 4)
        np.testing.assert_allclose(norms, [np.linalg.norm(MATRIX)] * 23)
        np.testing.assert_allclose(values, [np.linalg.svd(MATRIX)[1]] * 4)

    def test_are_taken_at_each_image(self):
        norms, values = norms_and_singular_values(tf.square, IMAGES, 23)
        np.testing.assert_allclose(norms, 2 * np.sqrt((IMAGES**2).sum(1)))
        np.testing.assert_allclose(values, -np.sort(-np.abs(2 * IMAGES), axis=1))
