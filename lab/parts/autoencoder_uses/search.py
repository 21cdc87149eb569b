"""Search for similar images: which codes lie near, and whether they are of the right class."""

import numpy as np
from sklearn.neighbors import NearestNeighbors


def nearest(codes, queries, count):
    """The `count` codes [N, Z] nearest to each query [Q, Z], the nearest first: indices [Q, count].

    By Euclidean distance.
    """
    index = NearestNeighbors(algorithm="brute").fit(codes)
    return index.kneighbors(queries, count, return_distance=False)


def precision_at(k, right):
    """Mean over queries of the share of right ones among the first k hits; right: bool [Q, K]."""
    return float(np.mean(right[:, :k]))
