"""The simplest densities, fitted to images in closed form: what a trained one should surpass."""

import numpy as np
import tensorflow as tf

from lab.models.densities import bernoulli_log_prob, log_odds


class IndependentPixels:
    """p(x) = product over pixels of Bernoulli(p_i): each is white as often as in images [N, D]."""

    def __init__(self, images):
        logits = log_odds(images.sum(axis=0, dtype=float), len(images))
        self.logits = tf.constant(logits, tf.float32)
        self.parameters = len(logits)

    def log_prob(self, x):
        """log p(x), nats [B], of x [B, D]."""
        return bernoulli_log_prob(x, tf.broadcast_to(self.logits, tf.shape(x)))

    def sample(self, n, seed=0):
        """n images [n, D] of 0 and 1."""
        rng = np.random.default_rng(seed)
        return (rng.random((n, self.parameters)) < tf.sigmoid(self.logits).numpy()).astype(
            np.float32
        )


class FittedGaussian:
    """The Gaussian with the mean and covariance of images [N, D]: a density of real numbers."""

    def __init__(self, images):
        self.mean = images.mean(axis=0, dtype=float)
        values, vectors = np.linalg.eigh(np.cov(images, rowvar=False))
        self.root = vectors * np.sqrt(values.clip(0))
        dimensions = len(self.mean)
        self.parameters = dimensions + dimensions * (dimensions + 1) // 2

    def sample(self, n, seed=0):
        """n images [n, D], clipped to [0, 1]."""
        noise = np.random.default_rng(seed).standard_normal((n, len(self.mean)))
        return np.clip(self.mean + noise @ self.root.T, 0, 1).astype(np.float32)


FLOORS = {"bernoulli": IndependentPixels, "gaussian": FittedGaussian}
