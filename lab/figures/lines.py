"""Quantities against each other: lines and markers, one panel per question."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from lab.figures.style import SERIES, new_figure


def line_panels(panels, title, source, columns=2, shared_legend=False):
    """Panels of lines, `columns` of them in a row.

    panels: list of dicts with `title`, `xlabel`, `ylabel`, `lines` {label: (x [N], y [N])} and, if
    wanted, `log` ("x", "y" or "xy"), `marks` (the axes' ticks on x), `levels` {label: y}, dashed
    horizontal lines for what does not depend on x, `errors` {label: [N]}, bars of this length up
    and down from y, `texts` {label: [N]}, written beside the points. A label has the same colour in
    every panel. shared_legend: one legend beside the panels, where one in each would hide lines.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    beside = 2.8 if shared_legend else 0.4
    figure = new_figure(4.8 * columns + beside, 3.4 * rows + 0.6, title, source)
    axes = np.atleast_1d(figure.subplots(rows, columns)).ravel()
    names = dict.fromkeys(
        name for panel in panels for name in [*panel["lines"], *panel.get("levels", {})]
    )
    colours = {name: SERIES[i % len(SERIES)] for i, name in enumerate(names)}
    for axis, panel in zip(axes, panels, strict=False):
        _draw(axis, panel, colours)
        if not shared_legend:
            axis.legend(fontsize=8)
    for axis in axes[len(panels) :]:
        axis.remove()
    if shared_legend:
        by_label = {line.get_label(): line for axis in figure.axes for line in axis.lines}
        figure.legend(by_label.values(), by_label, loc="outside right center", fontsize=8)
    return figure


def _draw(axis, panel, colours):
    for name, (x, y) in panel["lines"].items():
        few = len(x) <= 30
        axis.plot(x, y, "o-" if few else "-", ms=4, color=colours[name], label=name)
        if name in panel.get("errors", {}):
            errors = panel["errors"][name]
            axis.errorbar(x, y, errors, fmt="none", ecolor=colours[name], elinewidth=1, capsize=3)
        for text, *place in zip(panel.get("texts", {}).get(name, ()), x, y, strict=False):
            axis.annotate(text, place, (6, 4), textcoords="offset points", fontsize=8)
            # room for the text beside the last point
            axis.margins(x=0.12)
    for name, level in panel.get("levels", {}).items():
        axis.axhline(level, color=colours[name], ls="--", lw=1.2, label=name)
    for name, (start, stop) in panel.get("spans", {}).items():
        axis.axvspan(start, stop, color="#888888", alpha=0.2, lw=0, label=name)
    _set_scales(axis, panel)
    axis.set_title(panel["title"])
    axis.set_xlabel(panel["xlabel"])
    axis.set_ylabel(panel["ylabel"])


def _set_scales(axis, panel):
    if "x" in panel.get("log", ""):
        axis.set_xscale("log")
    if "y" in panel.get("log", ""):
        axis.set_yscale("log")
    if "linear_within" in panel:
        axis.set_yscale("symlog", linthresh=panel["linear_within"])
    if "marks" in panel:
        axis.set_xticks(panel["marks"], [f"{mark:g}" for mark in panel["marks"]])
        axis.minorticks_off()
    elif panel["xlabel"] == "epoch":
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
