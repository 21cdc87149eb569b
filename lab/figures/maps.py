"""Codes of images as points in the plane."""

import numpy as np

from lab.figures.style import CLASSES, new_figure


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
