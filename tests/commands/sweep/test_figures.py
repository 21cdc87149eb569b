import math
import unittest
import warnings

from matplotlib.backends.backend_agg import FigureCanvasAgg

from lab.commands.sweep.figures import means_with_errors


def drawn(lines):
    """The axis of a figure of one quantity, after it was drawn."""
    (axis,) = drawn_all({"loss": lines}).axes
    return axis


def drawn_all(panels):
    figure = means_with_errors(panels, "beta", "title", "source")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FigureCanvasAgg(figure).draw()
    return figure


def ticks(axis):
    return [label.get_text() for label in axis.get_xticklabels()]


class MeansWithErrors(unittest.TestCase):
    def test_numbers_stand_in_order_with_bars_of_their_errors(self):
        axis = drawn({"": [(4, 3.0, 0.5), (1, 2.0, 0.25), (2, 1.0, math.nan)]})
        (container,) = axis.containers
        line, _, (bars,) = container
        self.assertEqual(line.get_xdata().tolist(), [1, 2, 4])
        self.assertEqual(line.get_ydata().tolist(), [2, 1, 3])
        self.assertNotEqual(line.get_linestyle(), "None")
        segments = [segment for segment in bars.get_segments() if len(segment)]
        self.assertEqual([ends[:, 1].tolist() for ends in segments], [[1.75, 2.25], [2.5, 3.5]])
        self.assertEqual(ticks(axis), ["1", "2", "4"])
        self.assertEqual(axis.get_xscale(), "linear")
        self.assertEqual(axis.figure.legends, [])

    def test_numbers_far_apart_are_on_a_logarithmic_axis(self):
        axis = drawn({"": [(10.0**-n, 1.0, 0.1) for n in range(4)]})
        self.assertEqual(axis.get_xscale(), "log")
        self.assertEqual(set(ticks(axis)), {"1", "0.1", "0.01", "0.001"})
        self.assertEqual(drawn({"": [(0, 1, 0.1), (100, 1, 0.1)]}).get_xscale(), "linear")

    def test_ticks_do_not_lie_on_each_other(self):
        axis = drawn({"": [(x, 1.0, 0.1) for x in (0, 0.1, 0.2, 100)]})
        self.assertNotIn("0.1", ticks(axis))

    def test_texts_stand_side_by_side_without_a_line(self):
        axis = drawn({"": [("tanh", 1.0, 0.1), ("relu", 2.0, 0.1)]})
        line = axis.containers[0][0]
        self.assertEqual(line.get_xdata().tolist(), [0, 1])
        self.assertEqual(line.get_linestyle(), "None")
        self.assertEqual(ticks(axis), ["tanh", "relu"])

    def test_many_lines_are_told_apart(self):
        axis = drawn({f"z_dim={n}": [(1, n, 0.1), (2, n, 0.1)] for n in range(12)})
        looks = {
            (container[0].get_color(), container[0].get_marker()) for container in axis.containers
        }
        self.assertEqual(len(looks), 12)
        (legend,) = axis.figure.legends
        self.assertEqual(len(legend.get_texts()), 12)

    def test_quantities_stand_in_panels_two_in_a_row_with_one_legend(self):
        line = [(1, 2.0, 0.1), (2, 3.0, 0.1)]
        words = "share of generated images that the judge assigns to the requested class"
        figure = drawn_all({"loss": {"a": line, "b": line}, words: {"b": line}, "kl": {"a": line}})
        self.assertEqual(figure.get_size_inches()[0], 6.5)
        places = [axis.get_subplotspec().get_geometry()[:3] for axis in figure.axes]
        self.assertEqual(places, [(2, 2, 0), (2, 2, 1), (2, 2, 2)])
        self.assertEqual(" ".join(figure.axes[1].get_title().split()), words)
        self.assertIn("\n", figure.axes[1].get_title())
        (legend,) = figure.legends
        self.assertEqual([text.get_text() for text in legend.get_texts()], ["a", "b"])
        of_b = [axis.containers[-1][0].get_color() for axis in figure.axes[:2]]
        self.assertEqual(len(set(of_b)), 1)
