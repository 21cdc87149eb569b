"""Codes of images as points in the plane."""

import numpy as np

from lab.figures.style import CLASSES, COLOURS, new_figure


def latent_maps(maps, labels, class_names, title, source, square=None):
    """Maps next to each other, their points coloured by class, one legend for all.

    maps: {title: codes [N, 2]}; labels: int [N], the same for every map; square: (low, high) of a
    square that is drawn dashed into every map, such as the one that a grid is decoded from.
    """
    figure = new_figure(4.3 * len(maps) + 1.2, 4.9, title, source)
    axes = figure.subplots(1, len(maps), squeeze=False)[0]
    for axis, (name, codes) in zip(axes, maps.items(), strict=True):
        for label in np.unique(labels):
            points = codes[labels == label]
            colour = CLASSES[label % len(CLASSES)]
            axis.scatter(*points.T, s=5, color=colour, alpha=0.6, lw=0, label=class_names[label])
        if square:
            low, high = square
            axis.plot([low, high, high, low, low], [low, low, high, high, low], "k--", lw=1)
        axis.set_title(name)
        axis.set_xlabel("$z_1$")
        axis.set_ylabel("$z_2$")
        # PNG points keep the SVG small
        axis.set_rasterization_zorder(2)
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside right center", markerscale=3, fontsize=9)
    return figure


def pairs_of_classes(separations, panels, class_names, marked, title, source):
    """Every pair of classes as a point: how far apart in the images, and in each kind of code.

    separations [C, C]: of the images; panels: {title: [C, C] of codes}; marked: the names of the
    pair that stands out.
    """
    figure = new_figure(4.8 * len(panels) + 0.4, 4.4, title, source)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
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
        axis.set_xlabel("apart as images")
        axis.set_ylabel("apart as codes")
    return figure
