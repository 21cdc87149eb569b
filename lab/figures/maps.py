"""Codes of images as points in the plane."""

import numpy as np

from lab.figures.style import CLASSES, new_panels


def latent_maps(maps, labels, class_names, title, source, square=None):
    """Maps, their points coloured by class, one legend for all.

    maps: {title: codes [N, 2]}; labels: int [N], the same for every map; square: (low, high) of a
    square that is drawn dashed into every map, such as the one that a grid is decoded from.
    """
    figure, axes = new_panels(len(maps), 2.6, title, source)
    for axis, (name, codes) in zip(axes, maps.items(), strict=True):
        for label in np.unique(labels):
            points = codes[labels == label]
            look = {
                "color": CLASSES[label % len(CLASSES)],
                # the second round of colours has another marker
                "marker": "ox"[label // len(CLASSES) % 2],
                "lw": 0.6 * (label // len(CLASSES) % 2),
            }
            axis.scatter(*points.T, s=4, alpha=0.6, label=class_names[label], **look)
        if square:
            low, high = square
            axis.plot([low, high, high, low, low], [low, low, high, high, low], "k--", lw=1)
        axis.set_title(name)
        axis.set_xlabel("$z_1$")
        axis.set_ylabel("$z_2$")
        # PNG points keep the SVG small
        axis.set_rasterization_zorder(2)
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", markerscale=3, ncols=5)
    return figure
