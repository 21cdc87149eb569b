"""How much the result of a network moves with its input, by automatic differentiation."""

import numpy as np
import tensorflow as tf


def norms_and_singular_values(function, images, spectra):
    """Of the Jacobian of `function` at each of the images [N, D].

    function: differentiable, [B, D] -> [B, O], each row from its own image alone. Returns the
    Frobenius norms [N], and for the first `spectra` images the singular values
    [spectra, min(D, O)], largest first.
    """
    norms, values = [], []
    for jacobian in _jacobians(function, images):
        norms.append(np.linalg.norm(jacobian))
        if len(values) < spectra:
            values.append(np.linalg.svd(jacobian, compute_uv=False))
    return np.array(norms), np.array(values)


def _jacobians(function, images, batch_size=20):
    """One [O, D] after the other."""

    @tf.function(
        input_signature=[tf.TensorSpec([None, images.shape[1]], images.dtype)], autograph=False
    )
    def of_batch(batch):
        with tf.GradientTape() as tape:
            tape.watch(batch)
            results = function(batch)
        return tape.batch_jacobian(results, batch)

    for start in range(0, len(images), batch_size):
        yield from of_batch(tf.constant(images[start : start + batch_size])).numpy()
