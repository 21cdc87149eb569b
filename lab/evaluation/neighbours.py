"""Nearest neighbours: precision and recall of generated images, and copies of training images."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

# k of the balls that a manifold is made of: Kynkaanniemi et al., section 3
NEIGHBOURS = 3
# distances of so many points at a time bound the memory
ROWS = 500


class Manifold:
    """Where points [N, F] lie: in balls around each, which reach as far as its k-th neighbour.

    The share of generated points on the manifold of real ones is their precision, the share of real
    points on the manifold of generated ones their recall; compare them for equal numbers of points
    and one k alone. Features of images stand for these.
    Source: T. Kynkaanniemi et al., "Improved Precision and Recall Metric for Assessing Generative
    Models" (2019), equations 1 and 2.
    """

    def __init__(self, points, k=NEIGHBOURS):
        self.points = np.asarray(points, float)
        neighbours = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(self.points)
        # without points to ask for, no point is its own neighbour
        self.radii = neighbours.kneighbors()[0][:, -1]

    def share_of(self, points):
        """The share of points [M, F] that lie in any of the balls."""
        points = np.asarray(points, float)
        starts = range(0, len(points), ROWS)
        return float(np.mean(np.concatenate([self._hold(points[i : i + ROWS]) for i in starts])))

    def _hold(self, points):
        # |p - c|^2 <= r^2, multiplied out: the product is all that takes time
        room = np.square(self.radii) - np.square(self.points).sum(axis=1)
        least = (room + 2 * points @ self.points.T).max(axis=1)
        return np.square(points).sum(axis=1) <= least


def nearest_distances(images, others):
    """Euclidean distance of each of images [N, D] to the nearest of the others [M, D]: [N]."""
    neighbours = NearestNeighbors(n_neighbors=1, algorithm="brute")
    neighbours.fit(np.asarray(others, np.float32))
    return neighbours.kneighbors(np.asarray(images, np.float32))[0][:, 0]


def copying(distances, unseen, quantile=0.01):
    """What distances [N] of images to the training images say beside those of unseen real ones.

    nearest_distance_ratio: the median, by that of the unseen; 0 for copies. copies_share: the share
    that lies nearer than all but this share of the unseen, which is what images get that know no
    training image.
    """
    ratio = np.median(distances) / np.median(unseen)
    near = np.mean(np.asarray(distances) < np.quantile(unseen, quantile))
    return {"nearest_distance_ratio": float(ratio), "copies_share": float(near)}
