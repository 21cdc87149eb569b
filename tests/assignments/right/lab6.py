"""Right answers to lab 6 that are written otherwise than the package's: FUNCTION__WAY."""

import math

import numpy as np
import tensorflow as tf
from scipy.special import logsumexp, softmax

from lab.models import noise
from lab.models.densities import gaussian_log_prob, kl_to_standard_normal, log_mean_exp


def elbo__own_noise(self, x, y=None, seed=0):
    mu, log_var = self.encode(x, y)
    sigma = tf.sqrt(tf.exp(log_var))
    z = mu + sigma * tf.random.stateless_normal(tf.shape(mu), [seed, 11])
    kl = 0.5 * tf.einsum("bz->b", sigma**2 + mu**2 - 1 - log_var)
    return self.log_likelihood(x, z, y) - kl


def elbo__keras(self, x, y=None, seed=0):
    from keras import ops, random

    mu, log_var = self.encode(x, y)
    z = mu + ops.exp(0.5 * log_var) * random.normal(ops.shape(mu), seed=int(seed))
    kl = -0.5 * ops.sum(1 + log_var - mu**2 - ops.exp(log_var), axis=-1)
    return ops.subtract(self.log_likelihood(x, z, y), kl)


def elbo__numpy_noise(self, x, y=None, seed=0):
    mu, log_var = self.encode(x, y)
    epsilon = np.random.default_rng(int(seed)).standard_normal(mu.shape)
    z = self.reparameterize(mu, log_var, tf.cast(epsilon, mu.dtype))
    return self.log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)


def elbo_terms__densities(model, x, count, seed):
    mu, log_var = model.encode(x)
    std = tf.exp(log_var / 2)
    z = mu + std * tf.random.stateless_normal([count, *mu.shape], [seed, 0])
    log_q = gaussian_log_prob(z, tf.broadcast_to(mu, tf.shape(z)), std)
    log_p = gaussian_log_prob(z, tf.zeros_like(z), 1.0)
    kl = tf.reduce_sum(tf.square(std) - 1 - log_var + tf.square(mu), -1) / 2
    return model.log_likelihood(x, z), log_q - log_p, kl


def elbo_terms__one_after_the_other(model, x, count, seed):
    mu, log_var = model.encode(x)
    draws = tf.random.stateless_normal([count, *mu.shape], [0, seed])
    z = mu[None] + tf.exp(log_var / 2)[None] * draws
    chunks = [model.log_likelihood(x, part) for part in tf.split(z, 2)]
    ratios = (z**2 - draws**2 - log_var) / 2
    return tf.concat(chunks, 0), tf.reduce_sum(ratios, -1), kl_to_standard_normal(mu, log_var)


def elbo_terms__repeated(model, x, count, seed):
    mu, log_var = model.encode(x)
    tiled = tf.repeat(mu[None], count, 0)
    spread = tf.repeat(tf.exp(log_var / 2)[None], count, 0)
    epsilon = noise.normal(tf.shape(tiled), 3, noise.EVALUATION, seed)
    z = tiled + spread * epsilon
    log_q = -tf.reduce_sum(epsilon**2 / 2 + tf.math.log(spread), -1)
    log_p = -tf.reduce_sum(z**2, -1) / 2
    return [model.log_likelihood(x, z), log_q - log_p, kl_to_standard_normal(mu, log_var)]


def log_weights__densities(self, x, k, y=None, seed=0, proposal="posterior"):
    mu, log_var = self.encode(x, y)
    epsilon = tf.random.stateless_normal([k, *mu.shape], [seed, 1])
    if proposal == "prior":
        return self.log_likelihood(x, epsilon, y)
    std = tf.exp(log_var / 2)
    z = mu + std * epsilon
    log_q = gaussian_log_prob(z, mu, std)
    return self.log_likelihood(x, z, y) + gaussian_log_prob(z, tf.zeros_like(mu), 1.0) - log_q


def log_weights__one_formula(self, x, k, y=None, seed=0, proposal="posterior"):
    mu, log_var = self.encode(x, y)
    if proposal == "prior":
        mu, log_var = tf.zeros_like(mu), tf.zeros_like(log_var)
    epsilon = self._epsilons(mu, k, noise.EVALUATION, seed)
    z = self.reparameterize(mu, log_var, epsilon)
    ratio = tf.reduce_sum(z**2 - epsilon**2 - log_var, -1) / 2
    return self.log_likelihood(x, z, y) - ratio


def log_weights__loop(self, x, k, y=None, seed=0, proposal="posterior"):
    mu, log_var = self.encode(x, y)
    std = tf.exp(log_var / 2)
    draws = tf.random.stateless_normal([k, *mu.shape], [seed, 2])
    z = draws if proposal == "prior" else mu + std * draws
    log_p = tf.concat([self.log_likelihood(x, part, y) for part in tf.split(z, [1, k - 1])], 0)
    if proposal == "prior":
        return log_p
    return log_p - tf.einsum("kbz->kb", (z**2 - ((z - mu) / std) ** 2) / 2 - tf.math.log(std))


def estimates__loop(log_weights, count):
    found = []
    for start in range(0, len(log_weights) - count + 1, count):
        found.append(np.logaddexp.reduce(log_weights[start : start + count]) - math.log(count))
    return np.stack(found)


def estimates__shifted(log_weights, count):
    groups = len(log_weights) // count
    parts = np.stack(np.split(log_weights[: groups * count], groups))
    largest = parts.max(axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.exp(parts - largest).mean(axis=1))


def estimates__tensorflow(log_weights, count):
    groups = log_weights.shape[0] // count
    parts = tf.reshape(tf.constant(log_weights)[: groups * count], [groups, count, -1])
    return tf.reduce_logsumexp(parts, axis=1) - tf.math.log(tf.cast(count, parts.dtype))


def effective_sample_size__shares(log_weights):
    return 1 / (softmax(log_weights, axis=0) ** 2).sum(axis=0)


def effective_sample_size__shifted(log_weights):
    weights = np.exp(log_weights - log_weights.max(axis=0))
    return weights.sum(axis=0) ** 2 / (weights**2).sum(axis=0)


def effective_sample_size__loop(log_weights):
    found = []
    for column in log_weights.T:
        shares = np.exp(column - logsumexp(column))
        found.append(1 / (shares @ shares))
    return np.array(found)


def iwae_terms__plain(self, x, y, training, step):
    mu, log_var = self.encode(x)
    epsilon = self._noise(mu, training, step)
    z = mu + tf.exp(log_var / 2) * epsilon
    recon = self.log_likelihood(x, z)
    weights = recon - tf.reduce_sum(z**2 - epsilon**2 - log_var, -1) / 2
    return {
        "loss": -log_mean_exp(weights),
        "recon": -tf.reduce_mean(recon, 0) / self.input_dim,
        "kl": kl_to_standard_normal(mu, log_var) / self.z_dim,
    }


def iwae_terms__densities(self, x, y, training, step):
    mu, log_var = self.encode(x)
    std = tf.exp(log_var / 2)
    z = mu + std * self._noise(mu, training, step)
    recon = self.log_likelihood(x, z)
    weights = recon + gaussian_log_prob(z, tf.zeros_like(z), 1.0)
    weights -= gaussian_log_prob(z, tf.broadcast_to(mu, tf.shape(z)), std)
    loss = math.log(self.samples) - tf.reduce_logsumexp(weights, axis=0)
    kl = tf.reduce_mean(std**2 - log_var - 1 + mu**2, -1) / 2
    return {"loss": loss, "recon": tf.reduce_mean(-recon / self.input_dim, 0), "kl": kl}


def iwae_terms__doubly_reparameterized(self, x, y, training, step):
    mu, log_var = self.encode(x)
    epsilon = self._noise(mu, training, step)
    z = self.reparameterize(mu, log_var, epsilon)
    recon = self.log_likelihood(x, z)
    loss = -log_mean_exp(recon - tf.reduce_sum(z**2 - epsilon**2 - log_var, -1) / 2)

    def weights(z):
        held = tf.stop_gradient(mu), tf.stop_gradient(log_var)
        apart = (z - held[0]) ** 2 / tf.exp(held[1]) + held[1]
        return self.log_likelihood(x, z) - tf.reduce_sum(z**2 - apart, -1) / 2

    shares = tf.nn.softmax(tf.stop_gradient(weights(z)), axis=0)
    of_decoder = tf.reduce_sum(shares * weights(tf.stop_gradient(z)), 0)
    scaled = shares[..., None] * z + tf.stop_gradient((1 - shares)[..., None] * z)
    through_z = tf.reduce_sum(shares * weights(scaled), 0)
    same = tf.reduce_sum(shares * weights(tf.stop_gradient(scaled)), 0)
    surrogate = of_decoder + through_z - same
    return {
        "loss": -surrogate + tf.stop_gradient(loss + surrogate),
        "recon": -tf.reduce_mean(recon, 0) / self.input_dim,
        "kl": kl_to_standard_normal(mu, log_var) / self.z_dim,
    }
