import unittest

import numpy as np

from lab.evaluation.collapse import information_about_images, reconstruction_gains


class MutualInformation(unittest.TestCase):
    def test_nothing_where_every_image_has_the_same_code(self):
        rng = np.random.default_rng(0)
        zero = np.zeros((50, 3))
        self.assertAlmostEqual(
            information_about_images(zero, zero, rng.standard_normal((50, 3))), 0
        )

    def test_log_n_where_no_two_codes_meet(self):
        mu = 10.0 * np.arange(300)[:, None]
        log_var = np.full_like(mu, np.log(0.01))
        self.assertAlmostEqual(information_about_images(mu, log_var, mu + 0.1), np.log(300))

    def test_of_two_codes_beside_an_integral(self):
        """x tells which of N(-1, 1) and N(1, 1) z comes from."""
        grid = np.linspace(-12, 12, 200_001)
        width = grid[1] - grid[0]
        densities = [np.exp(-((grid - m) ** 2) / 2) / np.sqrt(2 * np.pi) for m in (-1, 1)]
        mixed = np.mean(densities, axis=0)
        expected = np.mean([np.sum(q * np.log(q / mixed)) * width for q in densities])
        mu = np.tile([[-1.0], [1.0]], (1500, 1))
        z = mu + np.random.default_rng(1).standard_normal(mu.shape)
        found = information_about_images(mu, np.zeros_like(mu), z)
        self.assertAlmostEqual(found, expected, delta=0.02)

    def test_of_a_gaussian_channel(self):
        """Means from N(0, S), noise of variance V: I = log(1 + S / V) / 2 for each latent."""
        rng = np.random.default_rng(2)
        signal, noise = np.array([4.0, 1.0]), np.array([0.5, 1.0])
        mu = np.sqrt(signal) * rng.standard_normal((3000, 2))
        z = mu + np.sqrt(noise) * rng.standard_normal(mu.shape)
        expected = np.sum(np.log(1 + signal / noise)) / 2
        found = information_about_images(mu, np.broadcast_to(np.log(noise), mu.shape), z)
        self.assertAlmostEqual(found, expected, delta=0.05)

    def test_is_kl_to_the_prior_less_that_of_all_codes_together(self):
        """All codes together are nearly the prior: nothing is lost."""
        rng = np.random.default_rng(3)
        mu = np.sqrt(0.75) * rng.standard_normal((3000, 1))
        log_var = np.full_like(mu, np.log(0.25))
        z = mu + 0.5 * rng.standard_normal(mu.shape)
        kl = np.mean(0.25 - np.log(0.25) - 1 + mu**2) / 2
        self.assertAlmostEqual(information_about_images(mu, log_var, z), kl, delta=0.03)


class LinearGaussian:
    """p(x|z) = N(x; W z, I std^2), and q(z|x) = N(A x, diag(variances))."""

    def __init__(self, w, a, variances, std):
        self.w, self.a, self.variances, self.std = w, a, variances, std

    def encode(self, x):
        return x @ self.a.T, np.broadcast_to(np.log(self.variances), (len(x), len(self.a)))

    def reparameterize(self, mu, log_var, epsilon):
        return mu + np.exp(log_var / 2) * epsilon

    def log_likelihood(self, x, z):
        squares = np.square((x - z @ self.w.T) / self.std).sum(1)
        return -squares / 2 - x.shape[1] * np.log(np.sqrt(2 * np.pi) * self.std)


class Gains(unittest.TestCase):
    def test_of_a_linear_decoder_beside_the_closed_form(self):
        """E|x - W z|^2 = |x - W m|^2 + sum of v_k |w_k|^2, without j with m_j = 0 and v_j = 1."""
        rng = np.random.default_rng(4)
        w, a = rng.standard_normal((5, 3)), 0.3 * rng.standard_normal((3, 5))
        w[:, 2] = 0
        variances, std = np.array([0.1, 0.4, 0.9]), 0.7
        x = rng.standard_normal((200_000, 5))
        lengths = np.square(w).sum(0)

        def error(mu, variances):
            squares = np.square(x - mu @ w.T).sum(1).mean() + variances @ lengths
            return squares / (2 * std**2)

        full = error(x @ a.T, variances)
        expected = []
        for j in range(3):
            kept = np.arange(3) != j
            expected.append(error(x @ a.T * kept, np.where(kept, variances, 1)) - full)
        model = LinearGaussian(w, a, variances, std)
        found = reconstruction_gains(model, x, np.random.default_rng(5))
        np.testing.assert_allclose(found, expected, atol=0.05)
        # nothing is gained by what the decoder does not use
        self.assertEqual(found[2], 0)
        self.assertGreater(np.abs(expected[0]), 0.5)
