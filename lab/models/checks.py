"""Arguments checked at the door: one line that says what was expected and received."""

import numpy as np
import tensorflow as tf

from lab.models.inputs import InputError, in_words, shape_of

SEEDS = 2**63


def integer_below(name, value, stop):
    """The value as int; ValueError where it is no integer from 0 to stop - 1."""
    if not _is_integer(value) or not 0 <= value < stop:
        raise ValueError(f"{name}: expected an integer from 0 to {stop - 1}, received {value!r}")
    return int(value)


def positive_integer(name, value):
    """The value as int; ValueError where it is no integer or below 1."""
    if not _is_integer(value) or value < 1:
        raise ValueError(f"{name}: expected a positive integer, received {value!r}")
    return int(value)


def positive_integers(name, values):
    """The values as a tuple of int, at least one of them; ValueError for anything else."""
    if not len(values):
        raise ValueError(f"{name}: expected at least one width, received none")
    return tuple(positive_integer(name, value) for value in values)


def seed_number(name, value):
    """The value as int, or a tensor as it is; ValueError where it is no seed."""
    if isinstance(value, tf.Tensor):
        return value
    if not _is_integer(value) or not 0 <= value < SEEDS:
        raise ValueError(f"{name}: expected an integer from 0 to 2^63 - 1, received {value!r}")
    return int(value)


def codes(name, values, width):
    """Raises ValueError unless these are vectors [..., B, width]."""
    shape = shape_of(values)
    if shape is not None and (len(shape) < 2 or shape[-1] not in (None, width)):
        raise InputError(
            f"{name}: expected the shape {in_words((None, width))}, received {in_words(shape)}"
        )


def _is_integer(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
