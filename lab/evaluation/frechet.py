"""Frechet distance between generated and real images, in a classifier's features."""

import numpy as np

from lab.evaluation.codes import in_batches


def frechet_distance(features, others):
    """Squared Frechet distance of the Gaussians fitted to features [N, F] and others [M, F].

        |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2))

    with the means m, m' [F] and the covariances C, C' [F, F] of the two, from sums divided by N - 1
    and M - 1; 0 for the same.
    Source: D. Dowson, B. Landau, "The Frechet distance between multivariate normal distributions"
    (1982), equation 4.
    """
    features, others = np.asarray(features, float), np.asarray(others, float)
    mean, other_mean = features.mean(axis=0), others.mean(axis=0)
    covariance, other_covariance = np.cov(features, rowvar=False), np.cov(others, rowvar=False)
    # the eigenvalues of C C' are those of the symmetric C^(1/2) C' C^(1/2): real, not negative
    root = _square_root(covariance)
    overlap = np.sqrt(np.linalg.eigvalsh(root @ other_covariance @ root).clip(0)).sum()
    apart = np.sum(np.square(mean - other_mean))
    return float(apart + np.trace(covariance) + np.trace(other_covariance) - 2 * overlap)


def judge_frechet_distance(judge, images, others):
    """`frechet_distance` of images [N, D] and others [M, D] in the judge's last hidden layer.

    Comparable only under the same judge; an FID has the features of an Inception network instead.
    """
    return frechet_distance(in_batches(judge.features, images), in_batches(judge.features, others))


def _square_root(matrix):
    """The symmetric square root of a covariance matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(values.clip(0))) @ vectors.T
