"""Matrices as pictures: of weights, of Jacobians, of errors."""

import dataclasses

import numpy as np
from matplotlib.colors import LogNorm

from lab.figures.style import new_panels


@dataclasses.dataclass(frozen=True)
class Matrix:
    """values [I, O], from 0 to `highest`; corner: the units (columns, rows) at the lower right one.

    scale: what the values are, for a colour bar that is logarithmic over four decades; "" for none.
    """

    title: str
    xlabel: str
    ylabel: str
    values: np.ndarray
    highest: float
    corner: tuple[int, int]
    scale: str = ""


def matrix_panels(matrices, title, source, columns):
    """Each Matrix as a picture, `columns` of them in a row, each with a scale of its own."""
    height = 2.6 if any(matrix.scale for matrix in matrices) else 2.9
    figure, axes = new_panels(len(matrices), height, title, source, columns=columns)
    for axis, matrix in zip(axes, matrices, strict=True):
        _draw_matrix(figure, axis, matrix)
        axis.set_title(matrix.title)
        axis.set_xlabel(matrix.xlabel)
        axis.set_ylabel(matrix.ylabel)
        axis.grid(False)
    return figure


def _draw_matrix(figure, axis, matrix):
    width, height = matrix.corner
    extent = (-0.5, width - 0.5, height - 0.5, -0.5)
    if not matrix.scale:
        axis.imshow(matrix.values, cmap="Blues", vmin=0, vmax=matrix.highest, extent=extent)
        return
    norm = LogNorm(matrix.highest / 1e4, matrix.highest)
    # what is exactly 0 has no colour on a logarithmic scale: it stays white
    values = np.ma.masked_equal(matrix.values, 0)
    image = axis.imshow(values, cmap="viridis", norm=norm, extent=extent, interpolation="nearest")
    figure.colorbar(image, ax=axis, extend="min", label=matrix.scale)
