"""How much noise is left in images, and the filter that a denoiser must beat."""

import numpy as np
from scipy.ndimage import median_filter


def psnr(images, clean):
    """Peak signal-to-noise ratio in dB, mean over the images: 10 log10(1 / squared error).

    Images and clean ones [N, D] with values in [0, 1], so that the peak is 1; the squared error is
    the mean over the pixels of an image. Infinite where an image has no error at all.
    """
    errors = np.mean((np.asarray(images, float) - np.asarray(clean, float)) ** 2, axis=1)
    with np.errstate(divide="ignore"):
        return float(np.mean(-10 * np.log10(errors)))


def median_filtered(images, shape, size=3):
    """Images [N, D] of this shape, each pixel the median of the `size` x `size` around it.

    Beyond the edge lies the mirror image (scipy's `reflect`).
    """
    pictures = np.asarray(images).reshape(-1, *shape)
    return median_filter(pictures, size=(1, size, size)).reshape(len(pictures), -1)


def rebuilt(model, images):
    """What an autoencoder makes of images [N, D], cut off at 0 and 1 as a picture is."""
    return np.clip(np.asarray(model(np.asarray(images))), 0, 1)


def mean_squared_error(model, images):
    """Mean over images [N, D] and pixels of the squared error of what an autoencoder makes of them.

    Not cut off at 0 and 1: the error that it was trained on.
    """
    return float(np.mean((np.asarray(model(np.asarray(images))) - images) ** 2))
