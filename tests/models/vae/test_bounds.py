import itertools
import unittest

import numpy as np
import tensorflow as tf

from tests.support.helpers import TINY_CLASSES, softmax, tiny_vae


class Bound(unittest.TestCase):
    """One latent and four binary pixels: everything can be integrated by brute force."""

    COPIES = 2000
    GRID, STEP = np.linspace(-60, 60, 12001, retstep=True)
    IMAGES = np.array(list(itertools.product([0.0, 1.0], repeat=4)), np.float32)

    def setUp(self):
        self.model = tiny_vae(z_dim=1, input_dim=4, activation="tanh", seed=5)
        rng = np.random.default_rng(0)
        for variable in self.model.trainable_variables:
            variable.assign(rng.normal(0, 1, variable.shape))

    def log_likelihoods(self):
        """log p(x|z, y) of every image, on the grid of z, for every class: [16, G, C]."""
        columns = []
        for one_hot in np.eye(TINY_CLASSES, dtype=np.float32):
            mean = self.model.decode(
                self.GRID[:, None].astype(np.float32), np.tile(one_hot, (len(self.GRID), 1))
            ).numpy()
            x = self.IMAGES[:, None].astype(float)
            columns.append((x * np.log(mean) + (1 - x) * np.log(1 - mean)).sum(-1))
        return np.stack(columns, -1)

    def normal_density(self, mean, variance):
        return np.exp(-((self.GRID - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)

    def exact(self):
        """log p(x), and the expectation of the bound: [16] each."""
        log_likelihoods = self.log_likelihoods()
        prior = self.normal_density(0, 1)[:, None]
        log_p = np.log((np.exp(log_likelihoods) * prior).sum(1).mean(1) * self.STEP)
        mu, log_var = (value.numpy().astype(float) for value in self.model.encode(self.IMAGES))
        q_y = softmax(self.model.classify(self.IMAGES).numpy().astype(float))
        q_z = self.normal_density(mu, np.exp(log_var))
        expected = np.einsum("xg,xc,xgc->x", q_z, q_y, log_likelihoods) * self.STEP
        kl_z = (np.exp(log_var) - log_var - 1 + mu**2).sum(1) / 2
        kl_y = (q_y * np.log(q_y * TINY_CLASSES)).sum(1)
        return log_p, expected - kl_z - kl_y

    def test_is_a_bound_and_is_estimated_without_bias(self):
        log_p, bound = self.exact()
        self.assertAlmostEqual(np.exp(log_p).sum(), 1, places=6)
        self.assertTrue((bound < log_p).all())
        copies = np.repeat(self.IMAGES, self.COPIES, axis=0)
        samples = self.model.elbo(copies).numpy().reshape(16, self.COPIES)
        error = samples.std(1) / np.sqrt(self.COPIES)
        np.testing.assert_array_less(np.abs(samples.mean(1) - bound), 4.5 * error + 1e-4)
        self.assertTrue((samples.mean(1) < log_p).all())

    def test_samples_from_the_prior_reach_log_p_with_the_class_integrated_out(self):
        log_p, _ = self.exact()
        log_weights = self.model.log_weights(self.IMAGES, 20_000, proposal="prior").numpy()
        np.testing.assert_allclose(np.log(np.exp(log_weights).mean(0)), log_p, atol=0.03)

    def test_is_tight_where_nothing_is_hidden(self):
        heads = (self.model.mu_head, self.model.log_var_head, self.model.digit_head)
        for layer in (*heads, self.model.pixel_head):
            layer.kernel.assign(tf.zeros_like(layer.kernel))
        for layer in heads:
            layer.bias.assign(tf.zeros_like(layer.bias))
        log_p, _ = self.exact()
        np.testing.assert_allclose(self.model.elbo(self.IMAGES), log_p, rtol=1e-5)

    def test_noise_is_chosen_by_the_seed(self):
        one, again, other = (self.model.elbo(self.IMAGES, seed=seed) for seed in (1, 1, 2))
        np.testing.assert_array_equal(one, again)
        self.assertGreater(np.abs(one - other).max(), 1e-3)
