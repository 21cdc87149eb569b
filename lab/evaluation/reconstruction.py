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


def psnr(errors):
    """Peak signal-to-noise ratio, in dB, of squared errors (white is 1); infinite for 0."""
    with np.errstate(divide="ignore"):
        return -10 * np.log10(errors)


def mean_psnr(images, clean):
    """Mean peak signal-to-noise ratio of images [N, D] in [0, 1], in dB.

    Errors below that of rounding to bytes count as that: a single perfect image would make the
    mean infinite.
    """
    return float(np.mean(psnr(np.maximum(squared_errors(images, clean), ROUNDING))))
