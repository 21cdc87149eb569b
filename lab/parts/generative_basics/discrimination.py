"""What a classifier of points in the plane takes for a class, and where that class really lies."""

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import log_softmax, softmax


def surprisal(points, weights, bias, label):
    """-log p(label | x), nats [N], of the softmax classifier with logits x W + b.

    points [N, 2], weights [2, C], bias [C].
    """
    return -log_softmax(points @ weights + bias, axis=1)[:, label]


def surprisal_gradient(points, weights, bias, label):
    """Its gradient by the points, [N, 2]: sum over the classes c of p(c|x) w_c, minus w_label."""
    return softmax(points @ weights + bias, axis=1) @ weights.T - weights[:, label]


def descend(starts, weights, bias, label, rate, steps):
    """Gradient descent on -log p(label | x) from the starts [N, 2]: paths [steps + 1, N, 2]."""
    path = np.empty((steps + 1, *starts.shape))
    path[0] = starts
    for step in range(steps):
        path[step + 1] = path[step] - rate * surprisal_gradient(path[step], weights, bias, label)
    return path


def mahalanobis(points, mean, covariance):
    """Distance of points [N, 2] from a mean in units of a covariance: sqrt((x-m)' C^-1 (x-m))."""
    return cdist(points, mean[None], "mahalanobis", VI=np.linalg.inv(covariance))[:, 0]


def distance_to_nearest(points, others):
    """Euclidean distance of each point [N, 2] to the nearest of the others [M, 2]: [N]."""
    return cdist(points, others).min(axis=1)
