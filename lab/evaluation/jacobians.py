"""How much the result of a network moves with its input, by automatic differentiation."""

import numpy as np
import tensorflow as tf


def singular_values(function, images):
    """Of the Jacobian of `function` at each of the images [N, D]: [N, min(D, O)], largest first.

    function: differentiable, [B, D] -> [B, O], each row from its own image alone.
    """
    return np.stack([np.linalg.svd(j, compute_uv=False) for j in _jacobians(function, images)])


def frobenius_norms(function, images):
    """Frobenius norm of the Jacobian of `function` at each of the images [N, D]: [N]."""
    return np.array([np.linalg.norm(jacobian) for jacobian in _jacobians(function, images)])


def _jacobians(function, images, batch_size=20):
    @tf.function(input_signature=[tf.TensorSpec([None, np.shape(images)[1]], images.dtype)])
    def of_batch(batch):
        with tf.GradientTape() as tape:
            tape.watch(batch)
            results = function(batch)
        return tape.batch_jacobian(results, batch)

    for start in range(0, len(images), batch_size):
        yield from of_batch(tf.constant(images[start : start + batch_size])).numpy()
