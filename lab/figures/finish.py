"""What waits until a figure has all its texts: numbers at the ticks, and long titles."""

import re
import textwrap

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.ticker import Formatter, LogFormatter, ScalarFormatter

from lab.figures.animations import Animation
from lab.languages import spoken
from lab.languages.numbers import MINUS, as_written

# of their height the axes grow to make room for a legend, so often at most
MORE_ROOM, MOST_ROOM = 0.15, 5


def finished(figures):
    """These figures by name, their ticks' numbers as the language spoken writes them, their titles
    in as many lines as they need, and their legends where there is nothing else.
    """
    for figure in figures.values():
        still = figure.figure if isinstance(figure, Animation) else figure
        _write_ticks(still)
        _wrap_titles(still)
        _part_legend_from_source(still)
        _clear_legends(still)
    return figures


def _write_ticks(figure):
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            for level in (axis.major, axis.minor):
                # what a part writes at its ticks is said already
                if isinstance(level.formatter, ScalarFormatter | LogFormatter):
                    level.formatter = _Spoken(level.formatter, spoken())
                    level.formatter.set_axis(axis)


class _Spoken(Formatter):
    """One of Matplotlib's formatters of numbers, its numbers written as in a language."""

    def __init__(self, formatter, language):
        self.formatter = formatter
        self.language = language

    def set_axis(self, axis):
        super().set_axis(axis)
        self.formatter.set_axis(axis)

    def __call__(self, value, position=None):
        return self._written(self.formatter(value, position))

    def format_ticks(self, values):
        return [self._written(label) for label in self.formatter.format_ticks(values)]

    def get_offset(self):
        return self._written(self.formatter.get_offset())

    def set_locs(self, locs):
        self.formatter.set_locs(locs)

    def _written(self, label):
        return as_written(label.replace(MINUS, "-"), self.language, in_formula="$" in label)


def _wrap_titles(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    # the axes have their heights once all that stands around them is in place
    figure.get_layout_engine().execute(figure)
    for text, room in _titles(figure):
        whole = text.get_text()
        widest = width = max(map(len, whole.split("\n")))
        while _length(text, renderer) > room and width > widest / 4:
            width -= 1
            text.set_text(_wrapped(whole, width))
        # in as many lines, but equally full ones
        while 1 < width < widest and _wrapped(whole, width - 1).count(
            "\n"
        ) == text.get_text().count("\n"):
            width -= 1
            text.set_text(_wrapped(whole, width))


def _wrapped(text, width):
    return "\n".join(_wrapped_line(line, width) for line in text.split("\n"))


def _wrapped_line(line, width):
    """The line wrapped at its spaces but those in formulas, and around a sign of equality."""
    whole = re.sub(r"\$[^$]*\$| = ", lambda formula: formula[0].replace(" ", "\0"), line)
    return textwrap.fill(whole, width, break_long_words=False, break_on_hyphens=False).replace(
        "\0", " "
    )


def _titles(figure):
    """The texts that may be too long, with the pixels that each has."""
    # those of the whole figure, and of its subfigures where it has some
    for text in figure.texts:
        yield text, figure.bbox.width
    for axes in figure.axes:
        place = axes.get_subplotspec()
        if place is not None:
            _, columns = place.get_gridspec().get_geometry()
            ratios = place.get_gridspec().get_width_ratios() or [1] * columns
            share = sum(ratios[place.colspan.start : place.colspan.stop]) / sum(ratios)
            # less what stands beside the axes
            width = 0.85 * axes.figure.bbox.width * share
            yield from ((axes.title, width), (axes.xaxis.label, width))
            yield axes.yaxis.label, axes.bbox.height


def _length(text, renderer):
    """Pixels along the direction of a text; 0 for an empty one."""
    box = text.get_window_extent(renderer)
    return box.height if text.get_rotation() == 90 else box.width


def _clear_legends(figure):
    """Makes room above what is drawn where a legend lies on it."""
    # equal scales, of a plane or a square of rates, stay as they are
    with_legends = [
        axes for axes in figure.axes if axes.get_legend() and axes.get_aspect() == "auto"
    ]
    if with_legends:
        figure.get_layout_engine().execute(figure)
    for axes in with_legends:
        for _ in range(MOST_ROOM):
            if not covered_by_legend(axes):
                break
            top = axes.transAxes.transform((0, 1 + MORE_ROOM))
            axes.set_ylim(top=axes.transData.inverted().transform(top)[1])


def _part_legend_from_source(figure):
    """Puts a legend below the panels above the line that says where the data came from."""
    engine = figure.get_layout_engine()
    for legend in figure.legends:
        figure.get_layout_engine().execute(figure)
        inverse = figure.transFigure.inverted()
        source = figure._supxlabel.get_window_extent().transformed(inverse)
        height = legend.get_window_extent().transformed(inverse).height
        engine.set(rect=(0, height, 1, 1 - height))
        legend._outside_loc = None
        legend.set_loc("lower center")
        legend.set_bbox_to_anchor((0.5, source.y1))


def covered_by_legend(axes):
    """Number of points of lines, markers and bars below the legend of axes that have been drawn."""
    box = axes.get_legend().get_window_extent(FigureCanvasAgg(axes.figure).get_renderer())
    inside = 0
    # a line across the whole panel may pass behind a legend
    for line in (line for line in axes.lines if line.get_transform() == axes.transData):
        path = (
            line.get_path().interpolated(20) if line.get_linestyle() != "None" else line.get_path()
        )
        places = line.get_transform().transform(path.vertices)
        inside += sum(box.contains(*place) for place in places)
    for points in axes.collections:
        offsets = points.get_offset_transform().transform(points.get_offsets())
        inside += sum(box.contains(*place) for place in offsets)
    inside += sum(box.overlaps(bar.get_window_extent()) for bar in axes.patches)
    return inside
