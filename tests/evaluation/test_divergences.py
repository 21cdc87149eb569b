import unittest

import numpy as np
import tensorflow as tf
from scipy.stats import norm

from lab.evaluation.divergences import (
    Normals,
    kl_as_area,
    kl_between_normals,
    kl_integrand,
    least_forward_kl,
    least_reverse_kl,
    modes_covered,
)
from lab.models.densities import kl_to_standard_normal

TWO_MODES = Normals((0.3, 0.7), (-2.0, 2.5), (0.5, 0.8))
X = np.linspace(-20, 20, 40_001)


def trapezoid(values):
    return np.trapezoid(values, X)


class Mixtures(unittest.TestCase):
    def test_density_beside_scipy(self):
        by_hand = 0.3 * norm.pdf(X, -2, 0.5) + 0.7 * norm.pdf(X, 2.5, 0.8)
        np.testing.assert_allclose(np.exp(TWO_MODES.log_density(X)), by_hand, atol=1e-14)

    def test_moments_are_those_of_the_density(self):
        density = np.exp(TWO_MODES.log_density(X))
        mean = trapezoid(X * density)
        self.assertAlmostEqual(TWO_MODES.mean, mean, places=10)
        variance = trapezoid((X - mean) ** 2 * density)
        self.assertAlmostEqual(TWO_MODES.std**2, variance, places=10)


class Divergences(unittest.TestCase):
    def test_the_notes_normals(self):
        """The errata: 1.154 and 2.0, turned round 7.40 and 2.0; and the areas agree."""
        p, q, h = (0.0, 1.0), (3.0, 3.0), (2.0, 1.0)
        for one, other, by_hand in (
            (p, q, np.log(3) + (1 + 9) / 18 - 1 / 2),
            (p, h, 2.0),
            (q, p, -np.log(3) + (9 + 9) / 2 - 1 / 2),
            (h, p, 2.0),
        ):
            with self.subTest(one=one, other=other):
                self.assertAlmostEqual(kl_between_normals(*one, *other), by_hand, places=12)
                area = kl_as_area(Normals.one(*one), Normals.one(*other))
                self.assertAlmostEqual(area, by_hand, places=9)
        self.assertAlmostEqual(kl_between_normals(*p, *q), 1.154, places=3)
        self.assertAlmostEqual(kl_between_normals(*q, *p), 7.40, places=2)

    def test_the_term_is_the_divergence_to_the_standard_normal(self):
        """The errata: not the one from it, which the notes name, line 145."""
        p, q = Normals.one(0.0, 1.0), Normals.one(3.0, 3.0)
        term = (3**2 - np.log(3**2) - 1 + 3**2) / 2
        self.assertAlmostEqual(kl_as_area(q, p), term, places=9)
        self.assertAlmostEqual(term, 7.401, places=3)
        self.assertAlmostEqual(kl_as_area(p, q), 1.154, places=3)

    def test_the_term_is_that_of_the_models(self):
        for mean, std in ((0.0, 1.0), (1.5, 0.3), (-2.0, 4.0)):
            mu, log_var = tf.constant([[mean], [2 * np.log(std)]], tf.float64)
            theirs = kl_to_standard_normal(mu, log_var).numpy()
            self.assertAlmostEqual(kl_between_normals(mean, std), theirs, places=12)
            self.assertAlmostEqual(kl_between_normals(mean, std, 0.0, 1.0), theirs, places=12)

    def test_the_area_of_mixtures_beside_the_trapezoid_rule(self):
        other = Normals.one(0.5, 3.0)
        by_hand = trapezoid(kl_integrand(TWO_MODES, other, X))
        self.assertAlmostEqual(kl_as_area(TWO_MODES, other), by_hand, places=8)
        self.assertAlmostEqual(kl_as_area(TWO_MODES, TWO_MODES), 0, places=9)


class Fits(unittest.TestCase):
    def test_no_neighbour_has_less(self):
        forward = least_forward_kl(TWO_MODES)
        reverse = least_reverse_kl(TWO_MODES, 2.0)
        for q, divergence in (
            (forward, lambda q: kl_as_area(TWO_MODES, q)),
            (reverse, lambda q: kl_as_area(q, TWO_MODES)),
        ):
            least = divergence(q)
            for mean, std in ((0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)):
                neighbour = Normals.one(q.mean + mean, q.std + std)
                self.assertGreater(divergence(neighbour), least + 1e-6)

    def test_forward_covers_both_modes_and_reverse_the_one_it_starts_at(self):
        self.assertEqual(modes_covered(least_forward_kl(TWO_MODES), TWO_MODES), 2)
        for start, std in ((-2.0, 0.5), (2.5, 0.8)):
            fit = least_reverse_kl(TWO_MODES, start)
            self.assertEqual(modes_covered(fit, TWO_MODES), 1)
            self.assertAlmostEqual(fit.mean, start, delta=0.02)
            self.assertAlmostEqual(fit.std, std, delta=0.02)
