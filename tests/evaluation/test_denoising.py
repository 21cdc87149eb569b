import unittest

import numpy as np

from lab.evaluation.denoising import mean_squared_error, median_filtered, psnr, rebuilt

RNG = np.random.default_rng(0)


class Psnr(unittest.TestCase):
    def test_beside_its_formula(self):
        clean, noisy = RNG.random((2, 5, 12))
        decibels = [10 * np.log10(1 / np.mean((clean[i] - noisy[i]) ** 2)) for i in range(5)]
        self.assertAlmostEqual(psnr(noisy, clean), np.mean(decibels))

    def test_a_tenth_of_the_range_is_twenty_decibels(self):
        self.assertAlmostEqual(psnr(np.full((3, 4), 0.6), np.full((3, 4), 0.5)), 20)
        self.assertEqual(psnr(np.ones((1, 4)), np.ones((1, 4))), np.inf)


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

    def test_error_in_training_is_of_what_was_not_cut_off(self):
        images = np.array([[0.0, 0.5], [1.0, 0.5]])
        self.assertEqual(mean_squared_error(lambda x: 2 * x - 0.5, images), 0.125)
