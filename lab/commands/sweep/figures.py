"""Metrics over the values of swept parameters."""

import textwrap

import numpy as np

from lab.figures.style import MARKERS, SERIES, WIDTH, new_panels
from lab.languages import number

# characters in a line of a panel's title, labels in a row
WORDS_IN_A_LINE, LEGEND_COLUMNS = 44, 3
# largest over smallest value from which an axis is logarithmic
WIDE = 30


def means_with_errors(panels, xlabel, title, source):
    """Means with error bars of one standard error, a panel for each quantity.

    panels: {what it is, in words: {label: [(value, mean, error)]}}, a line for each label; an error
    of nan draws no bar. Numbers stand where they are, on a logarithmic axis if they are far apart;
    texts stand side by side, without a line between them. The legend is left out for a single line.
    """
    labels = list(dict.fromkeys(label for lines in panels.values() for label in lines))
    figure, axes = new_panels(len(panels), 2.5, title, source, width=WIDTH)
    for axis, (words, lines) in zip(axes, panels.items(), strict=True):
        _draw(axis, lines, labels)
        axis.set_title(textwrap.fill(words, WORDS_IN_A_LINE))
        axis.set_xlabel(xlabel)
    if len(labels) > 1:
        of_label = {line.get_label(): line for axis in figure.axes for line in axis.containers}
        columns = min(len(labels), LEGEND_COLUMNS)
        figure.legend(of_label.values(), of_label, loc="outside lower center", ncols=columns)
    return figure


def _draw(axis, lines, labels):
    values = list(dict.fromkeys(value for line in lines.values() for value, _, _ in line))
    is_numeric = not any(isinstance(value, str) for value in values)
    for label, line in lines.items():
        number = labels.index(label)
        x, means, errors = zip(*(sorted(line) if is_numeric else line), strict=True)
        axis.errorbar(
            x if is_numeric else [values.index(value) for value in x],
            means,
            errors,
            fmt=MARKERS[(number + number // len(SERIES)) % len(MARKERS)]
            + ("-" if is_numeric else ""),
            ms=5,
            capsize=3,
            elinewidth=1,
            color=SERIES[number % len(SERIES)],
            label=label,
        )
    _set_ticks(axis, values, is_numeric)


def _set_ticks(axis, values, is_numeric):
    if not is_numeric:
        axis.set_xticks(range(len(values)), values)
        axis.set_xlim(-0.5, len(values) - 0.5)
        return
    values = places = np.sort(values)
    if places[0] > 0 and places[-1] >= WIDE * places[0]:
        axis.set_xscale("log")
        places = np.log(places)
    gaps = np.diff(places)
    if not len(gaps) or gaps.min() > gaps.sum() / 15:
        axis.set_xticks(values, [number(value, "g") for value in values])
        axis.minorticks_off()
