import unittest

import numpy as np
from scipy.stats import norm

from lab.evaluation.overlap import best_images, log_aggregate, log_densities

RNG = np.random.default_rng(0)
MU, LOG_VAR = RNG.standard_normal((2, 6, 3))
Z = RNG.standard_normal((150, 3))


def by_hand():
    return norm.logpdf(Z[:, None], MU, np.exp(LOG_VAR / 2)).sum(-1)


class Densities(unittest.TestCase):
    def test_beside_the_normal_density(self):
        np.testing.assert_allclose(log_densities(Z, MU, LOG_VAR), by_hand(), rtol=1e-9, atol=1e-9)

    def test_of_all_codes_together(self):
        expected = np.log(np.exp(by_hand()).mean(axis=1))
        np.testing.assert_allclose(log_aggregate(Z, MU, LOG_VAR), expected, atol=1e-9)


class Best(unittest.TestCase):
    def test_the_weighted_mean_and_how_many_share_it(self):
        images = RNG.random((6, 4)).astype(np.float32)
        weights = np.exp(by_hand())
        weights /= weights.sum(1, keepdims=True)
        means, counts = best_images(Z, MU, LOG_VAR, images)
        np.testing.assert_allclose(means, weights @ images, rtol=1e-4)
        np.testing.assert_allclose(counts, np.prod(weights**-weights, axis=1))

    def test_no_other_image_has_a_smaller_expected_error(self):
        images = RNG.random((6, 4)).astype(np.float32)
        weights = np.exp(by_hand()[0])
        weights /= weights.sum()
        best = best_images(Z[:1], MU, LOG_VAR, images)[0][0]

        def error(guess):
            return weights @ np.square(guess - images).sum(1)

        for direction in np.eye(4):
            for step in (-0.01, 0.01):
                self.assertLess(error(best), error(best + step * direction))

    def test_codes_that_coincide_are_shared_by_all_and_far_ones_by_none(self):
        images = np.eye(5, dtype=np.float32)
        apart = 100 * np.arange(5.0)[:, None]
        for mu, expected in ((np.zeros((5, 1)), 5), (apart, 1)):
            _, counts = best_images(mu, mu, np.zeros((5, 1)), images)
            np.testing.assert_allclose(counts, expected, rtol=1e-6)
