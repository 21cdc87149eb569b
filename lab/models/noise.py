"""Gaussian noise as a pure function of seed, purpose and step: eager, in a graph, under XLA."""

import tensorflow as tf

from lab.data.random import fold

TRAINING, EVALUATION, CALL, SAMPLE, DROPOUT = 16, 17, 18, 19, 32


def normal(shape, seed, purpose, step, dtype="float32"):
    """Independent draws from N(0, 1), float32 at least, for draw number `step` of one purpose."""
    return tf.random.stateless_normal(shape, fold(seed, purpose, step), dtype=dtype, alg="philox")
