"""Quantities against each other: lines and markers, one panel per question."""

import numpy as np

from lab.figures.style import SERIES, new_figure


def line_panels(panels, title, source, columns=2):
    """Panels of lines, `columns` of them in a row.

    panels: list of dicts with `title`, `xlabel`, `ylabel`, `lines` {label: (x [N], y [N])} and, if
    wanted, `log` ("x", "y" or "xy"), `marks` (the axes' ticks on x), `levels` {label: y}, dashed
    horizontal lines for what does not depend on x, `errors` {label: [N]}, bars of this length up
    and down from y, `texts` {label: [N]}, written beside the points. A label has the same colour in
    every panel.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    figure = new_figure(4.8 * columns + 0.4, 3.4 * rows + 0.6, title, source)
    axes = np.atleast_1d(figure.subplots(rows, columns)).ravel()
    names = dict.fromkeys(
        name for panel in panels for name in [*panel["lines"], *panel.get("levels", {})]
    )
    colours = {name: SERIES[i % len(SERIES)] for i, name in enumerate(names)}
    for axis, panel in zip(axes, panels, strict=False):
        _draw(axis, panel, colours)
    for axis in axes[len(panels) :]:
        axis.remove()
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
    if "x" in panel.get("log", ""):
        axis.set_xscale("log")
    if "y" in panel.get("log", ""):
        axis.set_yscale("log")
    if "marks" in panel:
        axis.set_xticks(panel["marks"], [f"{mark:g}" for mark in panel["marks"]])
        axis.minorticks_off()
    axis.set_title(panel["title"])
    axis.set_xlabel(panel["xlabel"])
    axis.set_ylabel(panel["ylabel"])
    axis.legend(fontsize=8)
