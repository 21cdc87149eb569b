"""Clustering: k-means of training images' codes; test images compared with their classes."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from threadpoolctl import threadpool_limits

from lab.data import as_pixels, evenly_spaced

STARTS = 10
# training images that centres are fitted to
FITTED = 10_000


def clusters(spaces, data, seed):
    """k-means with as many clusters as classes, and how far they agree; the centres as images."""
    labels, metrics, centres = data.test.labels, {}, []
    for space, codes in spaces.codes.items():
        some = codes["train"][evenly_spaced(len(codes["train"]), FITTED)]
        means, found = clustered(some, codes["test"], data.num_classes, seed)
        metrics[f"nmi_{space}"] = normalised_mutual_information(labels, found)
        metrics[f"purity_{space}"] = purity(labels, found)
        # where there are fewer different images than classes a cluster may be empty
        classes = range(data.num_classes)
        most = [np.bincount(labels[found == c], minlength=1).argmax() for c in classes]
        by_class = np.argsort(most, kind="stable")
        centres.append(as_pixels(spaces.decoded(space, means[by_class])))
    return metrics, {"centres": np.stack(centres)}


def clustered(known, new, count, seed):
    """k-means of codes [M, Z], the best of ten starts: its centres [count, Z], and the cluster of
    each new code [N].
    """
    # three or more threads add up their sums in the order in which they happen to end
    with threadpool_limits(1, user_api="openmp"):
        means = KMeans(count, n_init=STARTS, random_state=seed).fit(known)
        return means.cluster_centers_, means.predict(new)


def purity(labels, clusters):
    """Share of the images [N] whose class is the most frequent one in their cluster."""
    counts = contingency_matrix(labels, clusters)
    return float(counts.max(axis=0).sum() / counts.sum())


def normalised_mutual_information(labels, clusters):
    """Normalised mutual information of classes and clusters: 0 independent, 1 the same parting.

    I(labels; clusters) over the mean of both entropies.
    """
    return float(normalized_mutual_info_score(labels, clusters))
