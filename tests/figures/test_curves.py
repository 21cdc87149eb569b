import unittest

import numpy as np

from lab.figures.curves import Curve, training_curves
from lab.figures.style import COLOURS
from tests.support.figures import texts


def curve(title, points=()):
    return Curve(
        title=title,
        ylabel=f"{title} in nats",
        epochs=[1, 2, 3],
        train=[3.0, 2.0, 1.0],
        validation=[4.0, 3.0, 2.5],
        points=dict(points),
    )


class Curves(unittest.TestCase):
    def test_lines_and_published_points(self):
        points = {"sheet": ([2, 3], [2.1, 1.1])}
        figure = training_curves([curve("loss", points), curve("kl")], "Training", "data: digits")
        first, second = figure.axes
        drawn = {line.get_label(): np.array(line.get_data()) for line in first.lines}
        np.testing.assert_array_equal(drawn["train"], [[1, 2, 3], [3, 2, 1]])
        np.testing.assert_array_equal(drawn["validation"], [[1, 2, 3], [4, 3, 2.5]])
        np.testing.assert_array_equal(drawn["sheet"], [[2, 3], [2.1, 1.1]])
        self.assertEqual(first.lines[2].get_color(), COLOURS["source"])
        self.assertEqual(len(second.lines), 2)
        self.assertEqual(first.get_ylabel(), "loss in nats")
        self.assertLessEqual({"Training", "data: digits", "loss", "kl", "epoch"}, texts(figure))

    def test_as_many_panels_as_quantities(self):
        for count in range(1, 6):
            with self.subTest(count=count):
                curves = [curve(f"quantity {i}") for i in range(count)]
                titles = [axis.get_title() for axis in training_curves(curves, "", "").axes]
                self.assertEqual(titles, [f"quantity {i}" for i in range(count)])
