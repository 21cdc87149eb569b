import unittest

import numpy as np
from matplotlib.colors import to_hex

from lab.figures.lines import Panel, line_panels
from tests.support.figures import texts


class Lines(unittest.TestCase):
    def test_what_counts_has_whole_ticks(self):
        for x, is_whole in (([1, 2, 3], True), ([1, 1.5, 2], False)):
            (axis,) = line_panels([Panel("", "x", "y", {"a": (x, x)})], "", "").axes
            ticks = axis.get_xticks()
            self.assertEqual(np.array_equal(ticks, ticks.round()), is_whole)

    def test_a_label_has_one_colour_in_every_panel(self):
        first = Panel("one", "size", "error", {"a": ([1, 2], [3, 4]), "b": ([1, 2], [5, 6])})
        second = Panel(
            *("two", "size", "error", {"b": ([1, 9], [7, 8])}),
            levels={"c": 2.5},
            log="x",
            ticks=[1, 9],
        )
        figure = line_panels([first, second], "Title", "digits")
        left, right = figure.axes
        np.testing.assert_array_equal(left.lines[1].get_data(), [[1, 2], [5, 6]])
        np.testing.assert_array_equal(right.lines[1].get_ydata(), [2.5, 2.5])
        self.assertEqual(left.lines[1].get_color(), right.lines[0].get_color())
        self.assertEqual(len({line.get_color() for line in [*left.lines, right.lines[1]]}), 3)
        self.assertEqual((left.get_xscale(), right.get_xscale()), ("linear", "log"))
        self.assertLessEqual({"Title", "digits", "one", "size", "error", "c"}, texts(figure))

    def test_errors_and_texts_stand_at_their_points(self):
        panel = Panel(
            *("", "x", "y", {"a": ([1, 2], [3.0, 4.0]), "b": ([1, 2], [5, 6])}),
            errors={"a": [0.5, 0.25]},
            texts={"b": ["first", "second"]},
        )
        (axis,) = line_panels([panel], "", "").axes
        (bars,) = axis.collections
        ends = [segment[:, 1].tolist() for segment in bars.get_segments()]
        self.assertEqual(ends, [[2.5, 3.5], [3.75, 4.25]])
        self.assertEqual(to_hex(bars.get_color()[0]), axis.lines[0].get_color())
        self.assertEqual(
            {t.get_text(): t.xy for t in axis.texts}, {"first": (1, 5), "second": (2, 6)}
        )

    def test_spans_are_shaded_and_what_is_negative_has_a_place_on_a_logarithmic_axis(self):
        panel = Panel(
            *("", "x", "y", {"a": ([1, 2], [-1.0, 100.0])}),
            spans={"noise": (1.2, 1.7)},
            linear_within=0.5,
        )
        (axis,) = line_panels([panel], "", "").axes
        (span,) = axis.patches
        self.assertEqual((span.get_x(), span.get_x() + span.get_width()), (1.2, 1.7))
        self.assertEqual((axis.get_yscale(), axis.yaxis.get_transform().linthresh), ("symlog", 0.5))
        self.assertIn("noise", [text.get_text() for text in axis.get_legend().get_texts()])

    def test_a_legend_for_all_panels_names_every_line_once(self):
        lines = [{"a": ([1], [2]), "b": ([1], [3])}, {"b": ([1], [4])}]
        panels = [Panel("", "", "", of_one) for of_one in lines]
        figure = line_panels(panels, "", "", shared_legend=True)
        (legend,) = figure.legends
        self.assertEqual([text.get_text() for text in legend.get_texts()], ["a", "b"])
        self.assertEqual([axis.get_legend() for axis in figure.axes], [None, None])
