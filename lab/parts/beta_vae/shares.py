"""Shares as numbers and as colour."""

import numpy as np

from lab.figures.style import new_figure
from lab.languages import number


def share_maps(maps, column_names, unit, title, source):
    """Shares in [0, 1] as numbers and as colour, maps side by side.

    maps: {title: (shares [R, C], names of the rows)}; unit: what the shares are, for the scale.
    """
    rows, columns = next(iter(maps.values()))[0].shape
    width = (0.55 * columns + 0.6) * len(maps) + 1.2
    figure = new_figure(max(width, 6), 0.32 * rows + 1.9, title, source)
    axes = figure.subplots(1, len(maps), squeeze=False)[0]
    for axis, (name, (shares, row_names)) in zip(axes, maps.items(), strict=True):
        image = axis.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for i, j in np.ndindex(*shares.shape):
            colour = "white" if shares[i, j] > 0.5 else "black"
            text = number(shares[i, j], ".2f")
            axis.text(j, i, text, ha="center", va="center", fontsize=7, color=colour)
        axis.set_title(name)
        axis.set_xticks(range(columns), column_names, rotation=45, fontsize=8)
        axis.set_yticks(range(rows), row_names)
        axis.grid(False)
    figure.colorbar(image, ax=axes, label=unit, fraction=0.05)
    return figure
