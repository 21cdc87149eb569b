import unittest

import numpy as np

from lab.parts.generative_basics.discrimination import (
    descend,
    distance_to_nearest,
    mahalanobis,
    surprisal,
    surprisal_gradient,
)
from tests.support.helpers import softmax

RNG = np.random.default_rng(0)
WEIGHTS, BIAS = RNG.normal(size=(2, 3)), RNG.normal(size=3)
POINTS = RNG.normal(size=(5, 2))


class Classifier(unittest.TestCase):
    def test_surprise_is_the_negative_log_of_the_softmax(self):
        for label in range(3):
            by_hand = -np.log(softmax(POINTS @ WEIGHTS + BIAS)[:, label])
            np.testing.assert_allclose(surprisal(POINTS, WEIGHTS, BIAS, label), by_hand)

    def test_gradient_beside_finite_differences(self):
        step = 1e-6
        for label in range(3):
            found = surprisal_gradient(POINTS, WEIGHTS, BIAS, label)
            for axis in range(2):
                moved = step * np.eye(2)[axis]
                up, down = (
                    surprisal(POINTS + sign * moved, WEIGHTS, BIAS, label) for sign in (1, -1)
                )
                np.testing.assert_allclose(found[:, axis], (up - down) / (2 * step), atol=1e-8)

    def test_every_step_goes_down_the_slope(self):
        paths = descend(POINTS, WEIGHTS, BIAS, 1, rate=0.1, steps=50)
        np.testing.assert_array_equal(paths[0], POINTS)
        slope = surprisal_gradient(paths[-2], WEIGHTS, BIAS, 1)
        np.testing.assert_allclose(paths[-1], paths[-2] - 0.1 * slope)
        heights = [surprisal(points, WEIGHTS, BIAS, 1) for points in paths]
        self.assertTrue((np.diff(heights, axis=0) < 0).all())


class Distances(unittest.TestCase):
    def test_mahalanobis_counts_in_standard_deviations(self):
        mean, covariance = np.array([1.0, -1.0]), np.diag([4.0, 0.25])
        points = mean + np.array([[2.0, 0.0], [0.0, 1.0], [2.0, 0.5]])
        np.testing.assert_allclose(mahalanobis(points, mean, covariance), [1, 2, np.sqrt(2)])

    def test_nearest(self):
        others = np.array([[0.0, 0.0], [10.0, 0.0]])
        found = distance_to_nearest(np.array([[3.0, 4.0], [10.0, 1.0]]), others)
        np.testing.assert_allclose(found, [5, 1])
