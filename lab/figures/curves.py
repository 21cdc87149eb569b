"""Quantities over the epochs of a training."""

import dataclasses
from collections.abc import Mapping, Sequence

from matplotlib.ticker import MaxNLocator

from lab.figures.style import COLOURS, DASHES, new_panels
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
    figure, axes = new_panels(len(curves), 2, title, source, sharex=True)
    splits = {"train": say("train"), "validation": say("validation")}
    for axis, curve in zip(axes, curves, strict=False):
        for (split, label), dashes in zip(splits.items(), DASHES, strict=False):
            values = getattr(curve, split)
            axis.plot(curve.epochs, values, color=COLOURS[split], ls=dashes, label=label)
        for marker, (label, (epochs, values)) in zip("ox^", curve.points.items(), strict=False):
            axis.plot(epochs, values, marker, color=COLOURS["source"], ms=4, label=label)
        axis.set_title(curve.title)
        axis.set_ylabel(curve.ylabel)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.legend()
    for axis in axes[-2:]:
        axis.set_xlabel(say("epoch"))
    return figure
