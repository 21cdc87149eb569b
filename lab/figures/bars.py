"""Bars in groups."""

import numpy as np

from lab.figures.style import SERIES, WIDTH, new_panels
from lab.languages import number

# in a panel that has another beside it
MOST_BARS_BESIDE = 8


def grouped_bars(panels, ylabel, title, source):
    """Panels, each with groups of bars and a number on every bar.

    panels: {title: {series: {group: value}}}, all with the same series, and these
    with the same groups.
    """
    first = next(iter(panels.values()))
    bars = sum(map(len, first.values()))
    # room for a number on each bar
    columns = 2 if bars <= MOST_BARS_BESIDE else 1
    figure, all_axes = new_panels(len(panels), 2.7, title, source, columns=columns, width=WIDTH)
    for axis, (name, series) in zip(all_axes, panels.items(), strict=True):
        width = 0.8 / len(series)
        for place, (label, values) in enumerate(series.items()):
            places = np.arange(len(values)) + (place - (len(series) - 1) / 2) * width
            bars = axis.bar(places, values.values(), width, color=SERIES[place], label=label)
            axis.bar_label(bars, [number(value, ".3g") for value in values.values()], fontsize=7)
            axis.set_xticks(range(len(values)), values)
        axis.set_title(name)
        axis.set_ylabel(ylabel)
        axis.margins(y=0.15)
        axis.grid(False, axis="x")
    figure.legend(*all_axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
