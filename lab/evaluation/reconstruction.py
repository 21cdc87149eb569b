"""Reconstruction errors: squared errors, and peak signal-to-noise ratio."""

import numpy as np

# the squared error of rounding to bytes, mean over what was rounded
ROUNDING = (1 / 255) ** 2 / 12


def squared_errors(images, others):
    """Squared error of each image, averaged over the pixels: [N, D], [N, D] -> [N]."""
    return np.mean(np.square(np.asarray(images) - np.asarray(others)), axis=1, dtype=float)


def mean_squared_error(images, others):
    """Squared error, averaged over images and pixels: [N, D], [N, D] in [0, 1]."""
    return float(squared_errors(images, others).mean())


def psnr(error):
    """Peak signal-to-noise ratio, in dB, of a mean squared error (white is 1).

    Of many images the error is averaged before the logarithm, not the decibels of each image.
    Errors below that of rounding to bytes count as that: without any it would be infinite.
    """
    return -10 * np.log10(np.maximum(error, ROUNDING))
