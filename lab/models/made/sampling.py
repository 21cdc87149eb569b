"""Exact samples from a MADE for the work of about one forward pass, in NumPy.

The plain way, `naive_sample`, runs the whole network once per pixel. But a hidden unit of degree d
depends on the first d pixels only: once these are drawn it never changes again. `fast_sample`
computes each unit once, when its inputs are known, by halves: it draws the first half of the
positions, adds in one matrix product per layer what they pass on to the second half, and draws
that; each half likewise, down to a few positions that are drawn one by one.

The same uniforms give the same images: in float64 all of them; in float32, where sums grouped in
another way round in another way, unless a uniform lies within rounding of its probability.
"""

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from threadpoolctl import ThreadpoolController

from lab.models.checks import positive_integer, seed_number
from lab.models.inputs import numbers

# Measured on two CPU cores with 784-784-784-784, for 1,000 and 10,000 images. A thread draws images
# of its own, on one core: with all cores in each small product, one that is busy elsewhere makes
# the others wait thousands of times.
_LEAF = 25
_IMAGES = 1250


class MaskedNetwork(NamedTuple):
    """A MADE's weights in NumPy, pixels standing by their position in the order.

    order [D]: the pixel at each position. degrees: int arrays, sorted, of the pixels as inputs
    (1 to D), the hidden layers and the outputs (0 to D - 1). kernels [I, O] and biases [O]: one
    for each step from layer to layer; direct [D, D] from inputs to outputs, or None. residual:
    every hidden layer but the first adds its values to those of the layer below.
    """

    order: np.ndarray
    degrees: tuple
    kernels: tuple
    biases: tuple
    direct: np.ndarray | None
    residual: bool

    def logits(self, x):
        """The forward pass: x [n, D] -> logits [n, D], both by position."""
        hidden = x
        for i, (kernel, bias) in enumerate(zip(self.kernels[:-1], self.biases[:-1], strict=True)):
            total = hidden @ kernel
            total += bias
            np.maximum(total, 0, out=total)
            hidden = hidden + total if self.residual and i else total
        logits = hidden @ self.kernels[-1]
        logits += self.biases[-1]
        return logits if self.direct is None else logits + x @ self.direct


def naive_sample(network, uniforms, given=None):
    """The reference: a forward pass for each pixel. Arguments, result, errors as `fast_sample`."""
    uniforms = _checked_uniforms(network, uniforms)
    thresholds = _thresholds(network, uniforms, given)[network.order].T
    x = np.zeros_like(thresholds)
    for position in range(x.shape[1]):
        x[:, position] = network.logits(x)[:, position] > thresholds[:, position]
    return x[:, np.argsort(network.order)]


def fast_sample(network, uniforms, given=None):
    """Images [n, D] of 0 and 1: pixel i is white where uniforms[:, i] < p(x_i = 1 | earlier).

    uniforms [n, D] in [0, 1) by pixel; given [n, D]: 0 or 1 where a pixel is fixed, NaN where it
    is to be drawn. The result has the dtype of the weights.
    Raises ValueError where the uniforms have another shape.
    """
    uniforms = _checked_uniforms(network, uniforms)
    images = np.empty(uniforms.shape, network.kernels[0].dtype)

    def draw_part(start):
        part = slice(start, start + _IMAGES)
        fixed = None if given is None else given[part]
        images[part] = _draw(network, _thresholds(network, uniforms[part], fixed)).T

    with _blas().limit(limits=1, user_api="blas"), ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(draw_part, range(0, len(images), _IMAGES)))
    return images


def sample_mixture(models, n, seed, given=None):
    """n images [n, D] from equally likely MADEs, each in turn a mixture of its orders.

    A component is drawn for each image by its probability of what is given (Bayes), then the image
    from the component. Arguments and errors as `MADE.sample`.
    """
    n, seed = positive_integer("n", n), seed_number("seed", seed)
    pixels = models[0].input_dim
    components = [(model, which) for model in models for which in range(model.num_orders)]
    log_weights = np.concatenate([np.full(m.num_orders, -np.log(m.num_orders)) for m in models])
    log_weights = log_weights[:, None]
    if given is not None:
        given = numbers("given", given).astype(np.float32)
        if given.shape not in ((pixels,), (n, pixels)):
            raise ValueError(
                f"given: expected the shape [{pixels}] or [{n}, {pixels}], received {given.shape}"
            )
        given = np.atleast_2d(given)
        log_weights = log_weights + np.concatenate([m.component_log_probs(given) for m in models])
        given = np.broadcast_to(given, (n, pixels))
    rng = np.random.default_rng(seed)
    chosen = choose_components(log_weights, rng.random(n))
    uniforms = rng.random((n, pixels), np.float32)
    images = np.empty((n, pixels), np.float32)
    for index in np.unique(chosen):
        model, which = components[index]
        rows = chosen == index if len(components) > 1 else slice(None)
        fixed = None if given is None else given[rows]
        images[rows] = fast_sample(model.network(which), uniforms[rows], fixed)
    return images


def choose_components(log_weights, uniforms):
    """The component of each image: m with probability weights[m, i] / sum over m.

    log_weights [M, n], or [M, 1] if they are the same for all images; uniforms [n] -> int [n].
    """
    weights = np.exp(log_weights - log_weights.max(axis=0))
    cumulative = np.cumsum(weights / weights.sum(axis=0), axis=0)
    return (cumulative[:-1] <= uniforms).sum(axis=0)


@functools.cache
def _blas():
    return ThreadpoolController()


def _checked_uniforms(network, uniforms):
    uniforms = np.asarray(uniforms)
    if uniforms.ndim != 2 or uniforms.shape[1] != len(network.order):
        raise ValueError(
            f"uniforms: expected the shape [n, {len(network.order)}], received {uniforms.shape}"
        )
    return uniforms


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


def _draw(network, thresholds):
    """Thresholds [D, n] -> images [D, n], both by pixel."""
    pixels, *layers = _layers(network, thresholds.shape[1])

    def draw_between(start, stop):
        if stop - start > _LEAF:
            middle = (start + stop) // 2
            draw_between(start, middle)
            for layer in layers:
                layer.add(start, middle, middle, stop)
            draw_between(middle, stop)
            return
        for position in range(start, stop):
            for layer in layers:
                layer.add(start, position + 1, position, position + 1)
                layer.finish(position)
            threshold = thresholds[network.order[position]]
            np.greater(layers[-1].values[position], threshold, out=pixels.values[position])

    draw_between(0, len(network.order))
    images = np.empty_like(thresholds)
    images[network.order] = pixels.values
    return images


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
    drawn. below[t] is the number of units whose degree is below t.
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
