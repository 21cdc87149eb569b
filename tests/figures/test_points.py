import itertools
import unittest

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lab.figures.points import PointPanel, numbered_points

# two clusters, one of points at the same place
NAMES = [f"model {number}" for number in range(14)]
CROWD = {name: (1 + 0.001 * (i % 3), 5.0) for i, name in enumerate(NAMES[:8])}
OTHERS = {name: (2.0 + 0.01 * i, 6.0 + 0.01 * i) for i, name in enumerate(NAMES[8:])}


def drawn(**options):
    panel = PointPanel("x", "y", {"exact": CROWD, "bound": OTHERS}, **options)
    return numbered_points([panel, panel], NAMES, "title", "source")


class Numbers(unittest.TestCase):
    def test_each_stands_once_in_each_panel_beside_its_point(self):
        for axis in drawn().axes:
            placed = {text.get_text(): text.xy for text in axis.texts}
            expected = {str(n): (CROWD | OTHERS)[name] for n, name in enumerate(NAMES, 1)}
            self.assertEqual(placed.keys(), expected.keys())
            for number, place in expected.items():
                np.testing.assert_allclose(placed[number], place)

    def test_none_covers_another_also_in_a_crowd_and_all_are_in_their_panel(self):
        for log in ("", "xy"):
            figure = drawn(log=log)
            renderer = FigureCanvasAgg(figure).get_renderer()
            figure.canvas.draw()
            for axis in figure.axes:
                # of the text alone: the line to its point may pass another one
                boxes = [super(type(t), t).get_window_extent(renderer) for t in axis.texts]
                for one, other in itertools.combinations(boxes, 2):
                    self.assertFalse(one.overlaps(other), (log, one, other))
                panel = axis.get_window_extent(renderer)
                for box in boxes:
                    self.assertTrue(panel.contains(box.x0, box.y0), box)
                    self.assertTrue(panel.contains(box.x1, box.y1), box)

    def test_the_legend_says_kinds_and_whose_number_it_is(self):
        (legend,) = drawn().legends
        texts = [text.get_text() for text in legend.get_texts()]
        self.assertEqual(texts[:3], ["exact", "bound", "1  model 0"])
        self.assertEqual(texts[-1], "14  model 13")

    def test_points_of_one_name_are_joined(self):
        panel = PointPanel("x", "y", {"bound": {"a": (2, 1)}, "exact": {"a": (1, 1), "b": (3, 2)}})
        axis = numbered_points([panel], ["a", "b"], "title", "source").axes[0]
        lines = [line.get_xydata().tolist() for line in axis.lines if line.get_linestyle() == "-"]
        self.assertIn([[2, 1], [1, 1]], lines)
