"""Likelihoods and bounds of trained models, in nats per image."""

import numpy as np
import tensorflow as tf
from scipy.special import logsumexp


def mean_elbo(model, images, batch_size=500, labels=None):
    """Mean of the model's `elbo` over images [N, D], each batch with its own noise.

    labels [N]: for a model conditioned on the class of each image.
    """
    bound = tf.function(model.elbo, autograph=False)
    values = []
    for start, batch in _batches(images, batch_size):
        y = None if labels is None else tf.constant(labels[start : start + batch_size])
        values.append(bound(batch, y, seed=tf.constant(start, tf.int64)))
    return float(np.mean(np.concatenate([value.numpy() for value in values])))


def mean_nll(model, images, batch_size=500):
    """Mean over images [N, D] of -log p(x), for a model with an exact `log_prob`."""
    return float(np.mean(nlls(model, images, batch_size)))


def nlls(model, images, batch_size=500):
    """-log p(x) of each of images [N, D], for a model with an exact `log_prob`: [N]."""
    # one trace for all batches, the last and shorter one too
    batch = tf.TensorSpec([None, images.shape[1]])
    log_prob = tf.function(model.log_prob, input_signature=[batch], autograph=False)
    values = [log_prob(batch).numpy() for _, batch in _batches(images, batch_size)]
    return -np.concatenate(values)


def component_log_probs(model, images, batch_size=500):
    """log p_o(x) of each of images [N, D] under each of a MADE's orders: [orders, N]."""
    batches = [model.component_log_probs(batch) for _, batch in _batches(images, batch_size)]
    return np.concatenate(batches, axis=1)


def bits_per_dimension(nats, dimensions):
    """Nats per image as bits per pixel."""
    return nats / (dimensions * np.log(2))


def nll_of_first(component_log_probs):
    """NLL of the mixture of the first n components, for n = 1 to M: [M].

    component_log_probs [M, N]: log p_m(x); for each n the mean over the N images is taken.
    """
    counts = range(1, len(component_log_probs) + 1)
    return np.array([np.mean(nlls_of_mixture(component_log_probs[:n])) for n in counts])


def nlls_of_mixture(component_log_probs):
    """NLL of each of N images under a mixture, from log p_m(x), [M, N]: [N].

    The mixture's density is the mean of the densities, its log the log-mean-exp.
    """
    count = len(component_log_probs)
    return np.log(count) - logsumexp(component_log_probs, axis=0)


def _batches(images, size):
    for start in range(0, len(images), size):
        yield start, tf.constant(images[start : start + size])
