"""What denoisers make of images, and the filter that they must beat."""

import numpy as np
from scipy.ndimage import median_filter


def median_filtered(images, shape, size=3):
    """Images [N, D] of this shape, each pixel the median of the `size` x `size` around it.

    Beyond the edge lies the mirror image (scipy's `reflect`).
    """
    pictures = np.asarray(images).reshape(-1, *shape)
    return median_filter(pictures, size=(1, size, size)).reshape(len(pictures), -1)


def rebuilt(model, images):
    """What an autoencoder makes of images [N, D], cut off at 0 and 1 as a picture is."""
    return np.clip(np.asarray(model(np.asarray(images))), 0, 1)
