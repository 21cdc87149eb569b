import unittest

import numpy as np
import tensorflow as tf

from lab.evaluation.dependence import (
    largest_of_present_and_future,
    mean_absolute_jacobian,
    pooled,
)


class Jacobian(unittest.TestCase):
    def test_of_a_linear_function_is_its_matrix(self):
        w = np.random.default_rng(0).normal(size=(4, 4))
        images = np.random.default_rng(1).normal(size=(3, 4))
        found = mean_absolute_jacobian(lambda x: tf.matmul(x, w), images)
        np.testing.assert_allclose(found, np.abs(w), rtol=1e-12)

    def test_is_the_mean_over_images_of_absolute_values(self):
        images = np.array([[1.0, -2.0], [-3.0, 4.0]])
        found = mean_absolute_jacobian(lambda x: x**2 / 2, images)
        np.testing.assert_allclose(found, [[2, 0], [0, 3]])

    def test_present_and_future_lie_on_and_below_the_diagonal(self):
        strict = np.triu(np.ones((3, 3)), 1)
        self.assertEqual(largest_of_present_and_future(strict), 0)
        for place in ((0, 0), (2, 1)):
            leaking = strict.copy()
            leaking[place] = 0.25
            self.assertEqual(largest_of_present_and_future(leaking), 0.25)


class Pooled(unittest.TestCase):
    def test_means_over_blocks(self):
        matrix = np.arange(24.0).reshape(4, 6)
        np.testing.assert_allclose(pooled(matrix, 2), [[4, 7], [16, 19]])
        np.testing.assert_allclose(pooled(matrix, 5).shape, (4, 5))
        np.testing.assert_array_equal(pooled(matrix, 10), matrix)

    def test_masks_become_shares(self):
        mask = np.triu(np.ones((4, 4), bool))
        np.testing.assert_allclose(pooled(mask, 2), [[0.75, 1], [0, 0.75]])
