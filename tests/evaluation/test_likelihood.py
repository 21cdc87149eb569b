import unittest

import numpy as np

from lab.evaluation.likelihood import mean_elbo
from tests.helpers import tiny_split, tiny_vae


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
