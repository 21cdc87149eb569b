"""Figures in another language: drawn in English, and every text of them put into the other."""

from matplotlib.text import Text
from matplotlib.ticker import Formatter

from lab.languages import translated


def in_language(figures, language):
    """These figures by name, their words and numbers in the language; English ones as they are."""
    if language != "en":
        for figure in figures.values():
            if hasattr(figure, "findobj"):
                _translate(figure, language)
    return figures


def _translate(figure, language):
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(_Translated(axis.get_major_formatter(), language))
            axis.set_minor_formatter(_Translated(axis.get_minor_formatter(), language))
    for text in figure.findobj(Text):
        text.set_text(translated(text.get_text(), language))


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
