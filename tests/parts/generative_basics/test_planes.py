import unittest

import numpy as np

from lab.parts.generative_basics.planes import Plane, level_panels


class Planes(unittest.TestCase):
    def test_points_paths_and_marks(self):
        points = np.array([[0.2, 0.3], [0.5, 0.6]])
        plane = Plane(
            title="one",
            unit="nats",
            axes=(np.arange(3.0), np.arange(4.0)),
            values=np.add.outer(np.arange(4.0), np.arange(3.0)),
            levels=[1, 2],
            points={"green": ("g", points)},
            paths={"way": np.stack([points, points + 1])},
            marks={"end": ("o", points + 1)},
        )
        figure = level_panels([plane], "", "")
        (axis,), (legend,) = figure.axes, figure.legends
        self.assertEqual(axis.get_title(), "one\ncontours: nats")
        np.testing.assert_array_equal(axis.lines[0].get_data(), [[0.2, 1.2], [0.3, 1.3]])
        np.testing.assert_array_equal(axis.lines[2].get_data(), (points + 1).T)
        labels = [text.get_text() for text in legend.get_texts()]
        self.assertEqual(labels, ["green", "way", "end"])
