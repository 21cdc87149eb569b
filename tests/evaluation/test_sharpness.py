import unittest

import numpy as np

from lab.evaluation.sharpness import laplacian_variances, sharpness

SHAPE = (5, 6)


class Sharpness(unittest.TestCase):
    def test_of_a_single_pixel(self):
        image = np.zeros(SHAPE)
        image[2, 3] = 0.5
        # -4 there and 1 at each neighbour, times a half: the mean is 0
        expected = 0.25 * (16 + 4) / 30
        self.assertAlmostEqual(laplacian_variances(image.reshape(1, -1), SHAPE)[0], expected)

    def test_beyond_the_edge_it_is_black(self):
        image = np.zeros(SHAPE)
        image[0, 0] = 1
        laplacian = np.zeros(SHAPE)
        laplacian[0, 0], laplacian[0, 1], laplacian[1, 0] = -4, 1, 1
        self.assertAlmostEqual(sharpness(image.reshape(1, -1), SHAPE), laplacian.var())

    def test_images_do_not_touch_each_other_and_the_mean_is_taken(self):
        images = np.random.default_rng(0).random((4, 30))
        apart = [laplacian_variances(image[None], SHAPE)[0] for image in images]
        np.testing.assert_allclose(laplacian_variances(images, SHAPE), apart)
        self.assertAlmostEqual(sharpness(images, SHAPE), np.mean(apart))

    def test_the_mean_of_two_images_is_less_sharp_than_they_are(self):
        left, right = np.eye(5, 6), np.eye(5, 6, 1)
        both = np.stack([left, right, (left + right) / 2]).reshape(3, -1)
        variances = laplacian_variances(both, SHAPE)
        self.assertLess(variances[2], 0.5 * variances[:2].min())
