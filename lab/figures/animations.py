"""Pictures that move: frames uint8 [T, height, width], with title and source like any figure."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lab.figures.images import image_grids, mosaic

UNKNOWN = 128
FRAMES, LAST_FRAMES = 57, 15


def known_so_far(images, order, count):
    """Images uint8 [..., D] of which only the first `count` pixels of the order are known.

    The others are grey.
    """
    partial = np.full_like(images, UNKNOWN)
    partial[..., order[:count]] = images[..., order[:count]]
    return partial


def filling_in(images, order, shape, title, source):
    """Images uint8 [R, C, D] that fill in pixel by pixel, in this order; the end stands still."""
    figure = image_grids({"": known_so_far(images, order, 0)}, shape, title, source)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    background = np.asarray(canvas.buffer_rgba())[..., :3].mean(axis=2)
    box = figure.axes[0].get_window_extent()
    top, left = round(len(background) - box.y1), round(box.x0)
    height, width = round(box.height), round(box.width)
    frames = []
    for count in np.linspace(0, images.shape[-1], FRAMES).round().astype(int):
        picture = mosaic(known_so_far(images, order, count), shape)
        rows = np.arange(height) * len(picture) // height
        columns = np.arange(width) * picture.shape[1] // width
        frame = background.copy()
        frame[top : top + height, left : left + width] = 255 * picture[np.ix_(rows, columns)]
        frames.append(frame)
    return np.rint(frames + [frames[-1]] * LAST_FRAMES).astype(np.uint8)
