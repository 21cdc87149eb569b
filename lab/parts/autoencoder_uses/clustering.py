"""Clustering: k-means of codes, compared with classes that it never saw."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from threadpoolctl import threadpool_limits

from lab.data import as_pixels

STARTS = 10


def clusters(spaces, data, seed):
    """k-means with as many clusters as classes, and how far they agree; the centres as images."""
    labels, metrics, centres = data.test.labels, {}, []
    for space, codes in spaces.codes.items():
        means, found = clustered(codes["test"], data.num_classes, seed)
        metrics[f"nmi_{space}"] = normalised_mutual_information(labels, found)
        metrics[f"purity_{space}"] = purity(labels, found)
        # where there are fewer different images than classes a cluster may be empty
        classes = range(data.num_classes)
        most = [np.bincount(labels[found == c], minlength=1).argmax() for c in classes]
        by_class = np.argsort(most, kind="stable")
        centres.append(as_pixels(spaces.decoded(space, means[by_class])))
    return metrics, {"centres": np.stack(centres)}


def clustered(codes, count, seed):
    """k-means, the best of ten starts: the centres [count, Z] and each code's cluster [N]."""
    # three or more threads add up their sums in the order in which they happen to end
    with threadpool_limits(1, user_api="openmp"):
        means = KMeans(count, n_init=STARTS, random_state=seed).fit(codes)
    return means.cluster_centers_, means.labels_


def purity(labels, clusters):
    """Share of the images [N] whose class is the most frequent one in their cluster."""
    counts = contingency_matrix(labels, clusters)
    return float(counts.max(axis=0).sum() / counts.sum())


def normalised_mutual_information(labels, clusters):
    """Normalised mutual information of classes and clusters: 0 independent, 1 the same parting.

    I(labels; clusters) over the mean of both entropies.
    """
    return float(normalized_mutual_info_score(labels, clusters))
