"""Noise as a pure function of seed, purpose and step: the same eager, in a graph, under XLA.

TensorFlow's own normal and uniform numbers differ under XLA even with a fixed algorithm; only the
bits are the same. So the numbers are made of the bits here. The last axis but one is always the
batch: where it is divided between devices, each has its part of the whole batch's numbers.
"""

import math

import tensorflow as tf

from lab.data.random import fold
from lab.models.replicas import own_part, replicas

CORRUPTIONS = ("gaussian", "masking", "salt_and_pepper")
TRAINING, EVALUATION, CALL, SAMPLE, CHOICE, DROPOUT = 16, 17, 18, 19, 20, 32


def normal(shape, seed, purpose, step, dtype="float32"):
    """Independent samples of N(0, 1), float32 or float64, for step `step` of one purpose.

    Source: G. Box, M. Muller, "A Note on the Generation of Random Normal Deviates" (1958).
    """
    pairs = tf.cast(_uniform(tf.concat([[2], shape], 0), fold(seed, purpose, step)), dtype)
    # 1 - u lies in (0, 1]: its logarithm is finite
    radius = tf.sqrt(-2 * tf.math.log(1 - pairs[0]))
    return radius * tf.cos(2 * math.pi * pairs[1])


def uniform(shape, seed, purpose, step):
    """Independent uniform numbers in [0, 1), float32, for step `step` of one purpose."""
    return _uniform(shape, fold(seed, purpose, step))


def corrupted(images, kind, strength, seed, purpose, step):
    """Images [B, D] in [0, 1] with noise of one kind, still in [0, 1].

    gaussian: N(0, strength^2) is added to every pixel and the sum cut off at 0 and 1; masking: a
    share `strength` of the pixels becomes 0; salt_and_pepper: a share `strength` becomes 0 or 1,
    with equal probability.

    Each pixel of each image has noise of its own. It is a function of seed, purpose and step:
    `normal` and `uniform` draw numbers of any shape that are.
    Source: P. Vincent et al., "Stacked Denoising Autoencoders" (2010), section 3.3.
    """
    images = tf.convert_to_tensor(images)
    shape = tf.shape(images)
    if kind == "gaussian":
        added = strength * normal(shape, seed, purpose, step, images.dtype)
        return tf.clip_by_value(images + added, 0, 1)
    uniforms = uniform(shape, seed, purpose, step)
    kept = tf.where(uniforms < strength, tf.zeros([], images.dtype), images)
    if kind == "masking":
        return kept
    return tf.where(uniforms < strength / 2, tf.ones([], images.dtype), kept)


def dropout(x, rate, seed, layer, step):
    """x with a share `rate` of its entries set to 0, the others scaled to preserve the mean."""
    kept = uniform(tf.shape(x), seed, DROPOUT + layer, step) >= rate
    return tf.where(kept, x / (1 - rate), tf.zeros([], x.dtype))


def _uniform(shape, seed):
    """Multiples of 2^-24 in [0, 1), float32: exact, whatever compiles them."""
    if replicas() > 1:
        shape = tf.concat([shape[:-2], [replicas() * shape[-2]], shape[-1:]], 0)
    bits = tf.random.stateless_uniform(
        shape, seed, minval=None, maxval=None, dtype=tf.uint32, alg="philox"
    )
    return tf.cast(tf.bitwise.right_shift(own_part(bits, -2), 8), tf.float32) * 2.0**-24
