"""The pixel orders of a MADE."""

import numpy as np

from lab.checks import positive_integer

# of random orders, beside `degrees.STREAM`: no two of one seed use the same numbers
STREAM = 0


def pixel_orders(order, orders, input_dim, seed):
    """The orders as int [n, D]: row o lists the pixels as order o visits them.

    order: "raster" (as they stand), "random" (`orders` permutations by `seed`, 1 if None),
    one permutation [D] of 0 to D - 1, or n of them [n, D].
    Raises ValueError for anything else, and where `orders` is another number than `order` holds.
    """
    if isinstance(order, str) and order == "random":
        count = 1 if orders is None else positive_integer("orders", orders)
        rng = np.random.default_rng([seed, STREAM])
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
