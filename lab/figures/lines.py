"""Quantities against each other: lines and markers, one panel per question."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from lab.figures.style import (
    LEAST_TYPE,
    MARKERS,
    NARROW,
    WIDTH,
    new_panels,
    series_look,
)
from lab.languages import number

# characters, with which three labels do not fit beside each other
LONG_LABEL = 26


@dataclasses.dataclass(frozen=True)
class Panel:
    """Lines over one quantity.

    lines: {label: (x [N], y [N])}. levels: {label: y}, dashed lines for what does not depend on x.
    spans: {label: (from x, to x)}, shaded. errors: {label: [N]}, bars of this length up and down
    from y, or {label: [2, N]}, down and up. texts: {label: [N]}, written beside the points. log:
    which axes are logarithmic, "x", "y" or "xy". linear_within: where y is linear around 0, being
    logarithmic up and down from there. ticks: those on x, where not Matplotlib's own.
    """

    title: str
    xlabel: str
    ylabel: str
    lines: Mapping[str, tuple]
    levels: Mapping[str, float] = dataclasses.field(default_factory=dict)
    spans: Mapping[str, tuple[float, float]] = dataclasses.field(default_factory=dict)
    errors: Mapping[str, Sequence] = dataclasses.field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    log: str = ""
    linear_within: float | None = None
    ticks: Sequence[float] = ()


def line_panels(panels, title, source, columns=2, shared_legend=False):
    """Panels of lines, `columns` of them in a row; a label has the same colour in every one.

    shared_legend: one legend below the panels, where one in each would hide lines.
    """
    width = WIDTH if shared_legend else NARROW
    figure, axes = new_panels(len(panels), 2.1, title, source, columns=columns, width=width)
    names = dict.fromkeys(name for panel in panels for name in [*panel.lines, *panel.levels])
    looks = {name: series_look(i) for i, name in enumerate(names)}
    for axis, panel in zip(axes, panels, strict=True):
        _draw(axis, panel, looks)
        if not shared_legend:
            axis.legend()
    if shared_legend:
        by_label = {}
        for axis in axes:
            handles, labels = axis.get_legend_handles_labels()
            by_label |= dict(zip(labels, handles, strict=True))
        columns = 2 if max(map(len, by_label)) > LONG_LABEL else 3
        figure.legend(by_label.values(), by_label, loc="outside lower center", ncols=columns)
    return figure


def _draw(axis, panel, looks):
    for place, (name, (x, y)) in enumerate(panel.lines.items()):
        marker = MARKERS[place % len(MARKERS)] if len(x) <= 30 else ""
        axis.plot(x, y, marker=marker, ms=3.5, label=name, **looks[name])
        if name in panel.errors:
            colour, errors = looks[name]["color"], panel.errors[name]
            axis.errorbar(x, y, errors, fmt="none", ecolor=colour, elinewidth=0.9, capsize=2.5)
        for text, *place in zip(panel.texts.get(name, ()), x, y, strict=False):
            axis.annotate(text, place, (6, 4), textcoords="offset points", fontsize=LEAST_TYPE)
            # room for the text beside the last point
            axis.margins(x=0.12)
    for name, level in panel.levels.items():
        axis.axhline(level, color=looks[name]["color"], ls="--", lw=1.1, label=name)
    for name, (start, stop) in panel.spans.items():
        axis.axvspan(start, stop, color="#888888", alpha=0.2, lw=0, label=name)
    _set_scales(axis, panel)
    axis.set_title(panel.title)
    axis.set_xlabel(panel.xlabel)
    axis.set_ylabel(panel.ylabel)


def _set_scales(axis, panel):
    if "x" in panel.log:
        axis.set_xscale("log")
    if "y" in panel.log:
        axis.set_yscale("log")
    if panel.linear_within is not None:
        axis.set_yscale("symlog", linthresh=panel.linear_within)
    if len(panel.ticks):
        axis.set_xticks(panel.ticks, [number(tick, "g") for tick in panel.ticks])
        axis.minorticks_off()
    elif "x" not in panel.log and _is_whole(panel):
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))


def _is_whole(panel):
    """Whether x counts something, such as epochs."""
    return all(np.array_equal(x, np.round(x)) for x, _ in panel.lines.values())
