import unittest

import numpy as np

from lab.figures.comparisons import dots, dots_by_quantity
from lab.figures.style import HIGHEST
from tests.support.figures import texts


class DotsByQuantity(unittest.TestCase):
    def test_a_row_for_each_name_from_the_top_and_a_column_for_each_quantity(self):
        quantities = {"nats": [1.5, -2.0, 7.0], "units": [3, 2, 1]}
        figure = dots_by_quantity(("a", "b", "c"), quantities, "Title", "digits")
        left, right = figure.axes
        drawn = [
            [(*line.get_xdata(), *line.get_ydata()) for line in a.lines] for a in (left, right)
        ]
        self.assertEqual(drawn[0], [(1.5, 2), (-2, 1), (7, 0)])
        self.assertEqual(drawn[1], [(3, 2), (2, 1), (1, 0)])
        rows = dict(zip(left.get_yticks(), left.get_yticklabels(), strict=True))
        self.assertEqual({y: text.get_text() for y, text in rows.items()}, {2: "a", 1: "b", 0: "c"})
        self.assertEqual([text.get_text() for text in left.texts], ["1.5", "−2", "7"])
        self.assertEqual((left.get_xlabel(), right.get_xlabel()), ("nats", "units"))

    def test_of_several_values_the_mean_and_each_a_stroke(self):
        quantities = {"nats": [np.array([1.0, 2.0]), np.array([4.0, 8.0])]}
        (axis,) = dots_by_quantity("ab", quantities, "", "").axes
        drawn = [line.get_xdata().tolist() for line in axis.lines]
        self.assertEqual(drawn, [[1.5], [1, 2], [6], [4, 8]])
        self.assertEqual([text.get_text() for text in axis.texts], ["1.5", "6"])


class Comparisons(unittest.TestCase):
    def test_many_rows_stand_closer(self):
        few, many = (dots([(str(i), i) for i in range(n)], {}, "", "", "") for n in (3, 40))
        self.assertLess(few.get_figheight(), many.get_figheight())
        self.assertEqual(many.get_figheight(), HIGHEST)

    def test_dots_stand_in_the_order_given_and_ours_stands_out(self):
        figure = dots([("a", 90.0), ("ours", 85.5), ("b", 100.25)], {"ours"}, "nats", "", "")
        points = [(*line.get_xdata(), *line.get_ydata()) for line in figure.axes[0].lines]
        self.assertEqual(points, [(90, 2), (85.5, 1), (100.25, 0)])
        a, ours, b = (line.get_color() for line in figure.axes[0].lines)
        self.assertEqual(a, b)
        self.assertNotEqual(a, ours)
        shown = {text.strip() for text in texts(figure)}
        self.assertLessEqual({"ours", "85.50", "100.25", "nats"}, shown)
