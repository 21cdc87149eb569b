import unittest

import numpy as np
from scipy.stats import norm

from lab.evaluation import disentanglement
from lab.evaluation.disentanglement import (
    dci,
    factor_entropies,
    information_about_factors,
    mig,
    sap,
)

# one of three categories, and three ordered factors of eight values
CATEGORICAL = (0,)
LEVELS = (3, 8, 8, 8)
# turns four numbers into four equal mixtures of them
MIXING = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2


def all_combinations():
    grid = np.meshgrid(*map(np.arange, LEVELS), indexing="ij")
    factors = np.stack(grid, axis=-1).reshape(-1, len(LEVELS))
    return np.random.default_rng(0).permutation(factors)


class Scores(unittest.TestCase):
    """Of a perfect code, of one in which all is mixed, and of noise."""

    @classmethod
    def setUpClass(cls):
        cls.factors = all_combinations()
        rng = np.random.default_rng(1)
        centred = (cls.factors - cls.factors.mean(0)) / cls.factors.std(0)
        # in another order, turned round, and with a latent that says nothing
        silent = rng.standard_normal(len(centred))
        cls.perfect = np.column_stack([-centred[:, 2], centred[:, 0], silent, centred[:, [3, 1]]])
        cls.mixed = centred @ MIXING
        cls.noise = rng.standard_normal(centred.shape)

    def mig(self, codes):
        return mig(information_about_factors(codes, self.factors), factor_entropies(self.factors))

    def sap(self, codes):
        return sap(codes, self.factors, CATEGORICAL)

    def dci(self, codes):
        return dci(codes, self.factors, CATEGORICAL)

    def test_perfect(self):
        self.assertGreater(self.mig(self.perfect), 0.95)
        # 1 for the ordered ones, 1 - 1/3 for the categories
        self.assertAlmostEqual(self.sap(self.perfect), (3 + 2 / 3) / 4, delta=0.03)
        found = self.dci(self.perfect)
        for score in (found.disentanglement, found.completeness, found.informativeness):
            self.assertGreater(score, 0.95)

    def test_mixed(self):
        """Everything can still be told from the code as a whole, nothing from one number of it."""
        self.assertLess(self.mig(self.mixed), 0.1)
        self.assertLess(self.sap(self.mixed), 0.1)
        found = self.dci(self.mixed)
        self.assertLess(found.disentanglement, 0.15)
        self.assertLess(found.completeness, 0.15)
        self.assertGreater(found.informativeness, 0.5)

    def test_noise(self):
        self.assertLess(self.mig(self.noise), 0.05)
        self.assertLess(self.sap(self.noise), 0.05)
        found = self.dci(self.noise)
        self.assertLess(found.disentanglement, 0.1)
        self.assertLess(found.completeness, 0.1)
        self.assertLess(found.informativeness, 0.2)

    def test_scale_and_order_of_the_numbers_do_not_matter(self):
        changed = 3 - 100 * self.perfect[:, ::-1]
        self.assertAlmostEqual(self.mig(changed), self.mig(self.perfect), delta=0.01)
        self.assertAlmostEqual(self.sap(changed), self.sap(self.perfect), places=3)

    def test_a_number_that_never_changes_is_allowed(self):
        codes = np.column_stack([self.perfect, np.ones(len(self.perfect))])
        self.assertAlmostEqual(self.mig(codes), self.mig(self.perfect))
        self.assertAlmostEqual(self.sap(codes), self.sap(self.perfect))
        found, before = self.dci(codes), self.dci(self.perfect)
        self.assertAlmostEqual(found.disentanglement, before.disentanglement, delta=0.02)


class ByHand(unittest.TestCase):
    def test_mutual_information_of_counts(self):
        factors = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 5)
        codes = np.column_stack([factors[:, 0] * 0.7 - 3, np.zeros(20)])
        expected = [[np.log(2), 0], [0, 0]]
        np.testing.assert_allclose(information_about_factors(codes, factors), expected, atol=1e-12)
        np.testing.assert_allclose(factor_entropies(factors), np.log([2, 2]))

    def test_mutual_information_of_a_noisy_number(self):
        """z = v with probability 3/4, else the other value: log 2 - H(1/4)."""
        factor = np.array([0, 0, 0, 0, 1, 1, 1, 1])
        code = np.array([0, 0, 0, 1, 1, 1, 1, 0.0])
        found = information_about_factors(code[:, None], factor[:, None])[0, 0]
        conditional = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
        self.assertAlmostEqual(found, np.log(2) - conditional)

    def test_mig_is_the_gap_of_the_first_two(self):
        information = np.array([[0.5, 0.1], [0.2, 0.9], [0.3, 0.4]])
        self.assertAlmostEqual(mig(information, np.array([1.0, 2.0])), (0.2 / 1 + 0.5 / 2) / 2)

    def test_sap_is_the_gap_of_squared_correlations(self):
        rng = np.random.default_rng(0)
        factors = rng.integers(0, 9, (200, 2))
        codes = factors @ rng.standard_normal((2, 3)) + rng.standard_normal((200, 3))
        squares = np.corrcoef(codes.T, factors.T)[:3, 3:] ** 2
        first, second = -np.sort(-squares, axis=0)[:2]
        self.assertAlmostEqual(sap(codes, factors), np.mean(first - second))

    def test_of_categories_the_rare_one_counts_as_much_as_the_frequent_one(self):
        """A number at -1 or 1 with noise: its best border is 0, right in Phi(1) of each class."""
        rng = np.random.default_rng(0)
        category = np.repeat([0, 1], (9000, 1000))
        told = 2 * category - 1 + rng.standard_normal(10_000)
        silent = rng.standard_normal(10_000)
        found = sap(np.column_stack([told, silent]), category[:, None], categorical=(0,))
        # of what tells nothing half is right, though nine in ten are of one class
        self.assertAlmostEqual(found, norm.cdf(1) - 0.5, delta=0.02)

    def test_of_categories_it_is_the_mean_of_what_is_right_in_each(self):
        """Six in ten of the frequent class, all of the rare one; and half where nothing is told."""
        category = np.repeat([0, 1], (90, 10))
        told = np.where(np.arange(100) < 54, -1.0, 1.0)
        found = sap(np.column_stack([told, np.zeros(100)]), category[:, None], categorical=(0,))
        self.assertAlmostEqual(found, (0.6 + 1) / 2 - 0.5)

    def test_disentanglement_and_completeness_of_importances(self):
        """Latent 0 serves both factors alike, latent 1 only the second one, latent 2 none."""
        importances = np.array([[1.0, 0.5], [0.0, 0.5], [0.0, 0.0]])
        shares = np.array([2 / 3, 1 / 3])
        first = 1 - -np.sum(shares * np.log2(shares))
        completeness = (1 + 1 - np.log(2) / np.log(3)) / 2
        found = disentanglement._shares_of_one(importances)
        np.testing.assert_allclose(found, (0.75 * first + 0.25 * 1, completeness))
