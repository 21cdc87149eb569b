"""Matrices: of counts, of weights, of errors."""

import numpy as np
from matplotlib.colors import LogNorm

from lab.figures.style import new_figure


def confusion_matrix(counts, class_names, title, source):
    """Counts [C, C]: rows the true class, columns the predicted one, the number in each cell."""
    size = 0.5 * len(class_names) + 2
    figure = new_figure(size, size + 0.3, title, source)
    axis = figure.subplots()
    shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            colour = "white" if shares[i, j] > 0.5 else "black"
            axis.text(j, i, f"{count}", ha="center", va="center", fontsize=8, color=colour)
    axis.set_xticks(range(len(class_names)), class_names)
    axis.set_yticks(range(len(class_names)), class_names)
    axis.set_xlabel("predicted")
    axis.set_ylabel("true")
    axis.grid(False)
    return figure


def matrix_panels(panels, title, source, columns):
    """Matrices as pictures, `columns` of them in a row, each with a scale of its own.

    panels: list of dicts with `title`, `xlabel`, `ylabel`, `values` [I, O], from 0 to `highest`,
    and `corner`, the units (columns, rows) at the lower right one. Where `scale` is given, it names
    the values, and a colour bar shows them, logarithmic over four decades.
    """
    rows = -(-len(panels) // columns)
    width = 4.8 if any("scale" in panel for panel in panels) else 3.6
    figure = new_figure(width * columns, 3.5 * rows + 0.7, title, source)
    for axis, panel in zip(figure.subplots(rows, columns).ravel(), panels, strict=True):
        _draw_matrix(figure, axis, panel)
        axis.set_title(panel["title"], fontsize=10)
        axis.set_xlabel(panel["xlabel"])
        axis.set_ylabel(panel["ylabel"])
        axis.grid(False)
    return figure


def _draw_matrix(figure, axis, panel):
    width, height = panel["corner"]
    extent = (-0.5, width - 0.5, height - 0.5, -0.5)
    if "scale" not in panel:
        axis.imshow(panel["values"], cmap="Blues", vmin=0, vmax=panel["highest"], extent=extent)
        return
    norm = LogNorm(panel["highest"] / 1e4, panel["highest"])
    # what is exactly 0 has no colour on a logarithmic scale: it stays white
    values = np.ma.masked_equal(panel["values"], 0)
    image = axis.imshow(values, cmap="viridis", norm=norm, extent=extent, interpolation="nearest")
    figure.colorbar(image, ax=axis, extend="min", label=panel["scale"])


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
            text = f"{shares[i, j]:.2f}"
            axis.text(j, i, text, ha="center", va="center", fontsize=7, color=colour)
        axis.set_title(name)
        axis.set_xticks(range(columns), column_names, rotation=45, fontsize=8)
        axis.set_yticks(range(rows), row_names)
        axis.grid(False)
    figure.colorbar(image, ax=axes, label=unit, fraction=0.05)
    return figure


def error_table(errors, row_names, column_names, title, source):
    """Relative errors [R, C] as numbers, coloured by powers of ten; NaN where there is none."""
    width = 1.05 * len(column_names) + 0.1 * max(map(len, row_names)) + 0.5
    figure = new_figure(width, 0.32 * len(row_names) + 1.8, title, source)
    axis = figure.subplots()
    colours = np.log10(np.maximum(errors, 1e-17))
    axis.imshow(colours, cmap="YlOrRd", vmin=-18, vmax=2, aspect="auto")
    for i, j in np.argwhere(np.isfinite(errors)):
        factor, _, power = f"{errors[i, j]:.0e}".partition("e")
        shown = rf"${factor}{{\cdot}}10^{{{int(power)}}}$" if errors[i, j] else "0"
        axis.text(j, i, shown, ha="center", va="center", fontsize=8)
    axis.set_yticks(range(len(row_names)), row_names, family="monospace", fontsize=8)
    names = [name.replace(" ", "\n", 1) for name in column_names]
    axis.set_xticks(range(len(column_names)), names, fontsize=8)
    axis.xaxis.tick_top()
    axis.tick_params(length=0)
    axis.grid(False)
    return figure
