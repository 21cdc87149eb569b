"""Images that fill in pixel by pixel, in the order of a MADE."""

import numpy as np

from lab.figures.animations import Animation
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
    counts = np.linspace(0, images.shape[-1], FRAMES).round().astype(int)
    stages = [known_so_far(images, order, count) for count in counts]
    pictures = [mosaic(stage, shape) for stage in stages]
    figure = image_grids({"": stages[0]}, shape, title, source)
    return Animation(figure, pictures + [pictures[-1]] * LAST_FRAMES)
