"""Likelihoods and bounds of trained models, in nats per image."""

import numpy as np
import tensorflow as tf


def mean_elbo(model, images, batch_size=500):
    """Mean over images [N, D] of the model's `elbo`, each batch with its own noise."""
    bound = tf.function(model.elbo)
    values = [
        bound(tf.constant(images[start : start + batch_size]), seed=tf.constant(start, tf.int64))
        for start in range(0, len(images), batch_size)
    ]
    return float(np.mean(np.concatenate([value.numpy() for value in values])))
