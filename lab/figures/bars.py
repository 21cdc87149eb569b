"""Bars in groups."""

import numpy as np

from lab.figures.style import SERIES, new_figure
from lab.languages import number

BAR_INCHES = 0.42


def grouped_bars(panels, ylabel, title, source):
    """Panels side by side, each with groups of bars and a number on every bar.

    panels: {title: {series: {group: value}}}, all with the same series, and these
    with the same groups.
    """
    first = next(iter(panels.values()))
    # room for a number on each bar
    inches = max(4.8, BAR_INCHES * sum(map(len, first.values())))
    figure = new_figure(inches * len(panels) + 2.2, 3.8, title, source)
    all_axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for axis, (name, series) in zip(all_axes, panels.items(), strict=True):
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
    figure.legend(*all_axes[0].get_legend_handles_labels(), loc="outside right center", fontsize=8)
    return figure
