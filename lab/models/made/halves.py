"""`sampling.naive_sample` for the work of about one forward pass, in NumPy.

A hidden unit of degree d depends on the first d pixels only: once these are known it never changes
again. `fast_sample` computes each unit once, when its inputs are known, by halves: it samples the
first half of the positions, adds in one matrix product per layer what they pass on to the second
half, and samples that; each half likewise, down to a few positions that are sampled one by one, in
NumPy or, of many images, in `compiled`.

The same uniforms give the same images: in float64 all of them; in float32, where sums grouped in
another way round in another way, unless a uniform lies within rounding of its probability.
"""

import functools
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import ThreadpoolController

# Measured on two CPU cores with 784-784-784-784, for 1,000 and 10,000 images. A thread has images
# of its own, on one core: with all cores in each small product, one that is busy elsewhere makes
# the others wait thousands of times. From _MANY images on, positions are sampled by what Numba
# compiled: 1,000 images in 0.02 s instead of 0.04, 10,000 in 0.2 instead of 0.34, since Python's
# own calls, which threads can only make in turn, took half of the time.
_LEAF = 25
_IMAGES = 500
_MANY = 1000


def fast_sample(network, uniforms, given=None):
    """Images [n, D] of 0 and 1 in the dtype of the weights: pixel i, in the network's order, is 1
    where uniforms[:, i] < p(x_i = 1 | the pixels before).

    Arguments and errors as `naive_sample`.
    """
    uniforms = np.asarray(uniforms)
    network.check_uniforms(uniforms)
    images = np.empty(uniforms.shape, network.kernels[0].dtype)
    # few images are one part: their threads would wait for each other's calls
    leaf, count = (_leaf, _MANY) if len(images) < _MANY else (_compiled_leaf, _IMAGES)

    def sample_part(start):
        part = slice(start, start + count)
        fixed = None if given is None else given[part]
        images[part] = _sample(network, _thresholds(network, uniforms[part], fixed), leaf).T

    with _blas().limit(limits=1, user_api="blas"), ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(sample_part, range(0, len(images), count)))
    return images


@functools.cache
def _blas():
    return ThreadpoolController()


def _thresholds(network, uniforms, given):
    """What the logits must exceed, [D, n] by pixel: u < sigmoid(a) where log(u / (1 - u)) < a.

    A given pixel is white or black whatever its logit.
    """
    odds = np.array(uniforms.T, order="C")
    odds /= 1 - odds
    with np.errstate(divide="ignore"):
        thresholds = np.log(odds, out=odds).astype(network.kernels[0].dtype, copy=False)
    if given is not None:
        thresholds[given.T == 0] = np.inf
        thresholds[given.T == 1] = -np.inf
    return thresholds


def _sample(network, thresholds, leaf):
    """Thresholds [D, n] -> images [D, n], both by pixel; leaf: what samples a few positions."""
    layers = _layers(network, thresholds.shape[1])
    sample_few = leaf(network, layers, thresholds[network.order])

    def sample_between(start, stop):
        if stop - start <= _LEAF:
            sample_few(start, stop)
            return
        middle = (start + stop) // 2
        sample_between(start, middle)
        for layer in layers[1:]:
            layer.add(start, middle, middle, stop)
        sample_between(middle, stop)

    sample_between(0, len(network.order))
    images = np.empty_like(thresholds)
    images[network.order] = layers[0].values
    return images


def _leaf(network, layers, thresholds):
    """A function that samples positions start to stop - 1; thresholds [D, n] by position."""
    pixels, logits = layers[0].values, layers[-1].values

    def sample_few(start, stop):
        for position in range(start, stop):
            for layer in layers[1:]:
                layer.add(start, position + 1, position, position + 1)
                layer.finish(position)
            np.greater(logits[position], thresholds[position], out=pixels[position])

    return sample_few


def _compiled_leaf(network, layers, thresholds):
    """`_leaf` compiled."""
    # loads Numba, which takes longer than to sample a few images without it
    from lab.models.made.compiled import sample_positions

    nothing = np.empty((0, 0), thresholds.dtype)
    arrays = (
        thresholds,
        tuple(layer.values for layer in layers),
        np.array([layer.below for layer in layers]),
        tuple(map(np.ascontiguousarray, network.kernels)),
        nothing if network.direct is None else np.ascontiguousarray(network.direct),
        network.residual,
    )
    return lambda start, stop: sample_positions(start, stop, *arrays)


def _layers(network, count):
    """Pixels, hidden layers, logits: a `_Layer` each, for `count` images."""
    positions = len(network.order)
    pixels = np.empty((positions, count), network.kernels[0].dtype)
    layers = [_Layer(network.degrees[0], positions, pixels)]
    last = len(network.kernels)
    for i, (kernel, bias) in enumerate(zip(network.kernels, network.biases, strict=True), 1):
        layer = _Layer(network.degrees[i], positions, np.repeat(bias[:, None], count, axis=1))
        layer.sources.append((layers[-1], kernel))
        layer.rectified = i < last
        layer.shortcut = layers[-1].values if network.residual and 1 < i < last else None
        layers.append(layer)
    if network.direct is not None:
        layers[-1].sources.append((layers[0], network.direct))
    return layers


class _Layer:
    """A layer's `values` [units, n]: first the biases, then sums, in the end the units' values.

    At position t the units of degree t are finished; then the pixel there, of degree t + 1, is
    sampled. below[t] is the number of units whose degree is below t.
    """

    def __init__(self, degrees, positions, values):
        self.below = np.searchsorted(degrees, np.arange(positions + 1)).tolist()
        self.values = values
        self.sources = []
        self.rectified = False
        self.shortcut = None

    def add(self, known, known_stop, start, stop):
        """To the units of degree start to stop - 1: what those of known to known_stop - 1 pass."""
        rows = slice(self.below[start], self.below[stop])
        if rows.start == rows.stop:
            return
        total = self.values[rows]
        for source, kernel in self.sources:
            seen = slice(source.below[known], source.below[known_stop])
            total += kernel[seen, rows].T @ source.values[seen]

    def finish(self, position):
        """The units of degree position have their sums: turns them into values."""
        rows = slice(self.below[position], self.below[position + 1])
        if self.rectified:
            np.maximum(self.values[rows], 0, out=self.values[rows])
        if self.shortcut is not None:
            self.values[rows] += self.shortcut[rows]
