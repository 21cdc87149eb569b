import unittest

import numpy as np

from lab.parts.autoencoder_kinds.denoising import median_filtered, rebuilt

RNG = np.random.default_rng(0)


class Median(unittest.TestCase):
    def test_of_the_nine_pixels_around_each(self):
        images = RNG.random((3, 20))
        filtered = median_filtered(images, (4, 5)).reshape(3, 4, 5)
        around = np.pad(images.reshape(3, 4, 5), ((0, 0), (1, 1), (1, 1)), mode="symmetric")
        for n, i, j in np.ndindex(3, 4, 5):
            by_hand = np.median(around[n, i : i + 3, j : j + 3])
            self.assertEqual(filtered[n, i, j], by_hand, (n, i, j))


class Rebuilt(unittest.TestCase):
    def test_stays_in_the_range_of_pixels(self):
        self.assertEqual(rebuilt(lambda x: 2 * x - 0.5, [[0.0, 0.5, 1.0]]).tolist(), [[0, 0.5, 1]])
