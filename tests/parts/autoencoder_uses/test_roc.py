import unittest

import numpy as np

from lab.parts.autoencoder_uses.roc import classes_left_out, errors_and_rates
from tests.support.figures import texts


class Detection(unittest.TestCase):
    CURVE = (np.array([0, 0.5, 1]), np.array([0, 0.8, 1]))

    def test_errors_and_rates(self):
        errors = {"normal": np.array([0.1, 0.1, 1.0]), "foreign": np.array([0.5, 2.0])}
        figure = errors_and_rates(errors, 0.4, {"ours": self.CURVE}, "", "")
        left, right = figure.axes
        shares = [bar.get_height() for bar in left.patches]
        self.assertAlmostEqual(max(shares), 2 / 3)
        self.assertAlmostEqual(sum(shares), 2)
        np.testing.assert_array_equal(left.lines[0].get_xdata(), [0.4, 0.4])
        np.testing.assert_array_equal(right.lines[0].get_data(), self.CURVE)
        self.assertLessEqual({"normal", "foreign", "threshold", "ours"}, texts(figure))

    def test_a_bar_for_each_class_and_score(self):
        aurocs = {"ours": [0.9, 0.4], "theirs": [0.5, 0.6]}
        (axis,) = classes_left_out(aurocs, ["a", "b"], "", "").axes
        self.assertEqual([bar.get_height() for bar in axis.patches], [0.9, 0.4, 0.5, 0.6])
