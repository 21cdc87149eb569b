"""A metric over the values of swept parameters."""

import numpy as np

from lab.figures.style import SERIES, new_figure
from lab.languages import number

MARKERS = "osD^v*"
# largest over smallest value from which an axis is logarithmic
WIDE = 30


def means_with_errors(lines, xlabel, ylabel, title, source):
    """Means with error bars of one standard error, a line for each label.

    lines: {label: [(value, mean, error)]}; an error of nan draws no bar. Numbers stand where they
    are, on a logarithmic axis if they are far apart; texts stand side by side, without a line
    between them. The legend is left out for a single line.
    """
    values = list(dict.fromkeys(value for line in lines.values() for value, _, _ in line))
    is_numeric = not any(isinstance(value, str) for value in values)
    figure = new_figure(6.4 + 2 * (len(lines) > 1), 4, title, source)
    axis = figure.subplots()
    for i, (label, line) in enumerate(lines.items()):
        x, means, errors = zip(*(sorted(line) if is_numeric else line), strict=True)
        marker = MARKERS[i // len(SERIES) % len(MARKERS)]
        axis.errorbar(
            x if is_numeric else [values.index(value) for value in x],
            means,
            errors,
            fmt=marker + ("-" if is_numeric else ""),
            ms=5,
            capsize=3,
            elinewidth=1,
            color=SERIES[i % len(SERIES)],
            label=label,
        )
    _set_ticks(axis, values, is_numeric)
    axis.set_xlabel(xlabel)
    axis.set_ylabel(ylabel)
    if len(lines) > 1:
        figure.legend(loc="outside right center", fontsize=8)
    return figure


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
