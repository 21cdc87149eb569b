import unittest

import numpy as np

from lab.models.made.degrees import degrees_of_orders, hidden_degrees, layer_masks

RASTER = np.arange(6)


class DegreesOfOrders(unittest.TestCase):
    def test_only_an_order_that_runs_against_the_first_counts_from_the_other_end(self):
        # correlations with the first order: 1, 0.71, -0.14, -0.43, -0.54, -1
        positions = np.array(
            [
                RASTER,
                [1, 0, 3, 2, 5, 4],
                [2, 4, 0, 5, 3, 1],
                [3, 4, 2, 5, 0, 1],
                [4, 3, 5, 2, 0, 1][:6],
                RASTER[::-1],
            ]
        )
        centred = positions - 2.5
        correlations = centred @ centred[0] / 17.5
        turned = correlations < -0.5
        self.assertTrue(((correlations < 0) & ~turned).any())
        self.assertTrue((turned & (correlations > -1)).any())
        layer = np.array([0, 1, 2, 2, 5])
        (found,) = degrees_of_orders(positions, [layer])
        for degrees, is_turned in zip(found, turned, strict=True):
            np.testing.assert_array_equal(degrees, 6 - layer if is_turned else layer)


class Masks(unittest.TestCase):
    def test_of_three_pixels_by_hand(self):
        first, second, last, past = layer_masks(
            np.array([2, 0, 1]), [np.array([1, 2, 2]), np.array([0, 1, 2])]
        )
        # the pixel that comes first is number 1: degree 1 sees it alone, degree 2 number 2 as well
        np.testing.assert_array_equal(first, [[0, 0, 0], [1, 1, 1], [0, 1, 1]])
        np.testing.assert_array_equal(second, [[0, 1, 1], [0, 0, 1], [0, 0, 1]])
        np.testing.assert_array_equal(last, [[1, 1, 1], [1, 0, 1], [1, 0, 0]])
        np.testing.assert_array_equal(past, [[0, 0, 0], [1, 0, 1], [1, 0, 0]])


class HiddenDegrees(unittest.TestCase):
    def test_sampled_ones_start_at_the_least_of_the_layer_below(self):
        above_one = 0
        for seed in range(30):
            lower, upper, top = hidden_degrees((3, 60, 60), 100, "sampled", False, seed)
            self.assertGreaterEqual(upper[0], lower[0])
            self.assertGreaterEqual(top[0], upper[0])
            self.assertLessEqual(max(lower[-1], upper[-1], top[-1]), 99)
            above_one += lower[0] > 5
        self.assertGreater(above_one, 20)

    def test_sampled_ones_are_uniform(self):
        degrees = hidden_degrees((50_000,), 11, "sampled", False, 0)[0]
        counts = np.bincount(degrees, minlength=11)
        self.assertEqual(counts[0], 0)
        np.testing.assert_allclose(counts[1:] / 50_000, np.full(10, 0.1), atol=0.01)

    def test_a_wide_layer_of_sampled_ones_has_every_degree(self):
        for width in (10, 12):
            for degrees in hidden_degrees((width, width), 11, "sampled", False, 3):
                self.assertEqual(set(degrees), set(range(1, 11)))

    def test_shared_ones_are_those_of_the_first_layer(self):
        first, *others = hidden_degrees((30, 30, 30), 100, "sampled", True, 0)
        for degrees in others:
            np.testing.assert_array_equal(degrees, first)
