"""Connectivity of a MADE: the degrees of the hidden units, and the masks they imply.

A hidden unit of degree d sees the first d pixels of the order, so that it may see units of a
degree up to its own, and the output at position p, counted from 0, may see units of degree <= p.
Units of a layer stand sorted by degree: every mask is then upper-triangular by blocks.
"""

import functools
from itertools import pairwise

import numpy as np

from lab.checks import choice

SCHEMES = ("even", "sampled")
# of sampled degrees, beside `orders.STREAM`
STREAM = 1


def hidden_degrees(hidden_units, input_dim, scheme, shared, seed):
    """The degrees of each hidden layer: a tuple of sorted int arrays [H], one for each width H.

    scheme: "even", each layer has `even_degrees`; "sampled", each has `sampled_degrees` between
    the least degree of the layer below (1 for the first) and D - 1.
    shared: all layers have the degrees of the first, as residual connections need.
    Raises ValueError where there is no layer, no such scheme, or shared degrees don't fit.
    Source: Germain et al., "MADE" (2015); coursework, sections 1.3 and 3.3.
    """
    if not hidden_units:
        raise ValueError("hidden_units: expected at least one width, received none")
    choice("degrees", scheme, SCHEMES)
    if shared and len(set(hidden_units)) > 1:
        raise ValueError(
            f"hidden_units: expected one width for residual layers, received {hidden_units}"
        )
    rng = np.random.default_rng([seed, STREAM])
    layers = []
    for width in hidden_units:
        if shared and layers:
            layers.append(layers[0])
        elif scheme == "even":
            layers.append(even_degrees(width, input_dim))
        else:
            least = layers[-1][0] if layers else 1
            layers.append(sampled_degrees(width, input_dim, least, rng))
    return tuple(layers)


def even_degrees(width, input_dim):
    """Degrees [H] of H = `width` units, spread evenly over the D = `input_dim` pixels: sorted int.

    A layer as wide as the input is the coursework's, one unit per pixel: degrees 0 to D - 1. Any
    other width spreads 1 to D - 1, the last unit having the highest: unit k, counted from 1, has
    k / H of it, rounded up.

    In closed form: ceil(k (D - 1) / H).

    Source: coursework, sections 1.3 and 3.3.
    """
    if width == input_dim:
        return np.arange(input_dim)
    units = np.arange(1, width + 1)
    # -(-a // b) is a / b rounded up
    return -(-units * (input_dim - 1) // width)


def sampled_degrees(width, input_dim, least, rng):
    """Degrees [H] of H = `width` units, uniform on `least` to D - 1: sorted int.

    As in the paper, except that D - 1 units or more first get every degree from 1 to D - 1 once:
    then no output loses an earlier pixel by chance. A `least` above D - 1 counts as D - 1.
    Source: Germain et al., "MADE" (2015), section 4.2.
    """
    largest = input_dim - 1
    covering = np.arange(1, input_dim) if width >= largest else np.arange(0)
    rest = rng.integers(min(least, largest), largest, width - len(covering), endpoint=True)
    return np.sort(np.concatenate([covering, rest]))


def degrees_of_orders(positions, degrees):
    """The degrees [n, H] of each hidden layer under n orders, of those [H] under the first.

    positions [n, D]: of the pixels. Under an order that runs against the first one (where their
    positions correlate below -1/2) degrees count from the other end: D - d. Such an order takes the
    half of every kernel that the first one leaves, not the same weights for something else.
    """
    centred = positions - (positions.shape[1] - 1) / 2
    covariances = centred @ centred[0]
    against = covariances < -covariances[0] / 2
    return [np.where(against[:, None], positions.shape[1] - layer, layer) for layer in degrees]


def layer_masks(positions, degrees):
    """The masks of all layers under one order: a list of bool [inputs, outputs], NumPy or tensors.

    positions [D]: the position of each pixel, from 0; degrees: those of the hidden layers, [H]
    each. A unit of degree d may depend on the pixels at the positions 0 to d - 1, the output of a
    pixel on those that come earlier, strictly; the masks allow all that follows from it. They lead
    from the pixels to the first hidden layer, from each layer to the next, to the pixels, and last
    from pixels to pixels past all layers.
    Source: Germain et al. (2015); coursework, section 1.3, types A and B.
    """
    from_pixels = positions[:, None] < degrees[0]
    between = [lower[:, None] <= upper for lower, upper in pairwise(degrees)]
    to_pixels = degrees[-1][:, None] <= positions
    return [from_pixels, *between, to_pixels, positions[:, None] < positions]


def union_of_masks(positions, degrees):
    """The masks of all layers in which an entry is allowed by some order: as `layer_masks`.

    positions [n, D]; degrees: of each hidden layer [n, H], as `degrees_of_orders` gives them.
    """
    of_orders = map(layer_masks, positions, zip(*degrees, strict=True))
    return [functools.reduce(np.logical_or, of_layer) for of_layer in zip(*of_orders, strict=True)]
