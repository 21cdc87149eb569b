"""Right answers to lab 7 that are written otherwise than the package's: FUNCTION__WAY."""

import numpy as np
import tensorflow as tf
from keras import ops
from sklearn.metrics import mutual_info_score

from lab.models.densities import bernoulli_log_prob, kl_to_standard_normal


def loss_weights__clipped(self, training, step):
    weight = self.input_dim if self.reconstruction_weight is None else self.reconstruction_weight
    if not training or self.warm_up == 0:
        return weight, self.beta
    return weight, self.beta * tf.clip_by_value(tf.cast(step, "float32") / self.warm_up, 0, 1)


def loss_weights__where(self, training, step):
    weight = self.reconstruction_weight
    if weight is None:
        weight = float(self.input_dim)
    beta = tf.constant(self.beta, tf.float32)
    if training and self.warm_up > 0:
        rising = beta * tf.cast(step, tf.float32) / tf.cast(self.warm_up, tf.float32)
        beta = tf.where(step < self.warm_up, rising, beta)
    return tf.constant(weight, tf.float32), beta


def loss_weights__keras(self, training, step):
    weight = {None: self.input_dim}.get(self.reconstruction_weight, self.reconstruction_weight)
    share = ops.minimum(ops.cast(step, "float32") / max(self.warm_up, 1), 1.0)
    return weight, self.beta * (share if training and self.warm_up else 1.0)


def cvae_terms__loop(self, x, y, training, step):
    mu, log_var = self.encode(x, y)
    total = 0.0
    noise = self._noise(mu, training, step)
    for epsilon in noise:
        total -= self.log_likelihood(x, mu + tf.exp(log_var / 2) * epsilon, y)
    recon = total / len(noise) / self.input_dim
    kl = 0.5 * tf.reduce_sum(tf.exp(log_var) + mu**2 - 1 - log_var, axis=1)
    weight, beta = self._loss_weights(training, step)
    return {"loss": weight * recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}


def cvae_terms__own_noise(self, x, y, training, step):
    mu, log_var = self.encode(x, y)
    shape = [self.samples, *mu.shape]
    epsilon = tf.random.stateless_normal(shape, [step, int(training)])
    logits = self._pixel_logits(mu + tf.sqrt(tf.exp(log_var)) * epsilon, y)
    recon = -tf.einsum("kb->b", bernoulli_log_prob(x, logits)) / (self.samples * self.input_dim)
    per_latent = tf.reduce_mean(tf.exp(log_var) + mu**2 - 1 - log_var, axis=1) / 2
    weight, beta = self._loss_weights(training, step)
    loss = weight * recon + beta * per_latent * self.z_dim
    return {"loss": loss, "recon": recon, "kl": per_latent}


def cvae_terms__cross_entropy(self, x, y, training, step):
    mu, log_var = self.encode(x, y)
    z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
    logits = self._pixel_logits(z, y)
    images = tf.broadcast_to(x, tf.shape(logits))
    recon = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(images, logits), axis=[0, 2])
    kl = kl_to_standard_normal(mu, log_var)
    beta = self._loss_weights(training, step)[1]
    loss = self._loss_weights(training, step)[0] * recon + beta * kl
    return {"recon": recon, "kl": kl / self.z_dim, "loss": loss}


def transfer__classes_one_by_one(self, x, y):
    mu = self.encode(x, y)[0]
    count = mu.shape[0]
    columns = [self.decode(mu, np.full(count, digit)) for digit in range(self.num_classes)]
    return tf.stack(columns, axis=1)


def transfer__generated(self, x, y):
    mu = self.encode(x, y)[0]
    columns = [self.generate(digit, mu) for digit in range(self.num_classes)]
    return np.stack(columns).transpose(1, 0, 2)


def transfer__images_one_by_one(self, x, y):
    mu, _ = self.encode(x, y)
    rows = []
    for code in mu:
        codes = tf.repeat(code[None], self.num_classes, axis=0)
        rows.append(self.decode(codes, tf.range(self.num_classes)))
    return tf.stack(rows)


def information_about_factors__counts(codes, factors):
    found = np.empty((codes.shape[1], factors.shape[1]))
    for j, z in enumerate(codes.T):
        for f, v in enumerate(factors.T):
            values = np.append(np.unique(v), v.max() + 1)
            joint = np.histogram2d(z, v, bins=[20, values])[0] / len(z)
            apart = np.outer(joint.sum(1), joint.sum(0))
            found[j, f] = np.sum(joint[joint > 0] * np.log(joint[joint > 0] / apart[joint > 0]))
    return found


def information_about_factors__digitized(codes, factors):
    def binned(z):
        edges = np.linspace(z.min(), z.max() + (z.max() == z.min()), 21)
        return np.digitize(z, edges[1:-1])

    columns = [binned(z) for z in codes.T]
    return np.array([[mutual_info_score(z, v) for v in factors.T] for z in columns])


def information_about_factors__entropies(codes, factors):
    def entropy(values):
        shares = np.unique(values, return_counts=True)[1] / len(values)
        return -np.sum(shares * np.log(shares))

    span = np.maximum(np.ptp(codes, axis=0), 1e-12)
    bins = np.clip(np.floor(20 * (codes - codes.min(0)) / span), 0, 19).astype(int)
    return np.array(
        [[entropy(z) + entropy(v) - entropy(1000 * z + v) for v in factors.T] for z in bins.T]
    )


def mig__loop(information, entropies):
    gaps = []
    for column, entropy in zip(information.T, entropies, strict=True):
        ordered = sorted(column)
        gaps.append((ordered[-1] - ordered[-2]) / entropy)
    return sum(gaps) / len(gaps)


def mig__partition(information, entropies):
    shares = np.partition(information / entropies, -2, axis=0)
    return (shares[-1] - shares[-2]).mean()


def mig__top_k(information, entropies):
    values = tf.math.top_k(tf.constant((information / entropies).T), 2).values
    return tf.reduce_mean(values[:, 0] - values[:, 1])


def active_units__by_hand(mu, least=0.01):
    centred = mu - mu.mean(axis=0)
    return np.count_nonzero((centred**2).mean(axis=0) > least)


def active_units__covariance(mu, least=0.01):
    return sum(np.diag(np.cov(mu, rowvar=False)) > least)


def active_units__tensorflow(mu, least=0.01):
    variances = tf.math.reduce_variance(tf.constant(mu, tf.float32), axis=0)
    return tf.reduce_sum(tf.cast(variances > least, tf.int32))
