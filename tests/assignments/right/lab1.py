"""Right answers to lab 1 that are written otherwise than the package's: FUNCTION__WAY."""

import math

import numpy as np
import tensorflow as tf


def bernoulli_log_prob__softplus(x, logits):
    return tf.reduce_sum(tf.cast(x, logits.dtype) * logits - tf.nn.softplus(logits), axis=-1)


def bernoulli_log_prob__two_terms(x, logits):
    white, black = -tf.nn.softplus(-logits), -tf.nn.softplus(logits)
    return tf.einsum("...n->...", x * white + (1 - x) * black)


def bernoulli_log_prob__float32(x, logits):
    x, logits = tf.cast(x, tf.float32), tf.cast(logits, tf.float32)
    return tf.reduce_sum(
        tf.where(x > 0.5, tf.math.log_sigmoid(logits), tf.math.log_sigmoid(-logits)), -1
    )


def gaussian_log_prob__variance(x, mean, std):
    variance = tf.cast(std, mean.dtype) ** 2
    return tf.reduce_sum(
        -((x - mean) ** 2) / (2 * variance) - tf.math.log(2 * math.pi * variance) / 2, -1
    )


def gaussian_log_prob__numpy(x, mean, std):
    x, mean, std = np.asarray(x), np.asarray(mean), np.asarray(std)
    density = np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))
    log = -(((x - mean) / std) ** 2) / 2 - np.log(std * np.sqrt(2 * np.pi))
    return np.where(density > 0, log, log).sum(-1)


def gaussian_log_prob__three_sums(x, mean, std):
    std = tf.convert_to_tensor(std, mean.dtype) * tf.ones_like(mean)
    n = tf.cast(tf.shape(mean)[-1], mean.dtype)
    return (
        -tf.reduce_sum(tf.square(x - mean) / tf.square(std), -1) / 2
        - tf.reduce_sum(tf.math.log(std), -1)
        - n * math.log(2 * math.pi) / 2
    )


def kl_to_standard_normal__sigma(mu, log_var):
    sigma = tf.exp(log_var / 2)
    return tf.reduce_sum((sigma**2 + mu**2 - 1) / 2 - tf.math.log(sigma), -1)


def kl_to_standard_normal__loop(mu, log_var):
    terms = tf.exp(log_var) + mu**2 - 1 - log_var
    return 0.5 * sum(tf.unstack(terms, axis=-1))


def kl_to_standard_normal__expm1(mu, log_var):
    return tf.reduce_sum(0.5 * (tf.math.expm1(log_var) - log_var) + 0.5 * tf.square(mu), axis=-1)


def log_mean_exp__largest_out(values):
    largest = tf.reduce_max(values, 0)
    return largest + tf.math.log(tf.reduce_mean(tf.exp(values - largest), 0))


def log_mean_exp__numpy(values):
    values = np.asarray(values)
    return np.logaddexp.reduce(values, axis=0) - np.log(len(values))


def log_mean_exp__shifted(values):
    return tf.reduce_logsumexp(values - math.log(len(values)), axis=0)


def kl_between_normals__log_of_stds(mean_p, std_p, mean_q=0.0, std_q=1.0):
    return np.log(std_q / std_p) + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_q**2) - 0.5


def kl_between_normals__tensorflow(mean_p, std_p, mean_q=0.0, std_q=1.0):
    v = tf.square(std_p / std_q)
    return (v - tf.math.log(v) - 1 + tf.square((mean_p - mean_q) / std_q)) / 2


def kl_between_normals__loop(mean_p, std_p, mean_q=0.0, std_q=1.0):
    four = np.broadcast_arrays(mean_p, std_p, mean_q, std_q)
    found = []
    for m, s, n, t in zip(*(part.ravel() for part in four), strict=True):
        found.append(math.log(t / s) + (s * s + (m - n) ** 2) / (2 * t * t) - 0.5)
    return np.reshape(found, four[0].shape)
