import unittest

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lab.figures.style import literal, new_figure
from lab.parts.vae.confusion import confusion_matrix


class Captions(unittest.TestCase):
    def test_a_long_one_takes_more_lines_and_keeps_clear_of_the_axes(self):
        changes = ", ".join(f"parameter_{i}=64x{i}" for i in range(20))
        for width in (4, 8):
            figure = new_figure(width, 4, "Title", f"data: digits; seed 0; {changes}")
            axes = figure.subplots()
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            box = figure._supxlabel.get_window_extent(canvas.get_renderer())
            self.assertGreater(box.height, 2 * 8 * figure.dpi / 72)
            self.assertGreaterEqual(box.x0, 0)
            self.assertGreaterEqual(box.y0, 0)
            self.assertLessEqual(box.x1, figure.bbox.width)
            self.assertLess(box.y1, axes.get_tightbbox().y0)


class Names(unittest.TestCase):
    def test_what_would_be_a_formula_is_shown_as_it_is(self):
        names = ["$\\frac$", "a$b$", "plain"]
        figure = confusion_matrix(np.eye(3, dtype=int), literal(names), "", "data: digits")
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        for label, name in zip(figure.axes[0].get_xticklabels(), names, strict=True):
            width = label.get_window_extent().width
            label.set(text=name, parse_math=False)
            self.assertEqual(width, label.get_window_extent().width)
