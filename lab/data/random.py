"""Seeds of random numbers that depend on what they are for, and on nothing else."""

import tensorflow as tf


def fold(seed, purpose, step):
    """A stateless seed [2] for step `step` of one purpose under one run's seed.

    Use it with a fixed algorithm (`alg="philox"`). Under XLA even that gives the same bits but
    other uniform and normal numbers: what may be compiled takes them from `lab.models.noise`.
    """
    high = tf.cast(seed, tf.int64) * 1_000_003 + purpose
    return tf.stack([high, tf.cast(step, tf.int64)])
