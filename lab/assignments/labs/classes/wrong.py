"""Typical wrong answers of lab 7: FUNCTION__MISTAKE, as a student's file would have them."""

import math

import numpy as np
import tensorflow as tf
from scipy.stats import entropy
from sklearn.metrics import mutual_info_score

from lab.models.densities import kl_to_standard_normal


def _weight(self):
    return self.input_dim if self.reconstruction_weight is None else self.reconstruction_weight


def _rise(self, step):
    return tf.cast(step, tf.float32) / self.warm_up


def loss_weights__in_evaluation(self, training, step):
    beta = self.beta * tf.minimum(_rise(self, step), 1.0) if self.warm_up else self.beta
    return _weight(self), beta


def loss_weights__not_held(self, training, step):
    return _weight(self), self.beta * _rise(self, step) if training and self.warm_up else self.beta


def loss_weights__falling(self, training, step):
    if training and self.warm_up:
        return _weight(self), self.beta * tf.maximum(1 - _rise(self, step), 0.0)
    return _weight(self), self.beta


def loss_weights__whole_steps(self, training, step):
    if training and self.warm_up:
        whole = tf.cast(step // self.warm_up, tf.float32)
        return _weight(self), self.beta * tf.minimum(whole, 1.0)
    return _weight(self), self.beta


def loss_weights__from_one(self, training, step):
    if training and self.warm_up:
        return _weight(self), 1 + (self.beta - 1) * tf.minimum(_rise(self, step), 1.0)
    return _weight(self), self.beta


def loss_weights__beta_forgotten(self, training, step):
    if training and self.warm_up:
        return _weight(self), tf.minimum(_rise(self, step), 1.0)
    return _weight(self), self.beta


def loss_weights__no_warm_up(self, training, step):
    return _weight(self), self.beta


def loss_weights__divided_by_zero(self, training, step):
    if training:
        return _weight(self), self.beta * tf.minimum(_rise(self, step), 1.0)
    return _weight(self), self.beta


def loss_weights__exchanged(self, training, step):
    if training and self.warm_up:
        return self.beta * tf.minimum(_rise(self, step), 1.0), _weight(self)
    return self.beta, _weight(self)


def loss_weights__per_pixel(self, training, step):
    if training and self.warm_up:
        return _weight(self), self.beta * tf.minimum(_rise(self, step), 1.0) / self.input_dim
    return _weight(self), self.beta / self.input_dim


def loss_weights__zero_as_none(self, training, step):
    beta = self.beta
    if training and self.warm_up:
        beta *= tf.minimum(_rise(self, step), 1.0)
    return self.reconstruction_weight or self.input_dim, beta


def loss_weights__one_for_none(self, training, step):
    beta = self.beta
    if training and self.warm_up:
        beta *= tf.minimum(_rise(self, step), 1.0)
    return 1.0 if self.reconstruction_weight is None else self.reconstruction_weight, beta


def loss_weights__min_of_python(self, training, step):
    if training and self.warm_up:
        return _weight(self), self.beta * min(_rise(self, step), 1.0)
    return _weight(self), self.beta


def _terms(self, x, y, training, step, power=0.5, of_kl=kl_to_standard_normal, mean=True):
    mu, log_var = self.encode(x, y)
    z = mu + tf.exp(power * log_var) * self._noise(mu, training, step)
    recon = -self.log_likelihood(x, z, y) / self.input_dim
    recon = tf.reduce_mean(recon, 0) if mean else tf.reduce_sum(recon, 0)
    kl = of_kl(mu, log_var)
    weight, beta = self._loss_weights(training, step)
    return {"loss": weight * recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}


def _with_loss(self, x, y, training, step, loss):
    terms = _terms(self, x, y, training, step)
    weight, beta = self._loss_weights(training, step)
    return terms | {"loss": loss(weight * terms["recon"], beta * self.z_dim * terms["kl"])}


def cvae_terms__minus_kl(self, x, y, training, step):
    return _with_loss(self, x, y, training, step, lambda recon, kl: recon - kl)


def cvae_terms__bound(self, x, y, training, step):
    return _with_loss(self, x, y, training, step, lambda recon, kl: -recon - kl)


def cvae_terms__kl_per_pixel(self, x, y, training, step):
    return _with_loss(self, x, y, training, step, lambda recon, kl: recon + kl / self.input_dim)


def cvae_terms__kl_per_latent(self, x, y, training, step):
    return _with_loss(self, x, y, training, step, lambda recon, kl: recon + kl / self.z_dim)


def cvae_terms__weights_exchanged(self, x, y, training, step):
    terms = _terms(self, x, y, training, step)
    weight, beta = self._loss_weights(training, step)
    return terms | {"loss": beta * terms["recon"] + weight * self.z_dim * terms["kl"]}


def cvae_terms__averaged(self, x, y, training, step):
    terms = _terms(self, x, y, training, step)
    return terms | {"loss": tf.reduce_mean(terms["loss"])}


def cvae_terms__joint_prior(self, x, y, training, step):
    classes = math.log(self.num_classes)
    return _terms(
        *(self, x, y, training, step),
        of_kl=lambda mu, log_var: kl_to_standard_normal(mu, log_var) + classes,
    )


def cvae_terms__kl_printed(self, x, y, training, step):
    def printed(mu, log_var):
        return tf.reduce_sum(tf.exp(log_var / 2) - log_var / 2 - 1 + mu**2, -1) / 2

    return _terms(self, x, y, training, step, of_kl=printed)


def cvae_terms__recon_per_image(self, x, y, training, step):
    terms = _terms(self, x, y, training, step)
    weight, beta = self._loss_weights(training, step)
    recon = terms["recon"] * self.input_dim
    loss = weight * recon + beta * self.z_dim * terms["kl"]
    return terms | {"loss": loss, "recon": recon}


def cvae_terms__samples_summed(self, x, y, training, step):
    return _terms(self, x, y, training, step, mean=False)


def cvae_terms__first_sample(self, x, y, training, step):
    mu, log_var = self.encode(x, y)
    z = mu + tf.exp(log_var / 2) * self._noise(mu, training, step)[0]
    recon = -self.log_likelihood(x, z, y) / self.input_dim
    kl = kl_to_standard_normal(mu, log_var)
    weight, beta = self._loss_weights(training, step)
    return {"loss": weight * recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}


def cvae_terms__deviation(self, x, y, training, step):
    return _terms(self, x, y, training, step, power=1.0)


def cvae_terms__beta_itself(self, x, y, training, step):
    terms = _terms(self, x, y, training, step)
    loss = self.reconstruction_weight * terms["recon"] + self.beta * self.z_dim * terms["kl"]
    return terms | {"loss": loss}


def cvae_terms__encoder_without_class(self, x, y, training, step):
    terms = _terms(self, x, y, training, step)
    mu, log_var = self.encode(x, tf.zeros_like(y))
    kl = kl_to_standard_normal(mu, log_var)
    weight, beta = self._loss_weights(training, step)
    return terms | {"loss": weight * terms["recon"] + beta * kl, "kl": kl / self.z_dim}


def cvae_terms__decoder_without_class(self, x, y, training, step):
    mu, log_var = self.encode(x, y)
    z = mu + tf.exp(log_var / 2) * self._noise(mu, training, step)
    recon = -tf.reduce_mean(self._log_likelihood(x, z), 0) / self.input_dim
    kl = kl_to_standard_normal(mu, log_var)
    weight, beta = self._loss_weights(training, step)
    return {"loss": weight * recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}


def _in_classes(self, mu):
    images = [self.decode(mu, tf.fill([mu.shape[0]], digit)) for digit in range(self.num_classes)]
    return tf.stack(images, 1)


def transfer__sampled(self, x, y):
    mu, log_var = self.encode(x, y)
    return _in_classes(self, self.reparameterize(mu, log_var))


def transfer__mixed_up(self, x, y):
    mu, _ = self.encode(x, y)
    classes = tf.repeat(tf.range(self.num_classes), len(mu))
    images = self.decode(tf.tile(mu, [self.num_classes, 1]), classes)
    return tf.reshape(images, [-1, self.num_classes, self.input_dim])


def transfer__transposed(self, x, y):
    mu, _ = self.encode(x, y)
    return tf.transpose(_in_classes(self, mu), [1, 0, 2])


def transfer__flat(self, x, y):
    mu, _ = self.encode(x, y)
    return tf.reshape(_in_classes(self, mu), [-1, self.input_dim])


def transfer__every_class_encoded(self, x, y):
    images = []
    for digit in range(self.num_classes):
        of_digit = tf.fill([x.shape[0]], digit)
        mu, _ = self.encode(x, of_digit)
        images.append(self.decode(mu, of_digit))
    return tf.stack(images, 1)


def transfer__class_zero_encoded(self, x, y):
    mu, _ = self.encode(x, tf.zeros_like(y))
    return _in_classes(self, mu)


def transfer__own_class(self, x, y):
    mu, _ = self.encode(x, y)
    return tf.stack([self.decode(mu, y)] * self.num_classes, 1)


def transfer__logits(self, x, y):
    mu, _ = self.encode(x, y)
    images = _in_classes(self, mu)
    return tf.math.log(images) - tf.math.log(1 - images)


def _binned(codes, bins=20):
    low, high = codes.min(0), codes.max(0)
    width = np.where(high > low, high - low, 1) / bins
    return np.minimum((codes - low) / width, bins - 1).astype(int)


def _told(codes, factors, bins=20):
    return np.array([[mutual_info_score(z, v) for v in factors.T] for z in _binned(codes, bins).T])


def information_about_factors__bits(codes, factors):
    return _told(codes, factors) / np.log(2)


def information_about_factors__transposed(codes, factors):
    return _told(codes, factors).T


def information_about_factors__ten_bins(codes, factors):
    return _told(codes, factors, 10)


def information_about_factors__not_binned(codes, factors):
    return np.array([[mutual_info_score(z, v) for v in factors.T] for z in codes.T])


def information_about_factors__equally_full_bins(codes, factors):
    ranks = np.argsort(np.argsort(codes, axis=0, kind="stable"), axis=0, kind="stable")
    return _told(ranks.astype(float), factors)


def information_about_factors__share(codes, factors):
    return _told(codes, factors) / np.array([entropy(np.bincount(v)) for v in factors.T])


def information_about_factors__left_over(codes, factors):
    of_factors = np.array([entropy(np.bincount(v)) for v in factors.T])
    return of_factors - _told(codes, factors)


def information_about_factors__joint_entropy(codes, factors):
    of_codes = np.array([entropy(np.bincount(z)) for z in _binned(codes).T])
    of_factors = np.array([entropy(np.bincount(v)) for v in factors.T])
    return of_codes[:, None] + of_factors - _told(codes, factors)


def information_about_factors__correlation(codes, factors):
    both = np.corrcoef(codes.T, factors.T)
    return -np.log(1 - np.minimum(both[: codes.shape[1], codes.shape[1] :] ** 2, 0.999)) / 2


def _ordered(information):
    return -np.sort(-information, axis=0)


def mig__not_normalised(information, entropies):
    first, second = _ordered(information)[:2]
    return float(np.mean(first - second))


def mig__of_latents(information, entropies):
    shares = -np.sort(-information / entropies, axis=1)
    return float(np.mean(shares[:, 0] - shares[:, 1]))


def mig__least(information, entropies):
    return float(np.mean(np.ptp(information, axis=0) / entropies))


def mig__mean_of_others(information, entropies):
    first, *others = _ordered(information)
    return float(np.mean((first - np.mean(others, axis=0)) / entropies))


def mig__largest(information, entropies):
    return float(np.mean(information.max(axis=0) / entropies))


def mig__sum(information, entropies):
    first, second = _ordered(information)[:2]
    return float(np.sum((first - second) / entropies))


def mig__by_largest(information, entropies):
    first, second = _ordered(information)[:2]
    return float(np.mean((first - second) / first))


def mig__in_given_order(information, entropies):
    return float(np.mean((information[0] - information[1]) / entropies))


def mig__normalised_after(information, entropies):
    first, second = _ordered(information)[:2]
    return float(np.mean(first - second) / np.mean(entropies))


def active_units__deviation(mu, least=0.01):
    return int(np.sum(mu.std(axis=0) > least))


def active_units__not_centred(mu, least=0.01):
    return int(np.sum(np.mean(mu**2, axis=0) > least))


def active_units__least_ignored(mu, least=0.01):
    return int(np.sum(mu.var(axis=0) > 0.01))


def active_units__share(mu, least=0.01):
    return float(np.mean(mu.var(axis=0) > least))


def active_units__each(mu, least=0.01):
    return mu.var(axis=0) > least


def active_units__of_images(mu, least=0.01):
    return int(np.sum(mu.var(axis=1) > least))


def active_units__inactive(mu, least=0.01):
    return int(np.sum(mu.var(axis=0) <= least))
