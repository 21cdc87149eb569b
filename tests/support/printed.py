"""What holds of a figure as it is printed: its width, the size of its type, its legends."""

from matplotlib.text import Text

from lab.figures.finish import covered_by_legend
from lab.figures.style import LEAST_TYPE, MOST_COLUMNS, WIDTH

# points on which a legend may lie, where there is no better place
MOST_COVERED = 3


def shown(text):
    """Whether there is something to see of a text."""
    return text.get_visible() and text.get_text().strip()


def check_printed(test, figure):
    """Asserts it of a matplotlib Figure."""
    figure.draw_without_rendering()
    test.assertLessEqual(figure.get_figwidth(), WIDTH)
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if shown(text)]
    test.assertGreaterEqual(min(sizes), LEAST_TYPE)
    columns = [
        axes.get_subplotspec().get_geometry()[1] for axes in figure.axes if axes.get_subplotspec()
    ]
    test.assertLessEqual(max(columns), MOST_COLUMNS)
    for axes in figure.axes:
        if axes.get_legend() is not None and axes.get_aspect() == "auto":
            test.assertLessEqual(covered_by_legend(axes), MOST_COVERED)
            beside, legend = axes.bbox, axes.get_legend().get_window_extent()
            test.assertGreaterEqual(legend.x0, beside.x0 - 2, axes)
            test.assertLessEqual(legend.x1, beside.x1 + 2, axes)
    texts = [*figure.texts, *(text for legend in figure.legends for text in legend.texts)]
    for text in texts:
        box = text.get_window_extent()
        test.assertGreaterEqual(box.x0, -1, text)
        test.assertLessEqual(box.x1, figure.bbox.width + 1, text)
    for label in (axes.yaxis.label for axes in figure.axes):
        box = label.get_window_extent()
        test.assertGreaterEqual(box.y0, -1, label)
        test.assertLessEqual(box.y1, figure.bbox.height + 1, label)
