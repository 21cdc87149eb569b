"""Typical wrong answers of lab 6: FUNCTION__MISTAKE, as a student's file would have them."""

import math

import numpy as np
import tensorflow as tf
from scipy.special import logsumexp

from lab.models import noise
from lab.models.densities import (
    kl_to_standard_normal,
    log_mean_exp,
    reparameterized_log_prob,
    standard_normal_log_prob,
)


def _drawn(self, x, y=None, seed=0, power=0.5):
    mu, log_var = self.encode(x, y)
    epsilon = self._epsilon(mu, noise.EVALUATION, seed)
    return mu, log_var, epsilon, mu + tf.exp(power * log_var) * epsilon


def _kl_printed(mu, log_var):
    return tf.reduce_sum(tf.exp(log_var / 2) - log_var / 2 - 1 + mu**2, -1) / 2


def _kl_turned(mu, log_var):
    return tf.reduce_sum((1 + mu**2) / tf.exp(log_var) + log_var - 1, -1) / 2


def elbo__loss(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    return kl_to_standard_normal(mu, log_var) - self.log_likelihood(x, z, y)


def elbo__plus_kl(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    return self.log_likelihood(x, z, y) + kl_to_standard_normal(mu, log_var)


def elbo__no_kl(self, x, y=None, seed=0):
    *_, z = _drawn(self, x, y, seed)
    return self.log_likelihood(x, z, y)


def elbo__monte_carlo(self, x, y=None, seed=0):
    _, log_var, epsilon, z = _drawn(self, x, y, seed)
    ratio = standard_normal_log_prob(z) - reparameterized_log_prob(epsilon, log_var)
    return self.log_likelihood(x, z, y) + ratio


def elbo__kl_printed(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    return self.log_likelihood(x, z, y) - _kl_printed(mu, log_var)


def elbo__kl_turned(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    return self.log_likelihood(x, z, y) - _kl_turned(mu, log_var)


def elbo__per_pixel(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    recon = self.log_likelihood(x, z, y) / self.input_dim
    return recon - kl_to_standard_normal(mu, log_var)


def elbo__constant_once(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    squared = tf.reduce_sum((x - self.decode(z, y)) ** 2, -1) / (2 * self.decoder_std**2)
    recon = -squared - math.log(math.sqrt(2 * math.pi) * self.decoder_std)
    return recon - kl_to_standard_normal(mu, log_var)


def elbo__deviation(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed, power=1.0)
    return self.log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)


def elbo__mean_only(self, x, y=None, seed=0):
    mu, log_var = self.encode(x, y)
    return self.log_likelihood(x, mu, y) - kl_to_standard_normal(mu, log_var)


def elbo__from_prior(self, x, y=None, seed=0):
    mu, log_var, epsilon, _ = _drawn(self, x, y, seed)
    return self.log_likelihood(x, epsilon, y) - kl_to_standard_normal(mu, log_var)


def elbo__noise_shared(self, x, y=None, seed=0):
    mu, log_var = self.encode(x, y)
    epsilon = self._epsilon(mu[:1], noise.EVALUATION, seed)
    z = mu + tf.exp(log_var / 2) * epsilon
    return self.log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)


def elbo__class_integrated_out(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y, seed)
    return self._log_likelihood(x, z) - kl_to_standard_normal(mu, log_var)


def elbo__seed_ignored(self, x, y=None, seed=0):
    mu, log_var, _, z = _drawn(self, x, y)
    return self.log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)


def _terms(model, x, count, seed, power=0.5, draws=None):
    mu, log_var = model.encode(x)
    shape = [draws or count, *mu.shape]
    epsilon = noise.normal(shape, model.seed, noise.EVALUATION, seed, mu.dtype)
    epsilon = tf.broadcast_to(epsilon, [count, *mu.shape])
    return mu, log_var, epsilon, mu + tf.exp(power * log_var) * epsilon


def _ratio(epsilon, log_var, z):
    return reparameterized_log_prob(epsilon, log_var) - standard_normal_log_prob(z)


def elbo_terms__ratio_turned(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed)
    ratio = -_ratio(epsilon, log_var, z)
    return model.log_likelihood(x, z), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__other_noise(model, x, count, seed):
    mu, log_var, _, z = _terms(model, x, count, seed)
    _, _, epsilon, other = _terms(model, x, count, seed + 1)
    ratio = _ratio(epsilon, log_var, other)
    return model.log_likelihood(x, z), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__no_log_var(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed)
    ratio = standard_normal_log_prob(epsilon) - standard_normal_log_prob(z)
    return model.log_likelihood(x, z), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__no_prior(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed)
    ratio = reparameterized_log_prob(epsilon, log_var)
    return model.log_likelihood(x, z), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__from_prior(model, x, count, seed):
    mu, log_var, epsilon, _ = _terms(model, x, count, seed)
    log_q = -tf.reduce_sum(
        (epsilon - mu) ** 2 / tf.exp(log_var) + log_var + math.log(2 * math.pi), -1
    )
    ratio = log_q / 2 - standard_normal_log_prob(epsilon)
    return model.log_likelihood(x, epsilon), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__deviation(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed, power=1.0)
    ratio = _ratio(epsilon, log_var, z)
    return model.log_likelihood(x, z), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__kl_for_ratio(model, x, count, seed):
    mu, log_var, _, z = _terms(model, x, count, seed)
    kl = kl_to_standard_normal(mu, log_var)
    return model.log_likelihood(x, z), tf.tile(kl[None], [count, 1]), kl


def elbo_terms__kl_turned(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed)
    return model.log_likelihood(x, z), _ratio(epsilon, log_var, z), _kl_turned(mu, log_var)


def elbo_terms__kl_printed(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed)
    return model.log_likelihood(x, z), _ratio(epsilon, log_var, z), _kl_printed(mu, log_var)


def elbo_terms__one_draw(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed, draws=1)
    ratio = _ratio(epsilon, log_var, z)
    return model.log_likelihood(x, z), ratio, kl_to_standard_normal(mu, log_var)


def elbo_terms__averaged(model, x, count, seed):
    mu, log_var, epsilon, z = _terms(model, x, count, seed)
    recon = tf.reduce_mean(model.log_likelihood(x, z), 0)
    ratio = tf.reduce_mean(_ratio(epsilon, log_var, z), 0)
    return recon, ratio, kl_to_standard_normal(mu, log_var)


def _sampled(self, x, k, y, seed, power=0.5, draws=None):
    mu, log_var = self.encode(x, y)
    epsilon = self._epsilons(mu, draws or k, noise.EVALUATION, seed)
    epsilon = tf.broadcast_to(epsilon, [k, *mu.shape])
    return mu, log_var, epsilon, mu + tf.exp(power * log_var) * epsilon


def _weights(self, x, k, y, seed, proposal, q=-1.0, prior=1.0, power=0.5, draws=None):
    _, log_var, epsilon, z = _sampled(self, x, k, y, seed, power, draws)
    if proposal == "prior":
        return self.log_likelihood(x, epsilon, y)
    weights = self.log_likelihood(x, z, y) + prior * standard_normal_log_prob(z)
    return weights + q * reparameterized_log_prob(epsilon, log_var)


def log_weights__no_q(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, seed, proposal, q=0)


def log_weights__plus_q(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, seed, proposal, q=1)


def log_weights__no_prior(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, seed, proposal, prior=0)


def log_weights__deviation(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, seed, proposal, power=1.0)


def log_weights__kl_for_ratio(self, x, k, y=None, seed=0, proposal="posterior"):
    mu, log_var, epsilon, z = _sampled(self, x, k, y, seed)
    if proposal == "prior":
        return self.log_likelihood(x, epsilon, y)
    return self.log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)


def log_weights__averaged(self, x, k, y=None, seed=0, proposal="posterior"):
    return tf.reduce_mean(_weights(self, x, k, y, seed, proposal), 0)


def log_weights__transposed(self, x, k, y=None, seed=0, proposal="posterior"):
    return tf.transpose(_weights(self, x, k, y, seed, proposal))


def log_weights__one_draw(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, seed, proposal, draws=1)


def log_weights__prior_weighed(self, x, k, y=None, seed=0, proposal="posterior"):
    weights = _weights(self, x, k, y, seed, proposal)
    if proposal == "prior":
        epsilon = self._epsilons(self.encode(x, y)[0], k, noise.EVALUATION, seed)
        weights += standard_normal_log_prob(epsilon)
    return weights


def log_weights__proposal_ignored(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, seed, "posterior")


def log_weights__class_integrated_out(self, x, k, y=None, seed=0, proposal="posterior"):
    _, log_var, epsilon, z = _sampled(self, x, k, y, seed)
    if proposal == "prior":
        return self._log_likelihood(x, epsilon)
    return self._log_likelihood(x, z) - _ratio(epsilon, log_var, z)


def log_weights__seed_ignored(self, x, k, y=None, seed=0, proposal="posterior"):
    return _weights(self, x, k, y, 0, proposal)


def _grouped(log_weights, count):
    groups = len(log_weights) // count
    return log_weights[: groups * count].reshape(groups, count, -1)


def estimates__mean_of_logs(log_weights, count):
    return _grouped(log_weights, count).mean(axis=1)


def estimates__log_k_forgotten(log_weights, count):
    return logsumexp(_grouped(log_weights, count), axis=1)


def estimates__overflow(log_weights, count):
    return np.log(np.exp(_grouped(log_weights, count)).mean(axis=1))


def estimates__not_in_a_row(log_weights, count):
    groups = len(log_weights) // count
    grouped = log_weights[: groups * count].reshape(count, groups, -1)
    return logsumexp(grouped, axis=0) - np.log(count)


def estimates__left_over_used(log_weights, count):
    groups = -(-len(log_weights) // count)
    parts = [log_weights[count * group : count * (group + 1)] for group in range(groups)]
    return np.array([logsumexp(part, axis=0) - np.log(len(part)) for part in parts])


def estimates__end_used(log_weights, count):
    groups = len(log_weights) // count
    grouped = log_weights[len(log_weights) - groups * count :].reshape(groups, count, -1)
    return logsumexp(grouped, axis=1) - np.log(count)


def estimates__largest(log_weights, count):
    return _grouped(log_weights, count).max(axis=1)


def estimates__divided(log_weights, count):
    return logsumexp(_grouped(log_weights, count), axis=1) / count


def estimates__all_of_them(log_weights, count):
    return logsumexp(log_weights, axis=0) - np.log(len(log_weights))


def effective_sample_size__overflow(log_weights):
    weights = np.exp(log_weights)
    return weights.sum(axis=0) ** 2 / (weights**2).sum(axis=0)


def _shares(log_weights, axis=0):
    return np.exp(log_weights - logsumexp(log_weights, axis=axis, keepdims=True))


def effective_sample_size__of_logs(log_weights):
    return log_weights.sum(axis=0) ** 2 / (log_weights**2).sum(axis=0)


def effective_sample_size__turned(log_weights):
    return (_shares(log_weights) ** 2).sum(axis=0)


def effective_sample_size__share(log_weights):
    return 1 / (_shares(log_weights) ** 2).mean(axis=0) / len(log_weights) ** 2


def effective_sample_size__perplexity(log_weights):
    shares = _shares(log_weights)
    return np.exp(-np.sum(shares * np.log(shares + 1e-300), axis=0))


def effective_sample_size__largest(log_weights):
    return 1 / _shares(log_weights).max(axis=0)


def effective_sample_size__of_images(log_weights):
    return 1 / (_shares(log_weights, axis=1) ** 2).sum(axis=1)


def effective_sample_size__not_squared(log_weights):
    return np.exp(logsumexp(log_weights, axis=0) - logsumexp(2 * log_weights, axis=0))


def _iwae(
    self, x, training, step, combined=None, q=-1.0, prior=1.0, power=0.5, cut=False, noise=None
):
    mu, log_var = self.encode(x)
    epsilon = self._noise(mu, training, step) if noise is None else noise(mu)
    z = mu + tf.exp(power * log_var) * epsilon
    z = tf.stop_gradient(z) if cut else z
    recon = self.log_likelihood(x, z)
    weights = recon + prior * standard_normal_log_prob(z)
    weights += q * reparameterized_log_prob(epsilon, log_var)
    return {
        "loss": -(combined or log_mean_exp)(weights),
        "recon": -tf.reduce_mean(recon, 0) / self.input_dim,
        "kl": kl_to_standard_normal(mu, log_var) / self.z_dim,
    }


def iwae_terms__mean_of_logs(self, x, y, training, step):
    return _iwae(self, x, training, step, lambda weights: tf.reduce_mean(weights, 0))


def iwae_terms__log_k_forgotten(self, x, y, training, step):
    return _iwae(self, x, training, step, lambda weights: tf.reduce_logsumexp(weights, 0))


def iwae_terms__overflow(self, x, y, training, step):
    return _iwae(
        *(self, x, training, step),
        lambda weights: tf.math.log(tf.reduce_mean(tf.exp(weights), 0)),
    )


def iwae_terms__largest(self, x, y, training, step):
    return _iwae(self, x, training, step, lambda weights: tf.reduce_max(weights, 0))


def iwae_terms__sign(self, x, y, training, step):
    return _iwae(self, x, training, step, lambda weights: -log_mean_exp(weights))


def iwae_terms__no_q(self, x, y, training, step):
    return _iwae(self, x, training, step, q=0.0)


def iwae_terms__no_prior(self, x, y, training, step):
    return _iwae(self, x, training, step, prior=0.0)


def iwae_terms__deviation(self, x, y, training, step):
    return _iwae(self, x, training, step, power=1.0)


def iwae_terms__first_sample(self, x, y, training, step):
    return _iwae(self, x, training, step, lambda weights: weights[0])


def iwae_terms__recon_per_image(self, x, y, training, step):
    terms = _iwae(self, x, training, step)
    return terms | {"recon": self.input_dim * terms["recon"]}


def iwae_terms__kl_per_image(self, x, y, training, step):
    terms = _iwae(self, x, training, step)
    return terms | {"kl": self.z_dim * terms["kl"]}


def iwae_terms__cut(self, x, y, training, step):
    return _iwae(self, x, training, step, cut=True)


def iwae_terms__own_noise(self, x, y, training, step):
    return _iwae(
        *(self, x, training, step),
        noise=lambda mu: tf.random.normal([self.samples, *mu.shape], dtype=mu.dtype),
    )


def iwae_terms__shares(self, x, y, training, step):
    def combined(weights):
        mean = tf.reduce_mean(weights, 0)
        return mean + tf.stop_gradient(log_mean_exp(weights) - mean)

    return _iwae(self, x, training, step, combined)


def log_weights__prior_from_q(self, x, k, y=None, seed=0, proposal="posterior"):
    _, log_var, epsilon, z = _sampled(self, x, k, y, seed)
    if proposal == "prior":
        return self.log_likelihood(x, z, y)
    return _weights(self, x, k, y, seed, proposal)


def iwae_terms__chosen_alone(self, x, y, training, step):
    found = _iwae(self, x, training, step)
    if not training:
        return found
    mu, log_var = self.encode(x)
    epsilon = self._noise(mu, training, step)
    z = self.reparameterize(mu, log_var, epsilon)
    weights = self.log_likelihood(x, z) + standard_normal_log_prob(z)
    weights -= reparameterized_log_prob(epsilon, log_var)
    return found | {"loss": -self._chosen_log_weight(x, mu, log_var, epsilon, weights, step)}
