"""How far apart pairs of classes lie."""

import numpy as np

from lab.figures.style import COLOURS, LEAST_TYPE, new_panels
from lab.languages import say

# pairs that lie farthest from the others' trend, with their names
OUTLIERS = 4


def pairs_of_classes(separations, panels, class_names, marked, title, source):
    """Every pair of classes as a point: how far apart in the images, and in each kind of code.

    separations [C, C]: of the images; panels: {title: [C, C] of codes}; marked: the names of the
    pair that stands out. Named are this one and the outliers.
    """
    figure, axes = new_panels(len(panels), 2.9, title, source, sharey=True)
    first, second = np.triu_indices(len(separations), 1)
    x = separations[first, second]
    chosen = {list(class_names).index(name) for name in marked}
    stands_out = np.array([{i, j} == chosen for i, j in zip(first, second, strict=True)])
    for axis, (name, values) in zip(axes, panels.items(), strict=True):
        y = values[first, second]
        named = stands_out | _outlying(x, y)
        axis.plot(x[~stands_out], y[~stands_out], "o", ms=3, color=COLOURS["train"])
        axis.plot(x[stands_out], y[stands_out], "D", ms=5, color=COLOURS["validation"])
        for k in np.flatnonzero(named):
            side = _free_side(x, y, k)
            axis.annotate(
                f"{class_names[first[k]]}, {class_names[second[k]]}",
                (x[k], y[k]),
                (5 * side, 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center",
                fontsize=LEAST_TYPE + stands_out[k],
                weight="bold" if stands_out[k] else "normal",
            )
        axis.margins(0.12)
        axis.set_title(name)
        axis.set_xlabel(say("separation in pixel space"))
        axis.set_ylabel(say("separation in code space"))
    return figure


def _outlying(x, y):
    """Which points lie farthest above or below the line that fits all of them: bool [N]."""
    if len(x) <= OUTLIERS:
        return np.ones(len(x), bool)
    distances = np.abs(y - np.polyval(np.polyfit(x, y, 1), x))
    return distances >= np.sort(distances)[-OUTLIERS]


def _free_side(x, y, k):
    """Where the name of point k hides no neighbour: 1 right of it, or -1 left."""
    near = np.abs(y - y[k]) < 0.05 * np.ptp(y)
    near[k] = False
    right = np.sum(near & (x >= x[k]) & (x - x[k] < 0.15 * np.ptp(x)))
    left = np.sum(near & (x <= x[k]) & (x[k] - x < 0.15 * np.ptp(x)))
    return 1 if right <= left else -1
