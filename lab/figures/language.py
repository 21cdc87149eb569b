"""What can be put into the language spoken only when a figure is drawn: ticks, and long titles."""

import math
import re
import textwrap

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from lab.figures.animations import Animation
from lab.languages import spoken, translated


def finished(figures):
    """These figures by name, the numbers of their ticks and the lines of their titles as the
    language spoken needs them.
    """
    for figure in figures.values():
        _finish(figure.figure if isinstance(figure, Animation) else figure)
    return figures


def _finish(figure):
    if spoken() != "en":
        for axes in figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(_Translated(axis.get_major_formatter(), spoken()))
                axis.set_minor_formatter(_Translated(axis.get_minor_formatter(), spoken()))
        for text in figure.findobj(Text):
            text.set_text(translated(text.get_text(), spoken()))
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text, room in _titles(figure):
        lines = math.ceil(_length(text, renderer) / room)
        if lines > 1:
            text.set_text(_wrapped(text.get_text(), lines))


def _wrapped(text, parts):
    """Text of whose lines none is longer than about so many parts of its longest one."""
    lines = text.split("\n")
    # a tenth more, for lines are not filled evenly
    width = math.ceil(1.1 * max(map(len, lines)) / parts)
    return "\n".join(_formulas_kept(line, width) for line in lines)


def _formulas_kept(line, width):
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
            rows, columns = place.get_gridspec().get_geometry()
            width, height = axes.figure.bbox.width / columns, axes.figure.bbox.height / rows
            yield from ((axes.title, width), (axes.xaxis.label, width), (axes.yaxis.label, height))


def _length(text, renderer):
    """Pixels along the direction of a text; 0 for an empty one."""
    box = text.get_window_extent(renderer)
    return box.height if text.get_rotation() == 90 else box.width


class _Translated(Formatter):
    """A formatter of ticks whose labels are put into another language."""

    def __init__(self, formatter, language):
        self.formatter = formatter
        self.language = language

    def set_axis(self, axis):
        super().set_axis(axis)
        self.formatter.set_axis(axis)

    def __call__(self, value, position=None):
        return translated(self.formatter(value, position), self.language)

    def format_ticks(self, values):
        return [translated(label, self.language) for label in self.formatter.format_ticks(values)]

    def get_offset(self):
        return translated(self.formatter.get_offset(), self.language)

    def set_locs(self, locs):
        self.formatter.set_locs(locs)
