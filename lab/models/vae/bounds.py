"""Bounds on log p(x) of a VAE, in nats, and importance weights that estimate it."""

import functools

import tensorflow as tf

from lab.checks import choice, positive_integer
from lab.models import noise
from lab.models.checks import codes, seed_number
from lab.models.densities import (
    bernoulli_log_prob,
    gaussian_log_prob,
    kl_to_standard_normal,
    log_mean_exp,
    reparameterized_log_prob,
    standard_normal_log_prob,
)

PROPOSALS = ("posterior", "prior")


class Bounds:
    """The part of a `PlainVAE` that measures images x [B, D] without training.

    y: the class of each image, for a model conditioned on it, as `PlainVAE.decode` takes it; p(x),
    p(x|z) and q(z|x) below then mean p(x|y), p(x|z, y) and q(z|x, y).
    seed: chooses the samples of z.
    """

    def elbo(self, x, y=None, seed=0):
        """The evidence lower bound of log p(x), nats [B], by one sample of z per image.

            E over q(z|x) of log p(x|z)  -  KL(q(z|x) || p(z))

        The expectation is estimated by z = mu + sigma epsilon, the KL is in closed form. mu and
        log_var [B, Z] are those of `encode(x, y)`, log p(x|z) [B] is `log_likelihood(x, z, y)`, and
        epsilon the model's noise, `_epsilon(mu, noise.EVALUATION, seed)` [B, Z].
        Source: Kingma, Welling (2014), equation 10; lecture, "ELBO for the VAE".
        """
        seed = seed_number("seed", seed)
        mu, log_var = self.encode(x, y)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        return self._log_likelihood(x, z, y) - kl_to_standard_normal(mu, log_var)

    def log_weights(self, x, k, y=None, seed=0, proposal="posterior"):
        """log p(x|z) + log p(z) - log r(z) for k samples of z from r, nats [k, B].

        r is q(z|x), or with proposal="prior" p(z), which leaves log p(x|z). The mean of these logs
        over the samples is the ELBO by Monte Carlo (for q); the log of the mean of the weights
        themselves estimates log p(x). The parts are those of `elbo`, for codes [k, B, Z] too; of
        epsilon, `_epsilons(mu, k, noise.EVALUATION, seed)` are k for each image.
        Source: Burda et al. (2016), section 3.
        """
        choice("proposal", proposal, PROPOSALS)
        k, seed = positive_integer("k", k), seed_number("seed", seed)
        mu, log_var = self.encode(x, y)
        epsilon = self._epsilons(mu, k, noise.EVALUATION, seed)
        if proposal == "prior":
            return self._log_likelihood(x, epsilon, y)
        z = self.reparameterize(mu, log_var, epsilon)
        return log_weight(self._log_likelihood(x, z, y), z, log_var, epsilon)

    @functools.cached_property
    def compiled_log_weights(self):
        """`log_weights` as an XLA program: compiled once for each k and shape, of a tensor seed."""
        return tf.function(self.log_weights, jit_compile=True)

    def log_prob_iw(self, x, k, y=None, seed=0):
        """The importance-weighted bound of log p(x) with k samples from q(z|x), nats [B].

            log (1/k) sum over the samples i of w_i,  w_i = p(x, z_i) / q(z_i|x)

        For k = 1 the ELBO by Monte Carlo, for k to infinity exact.
        Source: Burda et al. (2016), equation 8.
        """
        return log_mean_exp(self.log_weights(x, k, y, seed))

    def log_likelihood(self, x, z, y=None):
        """log p(x|z), nats: images [B, D], codes [..., B, Z] -> [..., B]."""
        self.check_images(x)
        codes("z", z, self.z_dim)
        return self._log_likelihood(x, z, y)

    def _log_likelihood(self, x, z, y=None):
        logits = self._pixel_logits(z, y)
        if self.likelihood == "bernoulli":
            return bernoulli_log_prob(x, logits)
        return gaussian_log_prob(x, self._pixel_means(logits), self.pixel_std)


def log_weight(log_likelihood, z, log_var, epsilon):
    """log p(x|z) + log p(z) - log q(z|x), nats [..., B], for z = mu + exp(log_var / 2) epsilon.

    log_likelihood [..., B]: log p(x|z); z, epsilon [..., B, Z]; log_var [B, Z].
    """
    log_q = reparameterized_log_prob(epsilon, log_var)
    return log_likelihood + standard_normal_log_prob(z) - log_q
