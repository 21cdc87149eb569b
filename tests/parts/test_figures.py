"""Every part's figures as they are printed: their width, the size of their type, their legends."""

import unittest

from matplotlib.text import Text

from lab.figures.finish import covered_by_legend
from lab.figures.style import LEAST_TYPE, MOST_COLUMNS, WIDTH
from lab.parts import PARTS
from lab.storage.figure_files import is_animation
from tests.support.smoke_runs import smoke_run

# points on which a legend may lie, where there is no better place
MOST_COVERED = 3


def shown(text):
    return text.get_visible() and text.get_text().strip()


class Printed(unittest.TestCase):
    def test_of_every_part_in_the_language_with_the_longer_words(self):
        for part in PARTS:
            # its words are longer
            for name, figure in part.draw(smoke_run(part.name).record, "ru").items():
                still = figure.figure if is_animation(figure) else figure
                with self.subTest(part=part.name, figure=name):
                    self.check(still)

    def check(self, figure):
        figure.draw_without_rendering()
        self.assertLessEqual(figure.get_figwidth(), WIDTH)
        sizes = [text.get_fontsize() for text in figure.findobj(Text) if shown(text)]
        self.assertGreaterEqual(min(sizes), LEAST_TYPE)
        columns = [
            axes.get_subplotspec().get_geometry()[1]
            for axes in figure.axes
            if axes.get_subplotspec()
        ]
        self.assertLessEqual(max(columns), MOST_COLUMNS)
        for axes in figure.axes:
            if axes.get_legend() is not None and axes.get_aspect() == "auto":
                self.assertLessEqual(covered_by_legend(axes), MOST_COVERED)
                beside, legend = axes.bbox, axes.get_legend().get_window_extent()
                self.assertGreaterEqual(legend.x0, beside.x0 - 2, axes)
                self.assertLessEqual(legend.x1, beside.x1 + 2, axes)
        texts = [*figure.texts, *(text for legend in figure.legends for text in legend.texts)]
        for text in texts:
            box = text.get_window_extent()
            self.assertGreaterEqual(box.x0, -1, text)
            self.assertLessEqual(box.x1, figure.bbox.width + 1, text)
        for label in (axes.yaxis.label for axes in figure.axes):
            box = label.get_window_extent()
            self.assertGreaterEqual(box.y0, -1, label)
            self.assertLessEqual(box.y1, figure.bbox.height + 1, label)
