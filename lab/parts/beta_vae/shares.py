"""Shares as numbers and as colour."""

import numpy as np

from lab.figures.style import new_panels
from lab.languages import number


def share_maps(maps, column_names, unit, title, source):
    """Shares in [0, 1] as numbers and as colour, a map for each title.

    maps: {title: (shares [R, C], names of the rows)}; unit: what the shares are, for the scale.
    """
    rows, columns = next(iter(maps.values()))[0].shape
    figure, axes = new_panels(len(maps), 0.24 * rows + 0.9, title, source)
    for axis, (name, (shares, row_names)) in zip(axes, maps.items(), strict=True):
        image = axis.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for i, j in np.ndindex(*shares.shape):
            colour = "white" if shares[i, j] > 0.5 else "black"
            text = number(shares[i, j], ".2f")
            axis.text(j, i, text, ha="center", va="center", fontsize=7, color=colour)
        axis.set_title(name)
        axis.set_xticks(range(columns), column_names, rotation=45)
        axis.set_yticks(range(rows), row_names)
        axis.grid(False)
    figure.colorbar(image, ax=axes, label=unit, fraction=0.05)
    return figure
