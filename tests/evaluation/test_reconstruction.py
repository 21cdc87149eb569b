import unittest

import numpy as np

from lab.evaluation.reconstruction import mean_psnr, mean_squared_error, psnr, squared_errors

RNG = np.random.default_rng(0)


class Errors(unittest.TestCase):
    def test_of_an_image_is_the_mean_over_the_pixels(self):
        images, reconstructions = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([[0, 0.8], [0.5, 1]])
        found = squared_errors(images, reconstructions)
        np.testing.assert_allclose(found, [0.04 / 2, 0.25 / 2])

    def test_by_hand(self):
        images, others = np.array([[0.0, 1.0], [0.5, 0.5]]), np.array([[0.1, 1.0], [0.5, 0.2]])
        self.assertAlmostEqual(mean_squared_error(images, others), (0.01 + 0.09) / 4)
        self.assertAlmostEqual(psnr(0.001), 30)

    def test_error_in_training_is_of_what_was_not_cut_off(self):
        images = np.array([[0.0, 0.5], [1.0, 0.5]])
        self.assertEqual(mean_squared_error(images, 2 * images - 0.5), 0.125)


class Psnr(unittest.TestCase):
    def test_beside_its_formula(self):
        clean, noisy = RNG.random((2, 5, 12))
        decibels = [10 * np.log10(1 / np.mean((clean[i] - noisy[i]) ** 2)) for i in range(5)]
        self.assertAlmostEqual(mean_psnr(noisy, clean), np.mean(decibels))

    def test_a_tenth_of_the_range_is_twenty_decibels(self):
        self.assertAlmostEqual(mean_psnr(np.full((3, 4), 0.6), np.full((3, 4), 0.5)), 20)

    def test_an_image_without_error_is_as_near_as_its_bytes(self):
        clean = np.zeros((2, 4))
        noisy = np.array([[0.0] * 4, [0.1] * 4])
        rounding = -10 * np.log10(1 / 255**2 / 12)
        self.assertAlmostEqual(mean_psnr(noisy, clean), (rounding + 20) / 2)
