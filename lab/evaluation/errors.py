"""How far images lie from what was made of them: squared errors, and the same in decibels."""

import numpy as np

# the squared error of rounding to bytes, mean over what was rounded
ROUNDING = (1 / 255) ** 2 / 12


def squared_errors(images, others):
    """Mean over the pixels of the squared difference of each image: [N, D], [N, D] -> [N]."""
    return np.mean(np.square(np.asarray(images) - np.asarray(others)), axis=1, dtype=float)


def mean_squared_error(images, others):
    """Mean over images and pixels of the squared difference, [N, D] and [N, D] in [0, 1]."""
    return float(squared_errors(images, others).mean())


def psnr(errors):
    """Peak signal-to-noise ratio, dB, of squared errors where white is 1; infinite without any."""
    with np.errstate(divide="ignore"):
        return -10 * np.log10(errors)


def mean_psnr(images, clean):
    """Peak signal-to-noise ratio of images [N, D] in [0, 1], dB: the mean of those of each.

    None counts as nearer than its bytes: one image without any error would make the mean infinite.
    """
    return float(np.mean(psnr(np.maximum(squared_errors(images, clean), ROUNDING))))
