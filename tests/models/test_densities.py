import itertools
import math
import unittest

import numpy as np
import tensorflow as tf
from scipy.stats import norm

from lab.models import densities

RNG = np.random.default_rng(0)


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


class Bernoulli(unittest.TestCase):
    def test_is_the_sum_of_the_log_probabilities(self):
        logits = RNG.normal(0, 3, (4, 6, 9))
        for kind, x in (("bits", RNG.integers(0, 2, (4, 6, 9))), ("grey", RNG.random((4, 6, 9)))):
            with self.subTest(kind):
                p = sigmoid(logits)
                by_hand = (x * np.log(p) + (1 - x) * np.log(1 - p)).sum(-1)
                found = densities.bernoulli_log_prob(x, tf.constant(logits))
                np.testing.assert_allclose(found, by_hand, rtol=1e-12)

    def test_probabilities_of_all_images_sum_to_one(self):
        images = np.array(list(itertools.product([0, 1], repeat=8)), np.float32)
        logits = tf.constant(np.tile(RNG.normal(0, 2, 8), (256, 1)), tf.float32)
        total = np.exp(densities.bernoulli_log_prob(images, logits)).sum()
        self.assertAlmostEqual(total, 1, places=5)

    def test_certain_pixels_stay_finite(self):
        x = np.array([[1.0, 0.0], [0.0, 0.0]])
        logits = tf.constant([[300.0, -300.0]] * 2)
        found = densities.bernoulli_log_prob(x, logits)
        np.testing.assert_allclose(found, [0, -300])


class BernoulliDivergence(unittest.TestCase):
    def test_is_the_sum_over_both_outcomes(self):
        q = RNG.random((4, 6))
        by_hand = (0.2 * np.log(0.2 / q) + 0.8 * np.log(0.8 / (1 - q))).sum(-1)
        np.testing.assert_allclose(densities.kl_between_bernoullis(0.2, q), by_hand)
        self.assertAlmostEqual(float(densities.kl_between_bernoullis(0.2, np.full(3, 0.2))), 0)

    def test_certain_units_stay_finite(self):
        found = densities.kl_between_bernoullis(0.5, np.array([[0.0], [1.0]]))
        np.testing.assert_allclose(found, np.log(0.5) - np.log(1e-6) / 2, rtol=1e-5)


class Gaussian(unittest.TestCase):
    def test_is_the_density_with_its_constant_for_every_dimension(self):
        x, mean, std = RNG.random((5, 7)), RNG.random((5, 7)), 0.3
        constant = 7 * np.log(np.sqrt(2 * np.pi) * std)
        by_hand = -((x - mean) ** 2).sum(-1) / (2 * std**2) - constant
        found = densities.gaussian_log_prob(x, tf.constant(mean), std)
        np.testing.assert_allclose(found, by_hand, rtol=1e-12)

    def test_integrates_to_one(self):
        grid, step = np.linspace(-6, 6, 4001, retstep=True)
        mean = tf.zeros((4001, 1), tf.float64) + 0.4
        density = np.exp(densities.gaussian_log_prob(grid[:, None], mean, 0.5))
        self.assertAlmostEqual(density.sum() * step, 1, places=9)

    def test_of_a_reparameterised_sample_is_the_density_at_that_sample(self):
        epsilon, mu, log_var = RNG.normal(size=(3, 2, 5, 4))
        z = mu + np.exp(log_var / 2) * epsilon
        by_scipy = norm.logpdf(z, mu, np.exp(log_var / 2)).sum(-1)
        found = densities.reparameterized_log_prob(tf.constant(epsilon), tf.constant(log_var))
        np.testing.assert_allclose(found, by_scipy, rtol=1e-12)


class LogMeanExp(unittest.TestCase):
    def test_is_the_log_of_the_mean_however_small_the_values(self):
        values = RNG.normal(0, 3, (6, 4))
        by_hand = np.log(np.exp(values).mean(axis=0)) - 2000
        np.testing.assert_allclose(densities.log_mean_exp(tf.constant(values - 2000)), by_hand)


class Divergences(unittest.TestCase):
    def test_to_the_standard_normal_is_the_integral(self):
        grid, step = np.linspace(-30, 30, 60001, retstep=True)
        for mu, log_var in ((0.0, 0.0), (1.5, -1.0), (-0.7, 1.2), (3.0, 2 * math.log(3))):
            with self.subTest(mu=mu, log_var=log_var):
                log_q = -((grid - mu) ** 2) / (2 * np.exp(log_var)) - log_var / 2
                integrand = np.exp(log_q) * (log_q + grid**2 / 2) / np.sqrt(2 * np.pi)
                found = densities.kl_to_standard_normal(
                    tf.constant([mu], tf.float64), tf.constant([log_var], tf.float64)
                )
                self.assertAlmostEqual(float(found), integrand.sum() * step, places=9)

    def test_latents_add_up(self):
        mu, log_var = (tf.constant(RNG.normal(size=(5, 4))) for _ in range(2))
        each = [
            densities.kl_to_standard_normal(mu[:, i : i + 1], log_var[:, i : i + 1])
            for i in range(4)
        ]
        whole = densities.kl_to_standard_normal(mu, log_var)
        np.testing.assert_allclose(whole, np.sum(each, axis=0), rtol=1e-12)

    def test_to_uniform(self):
        logits = RNG.normal(0, 2, (5, 3))
        q = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        found = densities.kl_to_uniform(tf.constant(logits))
        np.testing.assert_allclose(found, (q * np.log(q * 3)).sum(1), rtol=1e-10)
        ends = densities.kl_to_uniform(tf.constant([[2.0, 2.0, 2.0, 2.0], [900.0, 0.0, 0.0, 0.0]]))
        np.testing.assert_allclose(ends, [0, np.log(4)], atol=1e-6)


class Precision(unittest.TestCase):
    def results(self, dtype):
        logits, mu = (tf.cast(RNG_VALUES[i], tf.float16) for i in range(2))
        logits, mu = tf.cast(logits, dtype), tf.cast(mu, dtype)
        x = (RNG_VALUES[2] > 0).astype(np.float32)
        return (
            densities.bernoulli_log_prob(x, logits),
            densities.gaussian_log_prob(x, mu, 0.1),
            densities.kl_to_standard_normal(mu, logits),
            densities.kl_to_uniform(logits),
        )

    def test_half_precision_is_computed_in_single_and_double_stays_double(self):
        for ours, single, double in zip(
            *map(self.results, ("float16", "float32", "float64")), strict=True
        ):
            self.assertEqual((ours.dtype, double.dtype), (tf.float32, tf.float64))
            np.testing.assert_array_equal(ours, single)
            np.testing.assert_allclose(single, double, rtol=1e-5)


RNG_VALUES = np.random.default_rng(1).normal(0, 2, (3, 4, 784)).astype(np.float32)
