"""Posterior collapse: what latents of a VAE tell about images, and what they gain."""

import numpy as np
import tensorflow as tf

from lab.evaluation.overlap import log_aggregate
from lab.models.densities import gaussian_log_prob


def information_about_images(mu, log_var, z):
    """Mutual information I(x; z) under q, in nats, for N equally likely images.

        I = mean KL(q(z|x) || p(z)) - KL(q(z) || p(z)) = mean of log q(z|x) - log q(z)

    with q(z) = 1/N sum over the N images of q(z|x), and z [N, Z] one sample from each q(z|x), which
    have the means mu and the variances exp(log_var) [N, Z]. At most log N, the entropy of the
    choice of the image.
    Source: Hoffman, Johnson, "ELBO Surgery" (2016), equation 5.
    """
    mu, log_var, z = (np.asarray(part, np.float64) for part in (mu, log_var, z))
    own = gaussian_log_prob(z, tf.constant(mu), np.exp(log_var / 2)).numpy()
    return float(np.mean(own - log_aggregate(z, mu, log_var)))


def reconstruction_gains(model, images, rng):
    """Reconstruction gain of each latent, in nats per image: [Z].

        gain_j = mean of E[-log p(x|z without j)] - E[-log p(x|z)],  z ~ q(z|x)

    Without j: z_j is sampled from the prior, the other latents from q(z|x), by the same decoder.
    That is the reconstruction error which the VAE would have with q(z_j|x) = p(z_j), whose KL is 0:
    the latent lowers the loss where its gain is above its KL, and raises it where it is below. One
    sample of z for each of the images [N, D]; all latents share it.
    """
    mu, log_var = model.encode(images)
    mu, log_var = np.asarray(mu), np.asarray(log_var)
    epsilon = rng.standard_normal(mu.shape).astype(mu.dtype)

    def error(mu, log_var):
        z = model.reparameterize(mu, log_var, epsilon)
        return -np.mean(np.asarray(model.log_likelihood(images, z), np.float64))

    full = error(mu, log_var)
    kept = 1 - np.eye(mu.shape[1], dtype=mu.dtype)
    return np.array([error(mu * keep, log_var * keep) for keep in kept]) - full
