"""Figures in another language: drawn in English, and every text of them put into the other."""

import math
import textwrap

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from lab.figures.animations import Animation
from lab.languages import translated


def in_language(figures, language):
    """These figures by name, their words and numbers in the language; English ones as they are."""
    if language != "en":
        for figure in figures.values():
            _translate(figure.figure if isinstance(figure, Animation) else figure, language)
    return figures


def _translate(figure, language):
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(_Translated(axis.get_major_formatter(), language))
            axis.set_minor_formatter(_Translated(axis.get_minor_formatter(), language))
    renderer = FigureCanvasAgg(figure).get_renderer()
    rooms = [(text, max(room, _length(text, renderer))) for text, room in _titles(figure)]
    for text in figure.findobj(Text):
        text.set_text(translated(text.get_text(), language))
    for text, room in rooms:
        lines = math.ceil(_length(text, renderer) / room)
        if lines > 1:
            # a tenth more, for lines are not filled evenly
            width = math.ceil(1.1 * len(text.get_text()) / lines)
            text.set_text(textwrap.fill(text.get_text(), width, break_long_words=False))


def _titles(figure):
    """The texts that another language may make too long, with the pixels that each has."""
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
