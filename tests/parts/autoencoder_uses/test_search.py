import unittest

import numpy as np

from lab.parts.autoencoder_uses.search import nearest, precision_at


class Search(unittest.TestCase):
    def test_nearest_first(self):
        codes = np.array([[0.0], [10.0], [3.0], [4.5]])
        np.testing.assert_array_equal(nearest(codes, np.array([[4.0], [9.0]]), 2), [[3, 2], [1, 3]])

    def test_precision_counts_the_first_k(self):
        right = np.array([[True, True, False, False], [False, True, True, True]])
        for k, value in ((1, 0.5), (2, 0.75), (4, 5 / 8)):
            self.assertEqual(precision_at(k, right), value)
