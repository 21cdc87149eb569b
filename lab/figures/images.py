"""Images side by side."""

import math

import numpy as np
from matplotlib.patches import Rectangle

from lab.figures.style import HIGHEST, NARROW, WIDTH, new_figure, new_panels

GAP = 2
# inches of an image
CELL_INCHES, LEAST_CELL, SMALLEST_CELL = 0.4, 0.25, 0.2


def image_grids(grids, shape, title, source, row_labels=(), column_labels=(), framed=None):
    """Grids of images, two next to each other where they fit, each with its own title.

    grids: {title: images [R, C, D] in [0, 1] or uint8}; shape: (rows, columns) of one image;
    labels, if any, are written beside the rows and above the columns of every grid. framed:
    {title: bool [R, C]}, which images have a red frame.
    """
    count, columns = next(iter(grids.values())).shape[:2]
    lines = [line for label in row_labels for line in label.split("\n")]
    beside = 0.4 + 0.08 * max(map(len, lines), default=0)
    above = 0.22 * bool(column_labels) + 0.25 * any(grids)
    # two grids side by side where their images stay large enough to be seen
    fit_beside = len(grids) > 1 and 2 * (columns * LEAST_CELL + beside) <= WIDTH
    room = WIDTH / (2 if fit_beside else 1) - beside
    rows = count * (-(-len(grids) // 2) if fit_beside else len(grids))
    cell = min(CELL_INCHES, room / columns, max((HIGHEST - 0.8) / rows, SMALLEST_CELL))
    figure, axes = new_panels(
        len(grids),
        max(cell * count + above + 0.1, 0.5),
        title,
        source,
        columns=2 if fit_beside else 1,
        width=max(cell * columns + beside, NARROW),
    )
    for axis, (name, images) in zip(axes, grids.items(), strict=True):
        axis.imshow(mosaic(images, shape), cmap="gray", vmin=0, vmax=1, interpolation="none")
        axis.set_title(name, pad=14 if column_labels else 4)
        _label(axis, shape, row_labels, column_labels)
        if framed:
            _frame(axis, shape, framed[name])
    return figure


def square(images, most):
    """The first images of [N, D] as a grid [S, S, D], at most so many a side."""
    side = min(most, math.isqrt(len(images)))
    return images[: side * side].reshape(side, side, -1)


def mosaic(images, shape):
    """[R, C, D] -> one picture with a light gap of two pixels between the images."""
    if images.dtype == np.uint8:
        images = images / 255
    rows, columns = images.shape[:2]
    height, width = shape[0] + GAP, shape[1] + GAP
    mosaic = np.full((rows * height - GAP, columns * width - GAP), 0.75)
    for i in range(rows):
        for j in range(columns):
            top, left = i * height, j * width
            mosaic[top : top + shape[0], left : left + shape[1]] = images[i, j].reshape(shape)
    return mosaic


def _label(axis, shape, row_labels, column_labels):
    axis.grid(False)
    axis.tick_params(length=0)
    for spine in axis.spines.values():
        spine.set_visible(False)
    axis.xaxis.tick_top()
    step_y, step_x = shape[0] + GAP, shape[1] + GAP
    axis.set_yticks([shape[0] / 2 + step_y * i for i in range(len(row_labels))], row_labels)
    axis.set_xticks([shape[1] / 2 + step_x * j for j in range(len(column_labels))], column_labels)


def _frame(axis, shape, chosen):
    for i, j in np.argwhere(chosen):
        corner = (j * (shape[1] + GAP) - 1, i * (shape[0] + GAP) - 1)
        size = {"width": shape[1] + 1, "height": shape[0] + 1}
        # not clipped, since it reaches over the edge of the grid
        frame = Rectangle(corner, **size, fill=False, color="#d62728", lw=1.5, clip_on=False)
        axis.add_patch(frame)


def picture_row(pictures, title, source):
    """Finished pictures {title: RGB uint8 [H, W, 3]} next to each other, in their proportions."""
    widths = [picture.shape[1] for picture in pictures.values()]
    height = max(picture.shape[0] for picture in pictures.values())
    inches = WIDTH / sum(widths)
    figure = new_figure(WIDTH, inches * height + 0.8, title, source)
    axes = figure.subplots(1, len(pictures), squeeze=False, width_ratios=widths)[0]
    for axis, (name, picture) in zip(axes, pictures.items(), strict=True):
        axis.imshow(picture)
        axis.set_title(name)
        axis.set_axis_off()
    return figure
