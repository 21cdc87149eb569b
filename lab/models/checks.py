"""Argument checks of models alone; those of anybody are in lab/checks.py."""

import keras
import numpy as np
import tensorflow as tf

from lab.checks import integer_below, positive_integer
from lab.models.inputs import InputError, in_words, shape_of

SEEDS = 2**63
# of a model: also a thousand times as much, for its many layers, is one
MODEL_SEEDS = 2**31


def positive_integers(name, values, at_least=1):
    """The values as a tuple of positive int, at least that many; ValueError for anything else."""
    if not isinstance(values, (list, tuple, np.ndarray)):
        raise ValueError(f"{name}: expected a tuple of positive integers, received {values!r}")
    if len(values) < at_least:
        raise ValueError(f"{name}: expected at least one width, received none")
    return tuple(positive_integer(name, value) for value in values)


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
    return integer_below(name, value, SEEDS)


def codes(name, values, width):
    """Raises ValueError unless these are vectors [..., B, width]."""
    shape = shape_of(values)
    if shape is not None and (len(shape) < 2 or shape[-1] not in (None, width)):
        raise InputError(
            f"{name}: expected the shape {in_words((None, width))}, received {in_words(shape)}"
        )
