import unittest

import numpy as np

from lab.evaluation.reconstruction import mean_squared_error, psnr, squared_errors

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
        by_hand = 10 * np.log10(1 / np.mean((clean - noisy) ** 2))
        self.assertAlmostEqual(psnr(mean_squared_error(noisy, clean)), by_hand)

    def test_a_tenth_of_the_range_is_twenty_decibels(self):
        np.testing.assert_allclose(psnr([0.1**2, 0.01**2]), [20, 40])

    def test_images_without_error_are_as_near_as_their_bytes(self):
        self.assertAlmostEqual(psnr(0), -10 * np.log10(1 / 255**2 / 12))
