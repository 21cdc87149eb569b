import unittest

import numpy as np

from lab.figures.bars import grouped_bars
from tests.support.figures import texts


class Bars(unittest.TestCase):
    def test_groups_stand_beside_each_other_with_their_numbers(self):
        panels = {"norm": {"ours": {"a": 1.0, "b": 2.0}, "theirs": {"a": 3.0, "b": 4.5}}}
        figure = grouped_bars(panels, "size", "Title", "digits")
        (axis,) = figure.axes
        self.assertEqual([bar.get_height() for bar in axis.patches], [1, 2, 3, 4.5])
        centres = [bar.get_x() + bar.get_width() / 2 for bar in axis.patches]
        np.testing.assert_allclose(centres, [-0.2, 0.8, 0.2, 1.2])
        self.assertLessEqual({"ours", "theirs", "a", "b", "4.5", "size", "norm"}, texts(figure))
