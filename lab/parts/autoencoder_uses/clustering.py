"""Clusters of codes, beside classes that the clustering never saw."""

from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from threadpoolctl import threadpool_limits

STARTS = 10


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


def mutual_information(labels, clusters):
    """Normalised mutual information of classes and clusters: 0 independent, 1 the same parting.

    I(labels; clusters) over the mean of both entropies.
    """
    return float(normalized_mutual_info_score(labels, clusters))
