"""Bars in groups."""

import numpy as np

from lab.figures.style import SERIES, new_figure
from lab.languages import number


def grouped_bars(panels, ylabel, title, source):
    """Panels side by side, each with groups of bars and a number on every bar.

    panels: {title: {series: {group: value}}}, every series with the same groups.
    """
    figure = new_figure(4.8 * len(panels) + 0.4, 3.8, title, source)
    for axis, (name, series) in zip(
        figure.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True
    ):
        width = 0.8 / len(series)
        for place, (label, values) in enumerate(series.items()):
            places = np.arange(len(values)) + (place - (len(series) - 1) / 2) * width
            bars = axis.bar(places, values.values(), width, color=SERIES[place], label=label)
            axis.bar_label(bars, [number(value, ".3g") for value in values.values()], fontsize=8)
            axis.set_xticks(range(len(values)), values)
        axis.set_title(name)
        axis.set_ylabel(ylabel)
        axis.margins(y=0.15)
        axis.grid(False, axis="x")
        axis.legend(fontsize=8)
    return figure
