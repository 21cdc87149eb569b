"""Typical wrong answers of lab 1: FUNCTION__MISTAKE, as a student's file would have them."""

import math

import numpy as np
import tensorflow as tf

HALF_LOG_TWO_PI = math.log(2 * math.pi) / 2


def _bernoulli(x, logits):
    logits = tf.convert_to_tensor(logits)
    return tf.cast(x, logits.dtype) * logits - tf.math.softplus(logits)


def bernoulli_log_prob__mean(x, logits):
    return tf.reduce_mean(_bernoulli(x, logits), -1)


def bernoulli_log_prob__sign(x, logits):
    return -tf.reduce_sum(_bernoulli(x, logits), -1)


def bernoulli_log_prob__probabilities(x, logits):
    p = tf.sigmoid(logits)
    return tf.reduce_sum(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), -1)


def bernoulli_log_prob__logits_as_probs(x, logits):
    return tf.reduce_sum(x * tf.math.log(logits) + (1 - x) * tf.math.log(1 - logits), -1)


def bernoulli_log_prob__bits(x, logits):
    return tf.reduce_sum(_bernoulli(x, logits), -1) / math.log(2)


def bernoulli_log_prob__ones_only(x, logits):
    return tf.reduce_sum(x * -tf.math.softplus(-logits), -1)


def bernoulli_log_prob__all_axes(x, logits):
    return tf.reduce_sum(_bernoulli(x, logits))


def _gaussian(x, mean, std, power=2, half=0.5, constant=HALF_LOG_TWO_PI, log_std=1.0):
    std = tf.convert_to_tensor(std, mean.dtype)
    squared = tf.square(x - mean) / std**power
    return -(half * squared + log_std * tf.math.log(std) + constant)


def gaussian_log_prob__variance(x, mean, std):
    return tf.reduce_sum(_gaussian(x, mean, std, power=1, log_std=0.5), -1)


def gaussian_log_prob__no_half(x, mean, std):
    return tf.reduce_sum(_gaussian(x, mean, std, half=1.0), -1)


def gaussian_log_prob__no_constant(x, mean, std):
    return tf.reduce_sum(_gaussian(x, mean, std, constant=0.0), -1)


def gaussian_log_prob__no_log_std(x, mean, std):
    return tf.reduce_sum(_gaussian(x, mean, std, log_std=0.0), -1)


def gaussian_log_prob__log_std_once(x, mean, std):
    std = tf.convert_to_tensor(std, mean.dtype)
    once = tf.reduce_mean(tf.math.log(std) * tf.ones_like(mean), -1)
    return tf.reduce_sum(_gaussian(x, mean, std, log_std=0.0), -1) - once


def gaussian_log_prob__constant_once(x, mean, std):
    return tf.reduce_sum(_gaussian(x, mean, std, constant=0.0), -1) - HALF_LOG_TWO_PI


def gaussian_log_prob__mean(x, mean, std):
    return tf.reduce_mean(_gaussian(x, mean, std), -1)


def kl_to_standard_normal__deviation(mu, log_var):
    return tf.reduce_sum(tf.exp(2 * log_var) - log_var - 1 + mu**2, -1) / 2


def kl_to_standard_normal__printed(mu, log_var):
    return tf.reduce_sum(tf.exp(log_var / 2) - log_var / 2 - 1 + mu**2, -1) / 2


def kl_to_standard_normal__no_half(mu, log_var):
    return tf.reduce_sum(tf.exp(log_var) - log_var - 1 + mu**2, -1)


def kl_to_standard_normal__no_one(mu, log_var):
    return tf.reduce_sum(tf.exp(log_var) - log_var + mu**2, -1) / 2


def kl_to_standard_normal__turned(mu, log_var):
    return tf.reduce_sum((1 + mu**2) / tf.exp(log_var) + log_var - 1, -1) / 2


def kl_to_standard_normal__sign(mu, log_var):
    return -tf.reduce_sum(tf.exp(log_var) - log_var - 1 + mu**2, -1) / 2


def kl_to_standard_normal__mean(mu, log_var):
    return tf.reduce_mean(tf.exp(log_var) - log_var - 1 + mu**2, -1) / 2


def kl_to_standard_normal__no_mu(mu, log_var):
    return tf.reduce_sum(tf.exp(log_var) - log_var - 1, -1) / 2


def log_mean_exp__overflow(values):
    return tf.math.log(tf.reduce_mean(tf.exp(values), 0))


def log_mean_exp__sum(values):
    return tf.reduce_logsumexp(values, 0)


def log_mean_exp__mean_of_logs(values):
    return tf.reduce_mean(values, 0)


def log_mean_exp__last_axis(values):
    return tf.reduce_logsumexp(values, -1) - math.log(values.shape[-1])


def log_mean_exp__largest(values):
    return tf.reduce_max(values, 0)


def log_mean_exp__divided(values):
    return tf.reduce_logsumexp(values, 0) / values.shape[0]


def _kl(mean_p, std_p, mean_q, std_q):
    variance = (std_p / std_q) ** 2
    return (variance - np.log(variance) - 1 + ((mean_p - mean_q) / std_q) ** 2) / 2


def kl_between_normals__turned(mean_p, std_p, mean_q=0.0, std_q=1.0):
    return _kl(mean_q, std_q, mean_p, std_p)


def kl_between_normals__sigma(mean_p, std_p, mean_q=0.0, std_q=1.0):
    ratio = std_p / std_q
    return (ratio - np.log(ratio) - 1 + ((mean_p - mean_q) / std_q) ** 2) / 2


def kl_between_normals__no_half(mean_p, std_p, mean_q=0.0, std_q=1.0):
    return 2 * _kl(mean_p, std_p, mean_q, std_q)


def kl_between_normals__mean_not_scaled(mean_p, std_p, mean_q=0.0, std_q=1.0):
    variance = (std_p / std_q) ** 2
    return (variance - np.log(variance) - 1 + (mean_p - mean_q) ** 2) / 2


def kl_between_normals__scaled_by_p(mean_p, std_p, mean_q=0.0, std_q=1.0):
    variance = (std_p / std_q) ** 2
    return (variance - np.log(variance) - 1 + ((mean_p - mean_q) / std_p) ** 2) / 2


def kl_between_normals__symmetric(mean_p, std_p, mean_q=0.0, std_q=1.0):
    return (_kl(mean_p, std_p, mean_q, std_q) + _kl(mean_q, std_q, mean_p, std_p)) / 2
