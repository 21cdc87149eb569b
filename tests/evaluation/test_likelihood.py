import unittest

import numpy as np

from lab.evaluation.likelihood import bits_per_dimension, mean_elbo, mean_nll, nll_of_first
from lab.models import CVAE, MADE
from tests.support.helpers import TINY_CLASSES, tiny_split, tiny_vae


class MeanElbo(unittest.TestCase):
    def test_is_the_mean_over_images_whatever_the_last_batch_holds(self):
        model, images = tiny_vae(seed=2), tiny_split(23, 1).images
        parts = [model.elbo(images[start : start + 10], seed=start) for start in (0, 10, 20)]
        by_hand = np.concatenate(parts).mean()
        self.assertAlmostEqual(mean_elbo(model, images, batch_size=10), by_hand, places=4)

    def test_every_batch_has_noise_of_its_own(self):
        model = tiny_vae(seed=2)
        images = np.tile(tiny_split(10, 1).images, (2, 1))
        halves = [mean_elbo(model, images[:10], 10), mean_elbo(model, images, 10)]
        self.assertNotAlmostEqual(*halves, places=4)

    def test_a_model_that_is_told_the_classes_gets_those_of_each_batch(self):
        model, split = CVAE(TINY_CLASSES, z_dim=2, input_dim=16, seed=2), tiny_split(23, 1)
        model.build()
        x, y = split.images, split.labels
        parts = [model.elbo(x[i : i + 10], y[i : i + 10], seed=i) for i in (0, 10, 20)]
        found = mean_elbo(model, x, batch_size=10, labels=y)
        self.assertAlmostEqual(found, np.concatenate(parts).mean(), places=4)


class Exact(unittest.TestCase):
    def test_mean_nll_is_the_mean_over_images_whatever_the_last_batch_holds(self):
        model = MADE(4, (7,))
        model.build()
        images = np.random.default_rng(0).integers(0, 2, (23, 4)).astype(np.float32)
        self.assertAlmostEqual(
            mean_nll(model, images, batch_size=10), -np.mean(model.log_prob(images)), places=5
        )

    def test_a_fair_coin_is_a_bit(self):
        self.assertAlmostEqual(bits_per_dimension(8 * np.log(2), 8), 1)

    def test_the_likelihoods_are_averaged_not_their_logarithms(self):
        probs = np.array([[0.5, 0.1], [0.1, 0.9]])
        found = nll_of_first(np.log(probs))
        by_hand = [-np.log(probs[0]).mean(), -np.log(probs.mean(axis=0)).mean()]
        np.testing.assert_allclose(found, by_hand)
