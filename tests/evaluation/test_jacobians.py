import unittest

import numpy as np
import tensorflow as tf

from lab.evaluation.jacobians import frobenius_norms, singular_values

RNG = np.random.default_rng(0)
MATRIX, IMAGES = RNG.normal(size=(5, 3)), RNG.normal(size=(23, 5))


class Jacobians(unittest.TestCase):
    def test_of_a_linear_map_are_its_matrix(self):
        def linear(x):
            return tf.matmul(x, tf.constant(MATRIX))

        values = singular_values(linear, IMAGES)
        np.testing.assert_allclose(values, [np.linalg.svd(MATRIX)[1]] * 23)
        np.testing.assert_allclose(frobenius_norms(linear, IMAGES), [np.linalg.norm(MATRIX)] * 23)

    def test_are_taken_at_each_image(self):
        np.testing.assert_allclose(
            singular_values(tf.square, IMAGES), -np.sort(-np.abs(2 * IMAGES), axis=1)
        )
        norms = 2 * np.sqrt((IMAGES**2).sum(1))
        np.testing.assert_allclose(frobenius_norms(tf.square, IMAGES), norms)
