"""How the worker turns arrays into arrays by a student's function.

A recipe takes the function and, by their names, the arrays that the judge sends, and returns arrays
by name. Where a function is a method, `function` takes the model as its first argument. Here are
those for any function; what only one lab needs stands in the module named as its folder, and is
called by that name, such as "made.layer_masks".
"""

import numpy as np
import tensorflow as tf


def call(function, **arguments):
    """What the function returns for these arrays: "value"; of several "value 0", "value 1", ..."""
    returned = function(**{name: tensor(value) for name, value in arguments.items()})
    return named(returned)


def call_numpy(function, **arguments):
    """As `call`, of a function that works in NumPy."""
    return named(function(**{name: plain(value) for name, value in arguments.items()}))


def refuses(function, **arguments):
    """Whether the function raises ValueError for these arguments: "value" 1, else 0."""
    try:
        function(**{name: plain(value) for name, value in arguments.items()})
    except ValueError:
        return {"value": np.array(1.0)}
    return {"value": np.array(0.0)}


def forward(function, upstream, **arguments):
    """The value alone of what `gradients` asks for: its backward pass is not called."""
    return {"value": np.asarray(_one(function(*map(tensor, arguments.values()))))}


def gradients(function, upstream, **arguments):
    """The derivatives of sum(upstream * y) by each argument, "dL/d<argument>", and y: "value".

    As the function's own backward pass gives them, where it has one; "no dL/d<argument>" is there
    where it gives none.
    """
    tensors = {name: tensor(value) for name, value in arguments.items()}
    with tf.GradientTape() as tape:
        tape.watch(list(tensors.values()))
        value = tf.convert_to_tensor(_one(function(*tensors.values())))
    return slopes(tape, value, tensors, upstream) | {"value": value.numpy()}


def _one(value):
    """The one tensor that a function returned. Raises TypeError where it is none."""
    if value is None or isinstance(value, tuple | list | dict):
        raise TypeError(f"expected one tensor, received {type(value).__name__}")
    return value


def slopes(tape, value, tensors, upstream):
    """What `gradients` replies of a value and of the tensors by name that the tape watched; nothing
    at all where the value has not the shape of `upstream`.
    """
    if value.shape != upstream.shape:
        return {}
    found = tape.gradient(value, tensors, tf.cast(upstream, value.dtype))
    return {
        f"no dL/d{name}" if slope is None else f"dL/d{name}": np.asarray(
            True if slope is None else slope
        )
        for name, slope in found.items()
    }


def class_labels(y):
    """Classes as the lab has them, int32; probabilities as they are."""
    return tf.constant(y, tf.int32 if y.dtype.kind == "i" else None)


def plain(value):
    """An array as it is; text and single numbers as Python has them."""
    return value.item() if value.ndim == 0 else value


def tensor(value):
    """As `plain`, but arrays as tensors."""
    return tf.constant(value) if value.ndim else value.item()


def named(returned):
    """What was returned as arrays: "value"; of several "value 0", "value 1", ...; of a dict "value
    <name>"; of nothing, none.
    """
    if returned is None:
        return {}
    if isinstance(returned, dict):
        return {f"value {name}": np.asarray(one) for name, one in returned.items()}
    if isinstance(returned, tuple | list) and not _is_one_array(returned):
        return {f"value {i}": np.asarray(one) for i, one in enumerate(returned)}
    return {"value": np.asarray(returned)}


def _is_one_array(returned):
    """Whether it is a list of numbers, or of lists of them, and not of arrays."""
    return isinstance(returned, list) and all(
        isinstance(one, list) or np.ndim(one) == 0 for one in returned
    )


def entry(returned, name):
    """An entry of the dict that a function returned. Raises TypeError where it returned none, and
    ValueError where it has no such entry.
    """
    if not isinstance(returned, dict):
        raise TypeError(f"expected a dict, received {type(returned).__name__}")
    if name not in returned:
        raise ValueError(f"the dict has no entry {name!r}")
    return returned[name]
