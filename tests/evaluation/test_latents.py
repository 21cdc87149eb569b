import unittest

import numpy as np

from lab.evaluation.latents import active_units, in_use


class ActiveUnits(unittest.TestCase):
    def test_are_those_whose_means_vary_by_more_than_a_hundredth(self):
        signs = np.array([1.0, -1.0, 1.0, -1.0])[:, None]
        # variances 0, 0.0099, 0.0101, 4; the place of the means is nothing to them
        mu = 7 + signs * np.sqrt([0, 0.0099, 0.0101, 4])
        self.assertEqual(active_units(mu), 2)
        self.assertEqual(active_units(mu, least=0.005), 3)

    def test_one_whose_mean_varies_need_not_be_in_use(self):
        mu = np.random.default_rng(0).normal(0, (1, 0.2), (1000, 2))
        # with the variance that makes the KL least, 1 - var(mu): -log(1 - var(mu)) / 2
        kl = [2.0, -np.log(1 - np.var(mu[:, 1])) / 2]
        self.assertEqual((active_units(mu), in_use(kl)), (2, 1))
        self.assertEqual(in_use([0.1, 0.0999]), 1)
