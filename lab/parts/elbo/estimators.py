"""The ELBO as an estimator: its two forms, the variance of its value and of its gradient."""

import numpy as np
import tensorflow as tf

from lab.models import noise
from lab.models.densities import (
    kl_to_standard_normal,
    reparameterized_log_prob,
    standard_normal_log_prob,
)

FORMS = ("analytic", "monte_carlo")


def elbo_terms(model, x, count, seed):
    """The parts of the ELBO of images [B, D], for `count` samples of z from q(z|x), in nats.

    Returns log p(x|z) and log q(z|x) - log p(z), both [K, B] and of the same z, and KL [B], which
    is the expectation of the second. Per sample the ELBO is the first minus the second (Monte Carlo
    form), or the first minus the KL (analytic form). mu and log_var [B, Z] of q(z|x) are those of
    `model.encode`, log p(x|z) is `model.log_likelihood(x, z)`; seed chooses the noise [K, B, Z],
    which is from `noise.normal`.
    Source: lecture, "ELBO for the VAE".
    """
    mu, log_var = model.encode(x)
    shape = tf.concat([[count], tf.shape(mu)], 0)
    epsilon = noise.normal(shape, model.seed, noise.EVALUATION, seed, mu.dtype)
    z = model.reparameterize(mu, log_var, epsilon)
    log_ratios = reparameterized_log_prob(epsilon, log_var) - standard_normal_log_prob(z)
    return model.log_likelihood(x, z), log_ratios, kl_to_standard_normal(mu, log_var)


def form_variances(log_likelihoods, log_ratios):
    """Variance of the one-sample ELBO, averaged over the images, in nats^2: {form: variance}.

    [K, B] each, as `elbo_terms` gives them. KL is the same for every sample.
    """
    each = {"analytic": log_likelihoods, "monte_carlo": log_likelihoods - log_ratios}
    return {form: float(np.var(v, axis=0, ddof=1).mean()) for form, v in each.items()}


def gradient_of(model, form, samples, variables):
    """A compiled function (images [B, D], seed) -> the gradient of the negative ELBO as one vector.

    The mean over the images, from `samples` samples each, by these variables one after the other.
    """

    @tf.function(autograph=False)
    def gradient(x, seed):
        with tf.GradientTape() as tape:
            log_likelihoods, log_ratios, kl = elbo_terms(model, x, samples, seed)
            cost = kl if form == "analytic" else log_ratios
            loss = tf.reduce_mean(cost - log_likelihoods)
        parts = tape.gradient(loss, variables)
        return tf.concat([tf.reshape(part, [-1]) for part in parts], 0)

    return lambda x, seed: gradient(tf.constant(x), tf.constant(seed, tf.int64)).numpy()


def gradient_noise(gradient, batches, repeats):
    """Splits a gradient's variance into that due to z and that due to the choice of the batch.

    gradient: as `gradient_of` gives it; batches: R of images [B, D]; repeats: how often z is
    sampled anew for each of them. Returns (variance for a given batch, variance of the batches'
    expected gradients; None for one batch), each summed over the gradient's entries.
    """
    means, within = [], []
    for number, images in enumerate(batches):
        seeds = range(number * repeats, (number + 1) * repeats)
        mean, variance = _mean_and_variance(gradient(images, seed) for seed in seeds)
        means.append(mean)
        within.append(variance)
    of_z = float(np.mean(within))
    if len(means) == 1:
        return of_z, None
    # the means still carry some of the noise of z
    return of_z, _mean_and_variance(means)[1] - of_z / repeats


def _mean_and_variance(vectors):
    """Mean [P] and variance, summed over the P entries, of an iterable of vectors."""
    total, squares, count = 0, 0, 0
    for vector in vectors:
        vector = np.asarray(vector, np.float64)
        total, squares, count = total + vector, squares + vector @ vector, count + 1
    return total / count, (squares - total @ total / count) / (count - 1)
