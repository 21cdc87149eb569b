"""How codes and images lie: numbers that do not change with the scale of the codes."""

import numpy as np
from sklearn.metrics import euclidean_distances

ROWS = 100


def gaussian_of(codes, count, rng):
    """Draws [count, Z] from the Gaussian with the mean and the covariance of codes [N, Z]."""
    covariance = np.cov(codes, rowvar=False).reshape(codes.shape[1], -1)
    return rng.multivariate_normal(codes.mean(axis=0), covariance, count)


def class_separations(points, labels):
    """How far apart the classes lie, in units of their spread: symmetric [C, C], 0 on the diagonal.

    points [N, Z], labels [N] of C classes, in the order of np.unique. The distance of two class
    means by the root of the mean of the two variances (summed over Z).
    """
    classes = [points[labels == label] for label in np.unique(labels)]
    means = np.stack([of_class.mean(0) for of_class in classes])
    variances = np.array([of_class.var(0).sum() for of_class in classes])
    spread = np.sqrt((variances[:, None] + variances) / 2)
    return euclidean_distances(means) / np.maximum(spread, 1e-12)


def pair_rank(separations, first, second):
    """Place of a pair of classes among all pairs: 1 for the one farthest apart."""
    values = separations[np.triu_indices(len(separations), 1)]
    return 1 + int(np.sum(values > separations[first, second]))


def remoteness(near_in, far_in, neighbours=10, within=0.1):
    """How far the nearest neighbours in one space lie from each other in another.

    near_in [N, A], far_in [N, B] -> (indices [N, K] of the K neighbours of each, values [N, K]):
    their distance in the second space by the distance within which the share `within` of all others
    lies there. Above 1 they are not near.
    """
    neighbours = min(neighbours, len(near_in) - 1)
    here, there = (_distances(space) for space in (near_in, far_in))
    nearest = np.argpartition(here, neighbours - 1, axis=1)[:, :neighbours]
    # the K-th smallest of each row, itself (infinite) never among them
    place = max(1, round(within * (len(here) - 1))) - 1
    border = np.partition(there, place, axis=1)[:, place : place + 1]
    distances = np.take_along_axis(there, nearest, axis=1)
    return nearest, distances / np.maximum(border, 1e-12)


def share_torn(near_in, far_in, neighbours=10, within=0.1):
    """Share of pairs near in one space that are not near in the other: 1 - within by chance.

    Near in the first: one of them is among the K nearest neighbours of the other. Near in the
    second: it is among the share `within` of all others that are nearest there.
    """
    return float(np.mean(remoteness(near_in, far_in, neighbours, within)[1] > 1))


def _distances(points):
    distances = euclidean_distances(np.asarray(points, np.float64))
    # nothing is its own neighbour
    np.fill_diagonal(distances, np.inf)
    return distances


def change_per_step(decode, codes, step, rng):
    """How much the decoded image changes with a step in a random direction: [N].

    The step's length is `step` times the spread of these codes [N, Z] (the root of the mean of
    their variances). A change is the root of the mean of the squared differences of the pixels.
    """
    directions = rng.standard_normal(codes.shape)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    length = step * np.sqrt(codes.var(axis=0).mean())
    differences = decode(codes + length * directions) - decode(codes)
    return np.sqrt(np.mean(np.square(differences), axis=1))


def nearest_distances(images, others):
    """Distance of each of images [N, D] to the nearest of others [M, D], per pixel: [N].

    The root of the mean of the squared differences of the pixels.
    """
    others = np.asarray(others, np.float32)
    squares = np.einsum("md,md->m", others, others)
    nearest = []
    for start in range(0, len(images), ROWS):
        batch = np.asarray(images[start : start + ROWS], np.float32)
        found = np.argmin(squares - 2 * batch @ others.T, axis=1)
        nearest.append(np.sqrt(np.mean(np.square(batch - others[found]), axis=1)))
    return np.concatenate(nearest)
