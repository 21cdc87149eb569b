"""Who may see whom in a MADE: the order of the pixels, and the degrees of the hidden units.

A hidden unit of degree d sees the first d pixels of the order, so that it may see units of a
degree up to its own, and the output at position p, counted from 0, may see units of degree <= p.
Units of a layer stand sorted by degree: every mask is then upper-triangular by blocks.
"""

from itertools import pairwise

import numpy as np

from lab.models.checks import choice, positive_integer

SCHEMES = ("even", "sampled")
_ORDERS, _DEGREES = 0, 1


def pixel_orders(order, orders, input_dim, seed):
    """The orders as int [n, D]: row o lists the pixels as order o visits them.

    order: "raster" (as they stand), "random" (`orders` permutations drawn from `seed`, 1 if None),
    one permutation [D] of 0 to D - 1, or n of them [n, D].
    Raises ValueError for anything else, and where `orders` is another number than `order` holds.
    """
    if isinstance(order, str) and order == "random":
        count = 1 if orders is None else positive_integer("orders", orders)
        rng = np.random.default_rng([seed, _ORDERS])
        return np.stack([rng.permutation(input_dim) for _ in range(count)])
    if isinstance(order, str) and order == "raster":
        rows = np.arange(input_dim)[None]
    else:
        rows = np.atleast_2d(np.asarray(order))
        _check_permutations(rows, input_dim)
    if orders not in (None, len(rows)):
        raise ValueError(
            f'orders: expected {len(rows)}, as many as `order` holds, received {orders!r}; order="'
            'random" takes any number'
        )
    return rows.astype(int)


def hidden_degrees(hidden_units, input_dim, scheme, shared, seed):
    """The degrees of each hidden layer: a tuple of sorted int arrays [H].

    scheme "even": a layer as wide as the input has the coursework's one unit per pixel, degrees 0
    to D - 1; any other width H spreads 1 to D - 1 evenly, unit k (from 1) has ceil(k (D - 1) / H).
    scheme "sampled": uniform between the least degree of the layer below and D - 1, as in the
    paper, except that a layer of D - 1 units or more first gets every degree from 1 to D - 1 once:
    then no output loses an earlier pixel by chance.
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
    rng = np.random.default_rng([seed, _DEGREES])
    layers = []
    for width in hidden_units:
        if shared and layers:
            layers.append(layers[0])
        elif scheme == "sampled":
            least = layers[-1][0] if layers else 1
            layers.append(_sampled_degrees(width, input_dim, least, rng))
        elif width == input_dim:
            layers.append(np.arange(input_dim))
        else:
            layers.append(-(-np.arange(1, width + 1) * (input_dim - 1) // width))
    return tuple(layers)


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
    """The masks of all layers under one order: bool, NumPy or tensors, [inputs, outputs] each.

    positions [D]: the position of each pixel; degrees: those of the hidden layers, [H] each. The
    masks lead from the pixels to the first hidden layer, from each layer to the next, to the
    pixels, and last from pixels to pixels past them all: what comes earlier, strictly.
    Source: Germain et al. (2015); coursework, section 1.3, types A and B.
    """
    from_pixels = positions[:, None] < degrees[0]
    between = [lower[:, None] <= upper for lower, upper in pairwise(degrees)]
    to_pixels = degrees[-1][:, None] <= positions
    return [from_pixels, *between, to_pixels, positions[:, None] < positions]


def check_prefix(known, order, number):
    """ValueError unless the known pixels, bool [n, D], are a prefix of order number `number`."""
    ordered = known[:, order]
    late = ordered[:, 1:] & ~ordered[:, :-1]
    if late.any():
        image, position = (int(i) for i in np.argwhere(late)[0])
        raise ValueError(
            f"given: expected a prefix of the pixel order, received image {image} with pixel "
            f"{order[position + 1]} known but not pixel {order[position]}, which comes before it "
            f"in order {number}"
        )


def _sampled_degrees(width, input_dim, least, rng):
    largest = input_dim - 1
    covering = np.arange(1, input_dim) if width >= largest else np.arange(0)
    rest = rng.integers(min(least, largest), largest, width - len(covering), endpoint=True)
    return np.sort(np.concatenate([covering, rest]))


def _check_permutations(rows, input_dim):
    if rows.ndim != 2 or rows.shape[1] != input_dim or rows.dtype.kind not in "iu":
        raise ValueError(
            f'order: expected "raster", "random" or permutations of 0 to {input_dim - 1} of shape '
            f"[{input_dim}] or [n, {input_dim}], received {_described(rows)}"
        )
    for number, row in enumerate(rows):
        missing = np.setdiff1d(np.arange(input_dim), row)
        if len(missing):
            raise ValueError(
                f"order: expected a permutation of 0 to {input_dim - 1}, received {missing[0]} no "
                f"time in order {number}"
            )


def _described(rows):
    return repr(str(rows.flat[0])) if rows.size == 1 else f"{rows.dtype} {list(rows.shape)}"
