import unittest

import numpy as np

from lab.evaluation.averages import mean_and_se


class MeanAndError(unittest.TestCase):
    def test_over_the_last_axis(self):
        mean, error = mean_and_se([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]])
        np.testing.assert_allclose(mean, [2, 4])
        np.testing.assert_allclose(error, [1 / np.sqrt(3), 0])

    def test_a_single_value_tells_no_error(self):
        mean, error = mean_and_se([[5.0], [7.0]])
        np.testing.assert_array_equal(mean, [5, 7])
        np.testing.assert_array_equal(error, [0, 0])
