"""Sharpness of images."""

import numpy as np
from scipy.ndimage import laplace


def laplacian_variances(images, shape):
    """Variance of each image's Laplacian over the pixels: images [N, D] in [0, 1] -> [N].

    shape: height and width of the images. The Laplacian is the sum of the four neighbours less four
    times the pixel, black beyond the edge. Sharp edges make it large, blur makes it small.
    Source: J. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy" (2000).
    """
    pictures = np.asarray(images, float).reshape(-1, *shape)
    return laplace(pictures, mode="constant", axes=(1, 2)).var(axis=(1, 2))


def sharpness(images, shape):
    """Mean over images of the variance of their Laplacian."""
    return float(laplacian_variances(images, shape).mean())
