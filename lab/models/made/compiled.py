"""The few positions at the end of `halves`, compiled by Numba for many images.

Importing this and the first call take 0.3 s, and 1.1 s where no earlier process left the compiled
code: `halves` does so where there are enough images.
"""

import numba

# a layer's values of so many images at 25 positions stay in a core's first cache
_IMAGES = 256


def _compiled(function):
    """By Numba, without Python's lock, stored for later processes where there is a place for it."""
    options = {"nogil": True, "fastmath": {"contract"}}
    try:
        return numba.njit(function, cache=True, **options)
    except RuntimeError:
        # neither the lab's folder nor the user's can be written
        return numba.njit(function, **options)


@_compiled
def _add(total, weight, values):
    """total [n] += weight * values [n]"""
    for image in range(total.size):
        total[image] += weight * values[image]


@_compiled
def _finish(total, below):
    """total [n] becomes its rectified self plus, unless that is empty, the residual below [n]."""
    for image in range(total.size):
        total[image] = max(total[image], 0)
    for image in range(below.size):
        total[image] += below[image]


@_compiled
def sample_positions(start, stop, thresholds, values, below, kernels, direct, residual):
    """Samples positions start to stop - 1, one by one, as `halves` does in NumPy.

    thresholds [D, n] by position. values: of pixels, hidden layers and logits, each [units, n], in
    which the units of these positions hold what they received from earlier ones; below [layers,
    D + 1]: how many units of a layer have a degree below t. kernels: [I, O] from layer to layer.
    direct: [D, D] from pixels to logits, or [0, 0]. residual: whether hidden layers but the first
    add the values below them.
    """
    last = len(values) - 1
    for first in range(0, thresholds.shape[1], _IMAGES):
        images = slice(first, first + _IMAGES)
        for position in range(start, stop):
            for layer in range(1, last + 1):
                source = values[layer - 1]
                for unit in range(below[layer, position], below[layer, position + 1]):
                    total = values[layer][unit, images]
                    for seen in range(below[layer - 1, start], below[layer - 1, position + 1]):
                        _add(total, kernels[layer - 1][seen, unit], source[seen, images])
                    if layer < last:
                        is_residual = residual and layer > 1
                        _finish(total, source[unit, images] if is_residual else total[:0])
            logits = values[last][position, images]
            if direct.size:
                for seen in range(below[0, start], below[0, position + 1]):
                    _add(logits, direct[seen, position], values[0][seen, images])
            pixels, limits = values[0][position, images], thresholds[position, images]
            for image in range(pixels.size):
                pixels[image] = logits[image] > limits[image]
