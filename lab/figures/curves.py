"""Quantities over the epochs of a training."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from lab.figures.style import COLOURS, new_figure


def training_curves(panels, title, source):
    """One panel per quantity, two in a row.

    panels: list of dicts with `title`, `ylabel`, `epochs` [E], `train` [E], `validation` [E] and,
    if there are published points, `points`: {label: (epochs, values)}.
    """
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    figure = new_figure(9 if columns > 1 else 6, 3 * rows + 0.6, title, source)
    axes = np.atleast_1d(figure.subplots(rows, columns, sharex=True)).ravel()
    for axis, panel in zip(axes, panels, strict=False):
        axis.plot(panel["epochs"], panel["train"], color=COLOURS["train"], label="train")
        axis.plot(
            panel["epochs"], panel["validation"], color=COLOURS["validation"], label="validation"
        )
        points = panel.get("points", {})
        for marker, (label, (epochs, values)) in zip("ox^", points.items(), strict=False):
            axis.plot(epochs, values, marker, color=COLOURS["source"], ms=4, label=label)
        axis.set_title(panel["title"])
        axis.set_ylabel(panel["ylabel"])
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.legend(fontsize=8)
    for axis in axes[-columns:]:
        axis.set_xlabel("epoch")
    for axis in axes[len(panels) :]:
        axis.remove()
    return figure
