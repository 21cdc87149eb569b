"""Log-densities and divergences in nats, summed over the last axis: [..., N] -> [...].

All are computed in float32 at least, whatever precision the layers run in.
"""

import math

import numpy as np
import tensorflow as tf


def at_least_float32(tensor):
    """The tensor in float32 if it has half precision, otherwise unchanged."""
    return tf.cast(tensor, tf.float32) if tensor.dtype.size < 4 else tensor


def bernoulli_log_prob(x, logits):
    """log p(x) = sum over N of x log p + (1 - x) log(1 - p), p = sigmoid(logits), in nats.

    x [..., N], broadcast to the logits [..., N] -> [...]. Finite for logits of any size.
    A density only for x in {0, 1}; for grey x in [0, 1] it is a score (the negative cross-entropy).
    """
    logits = at_least_float32(logits)
    x = tf.broadcast_to(tf.cast(x, logits.dtype), tf.shape(logits))
    return -tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits), -1)


def gaussian_log_prob(x, mean, std):
    """log N(x; mean, std^2 I), the density of N independent normal numbers, in nats.

    In closed form: sum over N of -(x - mean)^2 / (2 std^2) - log std - log(2 pi) / 2.

    x, mean [..., N] -> [...]. std is the standard deviation, not the variance.
    std: one number for all of them or one for each [..., N], a Python float or a tensor.
    """
    mean = at_least_float32(mean)
    std = tf.convert_to_tensor(std, mean.dtype)
    squared = tf.square((tf.cast(x, mean.dtype) - mean) / std)
    return -tf.reduce_sum(squared / 2 + tf.math.log(std) + math.log(2 * math.pi) / 2, -1)


def standard_normal_log_prob(z):
    """log N(z; 0, I) = -sum of (z^2 + log(2 pi)) / 2."""
    return -tf.reduce_sum(tf.square(at_least_float32(z)) + math.log(2 * math.pi), -1) / 2


def reparameterized_log_prob(epsilon, log_var):
    """log N(z; mu, exp(log_var)) of z = mu + exp(log_var / 2) epsilon, whatever mu is."""
    return standard_normal_log_prob(epsilon) - tf.reduce_sum(at_least_float32(log_var), -1) / 2


def log_mean_exp(values):
    """log (1/k) sum over the k values of exp(value): [k, ...] -> [...].

    Finite where the exponentials overflow, or all vanish: the largest value is taken out first.
    """
    return tf.reduce_logsumexp(values, 0) - math.log(values.shape[0])


def log_odds(ones, count):
    """log p / (1 - p) of pixels that were 1 so often in `count` images: ones [D] -> [D], in NumPy.

    One black and one white image are added to what was counted, so that none is infinite.
    """
    return np.log((ones + 1) / (count - ones + 1))


def kl_to_standard_normal(mu, log_var):
    """KL(N(mu, exp(log_var)) || N(0, I)) of N independent normal numbers, in nats.

    In closed form: sum over N of (exp(log_var) - log_var - 1 + mu^2) / 2.

    mu, log_var [..., N] -> [...]. log_var is the logarithm of the variance.
    Source: Kingma, Welling, "Auto-Encoding Variational Bayes" (2014), appendix B.
    """
    mu, log_var = at_least_float32(mu), at_least_float32(log_var)
    return tf.reduce_sum(tf.exp(log_var) - log_var - 1 + tf.square(mu), -1) / 2


def kl_to_uniform(logits):
    """KL(softmax(logits) || uniform) = log C + sum of q log q."""
    log_probs = tf.nn.log_softmax(at_least_float32(logits))
    return math.log(logits.shape[-1]) + tf.reduce_sum(tf.exp(log_probs) * log_probs, -1)


def kl_between_bernoullis(p, q):
    """KL(B_p || B_q) of N independent numbers that are 0 or 1, in nats.

    In closed form: sum over N of p log(p / q) + (1 - p) log((1 - p) / (1 - q)).

    B_p is 1 with probability p, else 0. p: a number in (0, 1), the same for all N. q [..., N] in
    [0, 1] -> [...]; q is kept 1e-6 away from both ends, where the divergence is infinite.
    Source: lecture, "Autoencoders", L_SAE.
    """
    q = tf.clip_by_value(at_least_float32(tf.convert_to_tensor(q)), 1e-6, 1 - 1e-6)
    ones = p * (math.log(p) - tf.math.log(q))
    zeros = (1 - p) * (math.log(1 - p) - tf.math.log1p(-q))
    return tf.reduce_sum(ones + zeros, -1)
