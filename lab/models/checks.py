"""Argument checks: one line that says what was expected and what was received."""

import math

import keras
import numpy as np
import tensorflow as tf

from lab.models.inputs import InputError, in_words, shape_of

SEEDS = 2**63
# of a model: also a thousand times as much, for its many layers, is one
MODEL_SEEDS = 2**31


def integer_below(name, value, stop):
    """The value as int; ValueError unless it is an integer from 0 to stop - 1."""
    if not _is_integer(value) or not 0 <= value < stop:
        raise ValueError(f"{name}: expected an integer from 0 to {stop - 1}, received {value!r}")
    return int(value)


def positive_integer(name, value):
    """The value as int; ValueError unless it is a positive integer."""
    if not _is_integer(value) or value < 1:
        raise ValueError(f"{name}: expected a positive integer, received {value!r}")
    return int(value)


def positive_integers(name, values, at_least=1):
    """The values as a tuple of positive int, at least that many; ValueError for anything else."""
    if not isinstance(values, (list, tuple, np.ndarray)):
        raise ValueError(f"{name}: expected a tuple of positive integers, received {values!r}")
    if len(values) < at_least:
        raise ValueError(f"{name}: expected at least one width, received none")
    return tuple(positive_integer(name, value) for value in values)


def count(name, value):
    """The value as int; ValueError unless it is a non-negative integer."""
    if not _is_integer(value) or value < 0:
        raise ValueError(f"{name}: expected an integer of at least 0, received {value!r}")
    return int(value)


def real_number(name, value, *, at_least=-math.inf, above=-math.inf, below=math.inf):
    """The value as a Python number; ValueError unless it is finite and within the bounds."""
    is_real = isinstance(value, (int, float, np.integer, np.floating))
    if (
        not is_real
        or isinstance(value, bool)
        or not math.isfinite(value)
        or not (value >= at_least and above < value < below)
    ):
        bounds = [
            f"{words} {bound:g}"
            for words, bound in (("of at least", at_least), ("above", above), ("below", below))
            if math.isfinite(bound)
        ]
        expected = " ".join(["a finite number", " and ".join(bounds)]).rstrip()
        raise ValueError(f"{name}: expected {expected}, received {value!r}")
    return value if isinstance(value, (int, float)) else value.item()


def boolean(name, value):
    """The value as bool; ValueError unless it is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name}: expected True or False, received {value!r}")
    return bool(value)


def choice(name, value, known):
    """The value; ValueError unless it is one of the known ones."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name}: expected one of {', '.join(known)}, received {value!r}")
    return value


def activation(name, value):
    """The value; ValueError unless Keras knows this activation. None is the identity."""
    try:
        keras.activations.get(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name}: expected the name of a Keras activation, such as 'relu', received {value!r}"
        ) from None
    return value


def seed_number(name, value):
    """The value as int, or a tensor unchanged; ValueError unless it is a seed."""
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
