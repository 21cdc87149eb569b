import unittest

from matplotlib.backends.backend_agg import FigureCanvasAgg

from lab.figures.animations import Animation
from lab.figures.finish import finished
from lab.figures.style import new_figure
from lab.languages import speaking


def ticks(figure):
    """The labels that are drawn at the ticks on x and y."""
    FigureCanvasAgg(figure).draw()
    (axis,) = figure.axes
    return [
        [label.get_text() for label in labels]
        for labels in (axis.get_xticklabels(), axis.get_yticklabels())
    ]


class Ticks(unittest.TestCase):
    def figure(self, **scales):
        figure = new_figure(4, 3, "", "")
        axis = figure.subplots()
        axis.plot([-0.5, 0.5], [0.01, 1000])
        axis.set(xticks=[-0.5, 0, 0.5], **scales)
        return figure

    def test_numbers_are_those_of_the_language(self):
        for language, expected in (("en", ["−0.5", "0.0", "0.5"]), ("ru", ["−0,5", "0,0", "0,5"])):
            with speaking(language):
                figure = finished({"a": self.figure()})["a"]
            # also where it is drawn later
            self.assertEqual(ticks(figure)[0], expected)

    def test_powers_stay_formulas(self):
        with speaking("ru"):
            figure = finished({"a": self.figure(yscale="log")})["a"]
        self.assertIn("$\\mathdefault{10^{-1}}$", ticks(figure)[1])

    def test_what_a_part_writes_at_its_ticks_stays(self):
        figure = self.figure()
        figure.axes[0].set_yticks([1, 2], ["1,2 · 3.4", "b"])
        with speaking("ru"):
            finished({"a": figure})
        self.assertEqual(ticks(figure)[1], ["1,2 · 3.4", "b"])

    def test_axes_that_share_theirs(self):
        figure = new_figure(4, 3, "", "")
        for axis in figure.subplots(1, 2, sharex=True):
            axis.plot([0, 1], [0, 1])
        with speaking("ru"):
            finished({"a": figure})
        FigureCanvasAgg(figure).draw()
        for axis in figure.axes:
            labels = [label.get_text() for label in axis.get_xticklabels()]
            self.assertTrue(all("," in label for label in labels), labels)


class Titles(unittest.TestCase):
    def test_long_ones_take_more_lines_and_fit(self):
        figure = new_figure(4, 3, "a title of many words " * 5, "")
        for axis in figure.subplots(1, 2):
            axis.set_title("words of a panel " * 3)
            axis.set_ylabel("short")
        finished({"a": Animation(figure, [])})
        renderer = FigureCanvasAgg(figure).get_renderer()
        widths = [
            text.get_window_extent(renderer).width
            for text in (figure._suptitle, *[a.title for a in figure.axes])
        ]
        self.assertLessEqual(widths[0], figure.bbox.width)
        self.assertLessEqual(max(widths[1:]), figure.bbox.width / 2)
        self.assertEqual(figure.axes[0].get_ylabel(), "short")

    def test_formulas_and_equalities_stay_on_one_line(self):
        title = "words before $a + b + c + d$ and words before β = 4 and words after"
        for width in (2, 2.5, 3):
            figure = finished({"a": new_figure(width, 3, title, "")})["a"]
            lines = figure.get_suptitle().split("\n")
            self.assertGreater(len(lines), 1)
            self.assertEqual(" ".join(lines), title)
            for kept in ("$a + b + c + d$", "β = 4"):
                self.assertTrue(any(kept in line for line in lines), lines)

    def test_lines_that_there_are_stay(self):
        figure = new_figure(3, 3, "first\n" + "a title of many words " * 3, "")
        self.assertEqual(finished({"a": figure})["a"].get_suptitle().split("\n")[0], "first")
