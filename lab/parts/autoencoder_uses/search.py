"""Search for similar images: which codes lie near, and whether they are of the right class."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from lab.parts.autoencoder_uses import LOOKED_UP

QUERIES, SHOWN_HITS = 2000, 8


def search(spaces, data):
    """Precision of the nearest training images to test images, and some of those hits."""
    train = data.train.spread()
    queries = np.linspace(0, len(data.test) - 1, min(QUERIES, len(data.test))).astype(int)
    examples = data.test.first_of_each()
    counts = [k for k in LOOKED_UP if k <= len(train)]
    metrics, arrays = {}, {"queries": data.test.pixels[examples]}
    for space, codes in spaces.codes.items():
        hits = nearest(codes["train"], codes["test"][queries], max(counts))
        right = train.labels[hits] == data.test.labels[queries, None]
        for k in counts:
            metrics[f"precision_at_{k}_{space}"] = precision_at(k, right)
        hits = nearest(codes["train"], codes["test"][examples], min(SHOWN_HITS, len(train)))
        arrays[f"hits_{space}"] = train.pixels[hits]
        arrays[f"wrong_{space}"] = train.labels[hits] != data.test.labels[examples, None]
    return metrics, arrays


def nearest(codes, queries, count):
    """The `count` codes [N, Z] nearest to each query [Q, Z], the nearest first: indices [Q, count].

    By Euclidean distance.
    """
    index = NearestNeighbors(algorithm="brute").fit(codes)
    return index.kneighbors(queries, count, return_distance=False)


def precision_at(k, right):
    """Mean over queries of the share of right ones among the first k hits; right: bool [Q, K]."""
    return float(np.mean(right[:, :k]))
