"""A linear-Gaussian VAE in NumPy: means and variances of all that lab 6 estimates."""

import itertools

import numpy as np
from scipy.special import logsumexp

NODES = 32


class LinearGaussian:
    """p(z) = N(0, I), p(x|z) = N(z W + b, std^2 I), and q(z|x) of two linear heads.

    given: its weights, by the names of their layers, std, and images x [B, D].
    """

    def __init__(self, given):
        self.x, self.std = given["x"], float(given["std"])
        self.kernel, self.bias = given["pixel_head kernel"], given["pixel_head bias"]
        self.mu = self.x @ given["mu_head kernel"] + given["mu_head bias"]
        self.log_var = self.x @ given["log_var_head kernel"] + given["log_var_head bias"]

    @property
    def kl(self):
        """KL(q(z|x) || p(z)), [B]."""
        return np.sum(np.exp(self.log_var) - self.log_var - 1 + self.mu**2, axis=-1) / 2

    @property
    def log_prob(self):
        """log p(x), [B]."""
        pixels = len(self.bias)
        covariance = self.kernel.T @ self.kernel + self.std**2 * np.eye(pixels)
        apart = self.x - self.bias
        squared = np.sum(apart * np.linalg.solve(covariance, apart.T).T, axis=1)
        _, log_det = np.linalg.slogdet(covariance)
        return -(squared + log_det + pixels * np.log(2 * np.pi)) / 2

    def log_likelihood(self, z):
        """log p(x|z) of codes [..., B, Z], or of a number that stands for them all: [..., B]."""
        mean = np.broadcast_to(z, np.shape(z) or self.mu.shape) @ self.kernel + self.bias
        squared = np.square((self.x - mean) / self.std)
        return -np.sum(squared / 2 + np.log(self.std) + np.log(2 * np.pi) / 2, axis=-1)

    def elbo_without_kl(self):
        """Mean and variance over q(z|x) of log p(x|z), [B] each."""
        return self._moments(self.mu, np.exp(self.log_var / 2))

    def elbo(self):
        """Mean and variance of the ELBO by one sample of z, with the KL in closed form."""
        mean, variance = self.elbo_without_kl()
        return mean - self.kl, variance

    def prior_weight(self):
        """Mean and variance over the prior of log p(x|z)."""
        return self._moments(np.zeros_like(self.mu), np.ones_like(self.mu))

    def log_weight(self):
        """Mean and variance over q(z|x) of log p(x|z) + log p(z) - log q(z|x)."""
        mean, _ = self.elbo()
        std = np.exp(self.log_var / 2)
        return mean, self._moments(self.mu, std, own=std**2 - 1, slope=-std * self.mu)[1]

    def _moments(self, mu, std, own=0.0, slope=0.0):
        """Mean and variance of log p(x|z) for z = mu + std epsilon; with -own epsilon^2 / 2 + slope
        epsilon added, of the variance alone.
        """
        at_mean = self.log_likelihood(mu)
        residual = self.x - mu @ self.kernel - self.bias
        linear = std * (residual @ self.kernel.T) / self.std**2 + slope
        scaled = std[..., np.newaxis] * self.kernel
        quadratic = scaled @ np.swapaxes(scaled, -1, -2) / self.std**2
        mean = at_mean - np.trace(quadratic, axis1=-2, axis2=-1) / 2
        quadratic = quadratic + np.eye(mu.shape[-1]) * np.broadcast_to(own, mu.shape)[..., None]
        return mean, np.sum(quadratic**2, axis=(-2, -1)) / 2 + np.sum(linear**2, axis=-1)

    def log_weights(self, epsilon):
        """log p(x|z) + log p(z) - log q(z|x) [..., B] for z = mu + std epsilon [..., B, Z]."""
        z = self.mu + np.exp(self.log_var / 2) * epsilon
        log_q = -np.sum(epsilon**2 + self.log_var, axis=-1) / 2
        return self.log_likelihood(z) - np.sum(z**2, axis=-1) / 2 - log_q

    def bound(self, k):
        """Mean and variance, [B] each, of log (1/k) sum of k weights, for one latent: by
        Gauss-Hermite quadrature over all k samples.
        """
        nodes, shares = np.polynomial.hermite_e.hermegauss(NODES)
        log_weights = self.log_weights(nodes[:, np.newaxis, np.newaxis])
        indices = np.array(list(itertools.product(range(NODES), repeat=k)))
        values = logsumexp(log_weights[indices], axis=1) - np.log(k)
        weights = np.prod(shares[indices] / shares.sum(), axis=1)
        mean = weights @ values
        return mean, weights @ np.square(values - mean)
