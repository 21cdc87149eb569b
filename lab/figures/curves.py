"""Quantities over the epochs of a training."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from lab.figures.style import COLOURS, new_figure
from lab.languages import say


@dataclasses.dataclass(frozen=True)
class Curve:
    """A quantity after each epoch, on training and on validation images, all [E].

    points: {label: (epochs, values)}, published ones for example.
    """

    title: str
    ylabel: str
    epochs: Sequence[float]
    train: Sequence[float]
    validation: Sequence[float]
    points: Mapping[str, tuple] = dataclasses.field(default_factory=dict)


def training_curves(curves, title, source):
    """A panel for each Curve, two in a row."""
    columns = min(2, len(curves))
    rows = -(-len(curves) // columns)
    figure = new_figure(9 if columns > 1 else 6, 3 * rows + 0.6, title, source)
    axes = np.atleast_1d(figure.subplots(rows, columns, sharex=True)).ravel()
    splits = {"train": say("train"), "validation": say("validation")}
    for axis, curve in zip(axes, curves, strict=False):
        for split, label in splits.items():
            values = getattr(curve, split)
            axis.plot(curve.epochs, values, color=COLOURS[split], label=label)
        for marker, (label, (epochs, values)) in zip("ox^", curve.points.items(), strict=False):
            axis.plot(epochs, values, marker, color=COLOURS["source"], ms=4, label=label)
        axis.set_title(curve.title)
        axis.set_ylabel(curve.ylabel)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.legend(fontsize=8)
    for axis in axes[-columns:]:
        axis.set_xlabel(say("epoch"))
    for axis in axes[len(curves) :]:
        axis.remove()
    return figure
