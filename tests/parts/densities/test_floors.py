import itertools
import unittest

import numpy as np

from lab.parts.densities.floors import FittedGaussian, IndependentPixels


class Independent(unittest.TestCase):
    def setUp(self):
        self.images = np.array([[0, 1, 1], [0, 1, 0], [0, 1, 1], [0, 0, 1]], np.float32)
        self.model = IndependentPixels(self.images)

    def test_probabilities_of_all_images_sum_to_one_and_are_those_counted(self):
        every = np.array(list(itertools.product((0, 1), repeat=3)), np.float32)
        probabilities = np.exp(self.model.log_prob(every).numpy())
        self.assertAlmostEqual(probabilities.sum(), 1, places=6)
        # one black and one white image are added to the four
        self.assertAlmostEqual(probabilities[3], 5 / 6 * 4 / 6 * 4 / 6, places=6)

    def test_samples_are_as_often_white_and_a_seed_gives_the_same(self):
        samples = self.model.sample(20_000, seed=3)
        np.testing.assert_allclose(samples.mean(axis=0), [1 / 6, 4 / 6, 4 / 6], atol=0.015)
        np.testing.assert_array_equal(samples, self.model.sample(20_000, seed=3))
        self.assertNotEqual(samples.sum(), self.model.sample(20_000, seed=4).sum())


class Gaussian(unittest.TestCase):
    def test_samples_have_the_mean_and_covariance_of_the_images(self):
        rng = np.random.default_rng(0)
        images = 0.5 + rng.normal(0, 0.05, (500, 3)) @ [[1, 0.8, 0], [0, 0.6, 0], [0, 0, 1]]
        model = FittedGaussian(images.astype(np.float32))
        samples = model.sample(50_000)
        np.testing.assert_allclose(samples.mean(axis=0), images.mean(axis=0), atol=0.002)
        covariance = np.cov(images, rowvar=False)
        np.testing.assert_allclose(np.cov(samples, rowvar=False), covariance, atol=1e-4)
        self.assertEqual(model.parameters, 3 + 6)
