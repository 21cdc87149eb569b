"""Orders in which a MADE may read an image."""

import numpy as np

SCANS = 8


def scan(number, shape):
    """One of SCANS orders of the pixels of images of this shape: along rows or columns, from each
    of the four corners.

    Each is the raster order of the image rotated or mirrored; number 0 is the raster order itself.
    """
    pixels = np.arange(shape[0] * shape[1]).reshape(shape)
    pixels = pixels[:: -1 if number & 1 else 1, :: -1 if number & 2 else 1]
    return (pixels.T if number & 4 else pixels).ravel()
