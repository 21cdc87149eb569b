import unittest

import numpy as np

from lab.evaluation.averages import mean_and_se, t_interval


class MeanAndError(unittest.TestCase):
    def test_over_the_last_axis(self):
        mean, error = mean_and_se([[1.0, 2.0, 3.0], [4.0, 4.0, 4.0]])
        np.testing.assert_allclose(mean, [2, 4])
        np.testing.assert_allclose(error, [1 / np.sqrt(3), 0])

    def test_the_error_of_a_single_value_is_unknown(self):
        mean, error = mean_and_se([[5.0], [7.0]])
        np.testing.assert_array_equal(mean, [5, 7])
        np.testing.assert_array_equal(error, [np.nan, np.nan])


class Interval(unittest.TestCase):
    def test_is_as_wide_as_the_table_of_student_s_t_says(self):
        # of three values 4.303 standard errors, not 2
        low, high = t_interval([1.0, 2.0, 3.0])
        self.assertAlmostEqual(low, 2 - 4.303 / np.sqrt(3), places=3)
        self.assertAlmostEqual(high, 2 + 4.303 / np.sqrt(3), places=3)

    def test_of_a_single_value_is_unknown(self):
        np.testing.assert_array_equal(t_interval([5.0]), [np.nan, np.nan])

    def test_holds_the_mean_as_often_as_it_says(self):
        values = np.random.default_rng(0).normal(5, 2, (4000, 3))
        ends = np.array([t_interval(row, 0.9) for row in values])
        holds = (ends[:, 0] < 5) & (ends[:, 1] > 5)
        self.assertAlmostEqual(holds.mean(), 0.9, delta=0.02)
