"""What codes say about classes they never saw: how they cluster, and which images lie near."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.neighbors import NearestNeighbors

STARTS = 10


def in_batches(function, images, batch_size=5000):
    """What a model's function of images, such as `encode`, gives for all of them: [N, ...]."""
    starts = range(0, len(images), batch_size)
    return np.concatenate([function(images[s : s + batch_size]).numpy() for s in starts])


def clustered(codes, count, seed):
    """k-means, the best of ten starts: the centres [count, Z] and each code's cluster [N]."""
    means = KMeans(count, n_init=STARTS, random_state=seed).fit(codes)
    return means.cluster_centers_, means.labels_


def purity(labels, clusters):
    """Share of the images [N] whose class is the most frequent one in their cluster."""
    counts = contingency_matrix(labels, clusters)
    return float(counts.max(axis=0).sum() / counts.sum())


def mutual_information(labels, clusters):
    """Normalised mutual information of classes and clusters: 0 independent, 1 the same parting.

    I(labels; clusters) over the mean of both entropies.
    """
    return float(normalized_mutual_info_score(labels, clusters))


def nearest(codes, queries, count):
    """The `count` codes [N, Z] nearest to each query [Q, Z], the nearest first: indices [Q, count].

    By Euclidean distance.
    """
    index = NearestNeighbors(algorithm="brute").fit(codes)
    return index.kneighbors(queries, count, return_distance=False)


def precision_at(k, right):
    """Mean over queries of the share of right ones among the first k hits; right: bool [Q, K]."""
    return float(np.mean(right[:, :k]))
