import unittest

import numpy as np

from lab.models.made.orders import pixel_orders


class PixelOrders(unittest.TestCase):
    def test_random_ones_are_permutations_that_follow_from_the_seed(self):
        one, same, other = (pixel_orders("random", 3, 50, seed) for seed in (1, 1, 2))
        np.testing.assert_array_equal(np.sort(one, axis=1), np.tile(np.arange(50), (3, 1)))
        np.testing.assert_array_equal(one, same)
        rows = [*one, *other]
        self.assertEqual(len({tuple(row) for row in rows}), len(rows))
