"""Overlap of the posteriors q(z|x) of many images; the aggregate posterior."""

import numpy as np
from scipy.special import logsumexp, softmax
from scipy.stats import entropy

ROWS = 100


def log_densities(z, mu, log_var):
    """log q(z_m|x_n) of z [M, Z] under N(mu_n, exp(log_var_n)), mu and log_var [N, Z]: [M, N]."""
    z, mu, log_var = (np.asarray(array, float) for array in (z, mu, log_var))
    precision = np.exp(-log_var)
    # (z - mu)^2 / sigma^2 multiplied out: two matrix products in place of an array [M, N, Z]
    squares = np.square(z) @ precision.T - 2 * z @ (mu * precision).T
    constants = np.sum(np.square(mu) * precision + log_var + np.log(2 * np.pi), axis=1)
    return -(squares + constants) / 2


def log_aggregate(z, mu, log_var):
    """log q(z) [M] of z [M, Z]: the aggregate posterior, the mean of q(z|x_n) over N images."""
    return np.concatenate(
        [logsumexp(log_densities(some, mu, log_var), axis=1) - np.log(len(mu)) for some in _rows(z)]
    )


def best_images(z, mu, log_var, images):
    """The optimal reconstruction for each z [M, Z], and the number of images that share it.

    The mean of the images [N, D], each weighted with its q(z|x_n): it has the least squared error,
    and the least cross-entropy, of all images for this z. Returns ([M, D], [M]), the second exp of
    the entropy of the weights: 1 where one image has z for itself.
    """
    means, counts = [], []
    for some in _rows(z):
        weights = softmax(log_densities(some, mu, log_var), axis=1)
        means.append(weights.astype(np.float32) @ images)
        counts.append(np.exp(entropy(weights, axis=1)))
    return np.concatenate(means), np.concatenate(counts)


def _rows(z):
    return (z[start : start + ROWS] for start in range(0, len(z), ROWS))
