"""Integrals as areas."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from lab.figures.style import SERIES, new_panels


@dataclasses.dataclass(frozen=True)
class Area:
    """An integrand over x, both [N], by its name, and the functions it is made of: lines {label:
    [N]}.
    """

    title: str
    xlabel: str
    ylabel: str
    x: np.ndarray
    integrand: np.ndarray
    name: str
    lines: Mapping[str, np.ndarray]


def area_panels(panels, title, source, columns=2):
    """Panels with an integrand, its area filled, and the functions it is made of as thin lines.

    panels: Areas. What lies below zero has a colour of its own; all panels share their scales, and
    a line has the same colour in each.
    """
    figure, axes = new_panels(
        len(panels), 2.3, title, source, columns=columns, sharex=True, sharey=True
    )
    names = dict.fromkeys(name for panel in panels for name in panel.lines)
    colours = dict(zip(names, SERIES[2:], strict=False))
    for axis, panel in zip(axes, panels, strict=True):
        x, integrand = panel.x, panel.integrand
        axis.fill_between(x, integrand, where=integrand > 0, color=SERIES[0], alpha=0.35, lw=0)
        axis.fill_between(x, integrand, where=integrand < 0, color=SERIES[1], alpha=0.45, lw=0)
        axis.plot(x, integrand, color=SERIES[0], lw=1.5, label=panel.name)
        for name, values in panel.lines.items():
            axis.plot(x, values, color=colours[name], lw=1.2, ls="--", label=name)
        axis.set_title(panel.title)
        axis.set_xlabel(panel.xlabel)
        axis.set_ylabel(panel.ylabel)
        axis.legend()
    return figure
