"""Which output of a network depends on which input."""

import numpy as np
import tensorflow as tf


def mean_absolute_jacobian(probs, images):
    """Mean over images [N, D] of |d p_i / d x_j|, as [D, D]: row the input j, column the output i.

    probs: a function of images [B, D] that gives probabilities [B, D], differentiable, each row
    from its own image alone. For each image it is called once, on as many copies as outputs.
    """

    @tf.function(autograph=False)
    def of_one(image):
        copies = tf.repeat(image[tf.newaxis], image.shape[0], axis=0)
        with tf.GradientTape() as tape:
            tape.watch(copies)
            # copy i is asked for output i only
            total = tf.reduce_sum(tf.linalg.diag_part(probs(copies)))
        return tf.transpose(tf.abs(tape.gradient(total, copies)))

    return np.mean([of_one(tf.constant(image)).numpy() for image in images], axis=0)


def largest_of_present_and_future(jacobian):
    """The largest entry [j, i] with j >= i: 0 where every output sees earlier inputs only."""
    return float(np.tril(jacobian).max())


def pooled(matrix, size):
    """A matrix [I, O] as means over blocks, at most [size, size]."""
    for axis, length in enumerate(matrix.shape):
        edges = np.linspace(0, length, min(size, length) + 1).round().astype(int)
        counts = np.diff(edges).reshape((-1, 1) if axis == 0 else (1, -1))
        matrix = np.add.reduceat(matrix, edges[:-1], axis, dtype=np.float32) / counts
    return matrix.astype(np.float32)
