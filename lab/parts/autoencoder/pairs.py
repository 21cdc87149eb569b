"""How far apart pairs of classes lie."""

import numpy as np

from lab.figures.style import COLOURS, new_panels
from lab.languages import say


def pairs_of_classes(separations, panels, class_names, marked, title, source):
    """Every pair of classes as a point: how far apart in the images, and in each kind of code.

    separations [C, C]: of the images; panels: {title: [C, C] of codes}; marked: the names of the
    pair that stands out.
    """
    figure, axes = new_panels(len(panels), 3, title, source, sharey=True)
    first, second = np.triu_indices(len(separations), 1)
    chosen = {list(class_names).index(name) for name in marked}
    for axis, (name, values) in zip(axes, panels.items(), strict=True):
        for i, j in zip(first, second, strict=True):
            stands_out = {i, j} == chosen
            axis.annotate(
                f"{class_names[i]} {class_names[j]}",
                (separations[i, j], values[i, j]),
                ha="center",
                va="center",
                fontsize=10 if stands_out else 7,
                weight="bold" if stands_out else "normal",
                color=COLOURS["validation" if stands_out else "train"],
            )
        axis.scatter(separations[first, second], values[first, second], s=0)
        axis.set_title(name)
        axis.set_xlabel(say("separation in pixel space"))
        axis.set_ylabel(say("separation in code space"))
    return figure
