import unittest

import keras
import numpy as np
import tensorflow as tf
from scipy.stats import multivariate_normal
from sklearn.decomposition import PCA

from lab.models import LinearVAE

RNG = np.random.default_rng(0)
X = (RNG.normal(size=(300, 3)) @ RNG.normal(size=(3, 6)) + RNG.normal(0, 0.5, (300, 6))).astype(
    np.float32
)


def small(**options):
    model = LinearVAE(**{"z_dim": 2, "input_dim": 6, "seed": 3, **options})
    model.build()
    return model


def random(**options):
    model = small(**options)
    rng = np.random.default_rng(1)
    for variable in model.trainable_variables:
        variable.assign(rng.normal(0, 0.5, variable.shape))
    return model


def decoder(model):
    """W [2, 6], b [6] and the variance."""
    std = float(model.pixel_std)
    return model.pixel_head.kernel.numpy(), model.pixel_head.bias.numpy(), std**2


def fitted(**options):
    model = small(**options)
    model.maximise_likelihood(X)
    return model


class ClosedForm(unittest.TestCase):
    def test_log_prob_is_the_marginal_s(self):
        model = random()
        kernel, bias, variance = decoder(model)
        covariance = kernel.T.astype(float) @ kernel + variance * np.eye(6)
        by_hand = multivariate_normal(bias, covariance).logpdf(X)
        np.testing.assert_allclose(model.log_prob(X), by_hand, rtol=1e-5)

    def test_posterior_is_that_of_the_joint_gaussian(self):
        model = random()
        kernel, bias, variance = decoder(model)
        gain = kernel @ np.linalg.inv(kernel.T.astype(float) @ kernel + variance * np.eye(6))
        mean, covariance = model.posterior(X)
        np.testing.assert_allclose(mean, (X - bias) @ gain.T, atol=1e-5)
        np.testing.assert_allclose(covariance, np.eye(2) - gain @ kernel.T, atol=1e-6)

    def test_means_are_linear_in_z(self):
        model = random()
        z = RNG.normal(size=(5, 2)).astype(np.float32)
        kernel, bias, _ = decoder(model)
        np.testing.assert_allclose(model.decode(z), z @ kernel + bias, rtol=1e-4, atol=1e-5)

    def test_the_elbo_lacks_the_divergence_from_the_posterior(self):
        model, images = random(dtype="float64"), X[:30]
        mean, covariance = (part.numpy() for part in model.posterior(images))
        mu, log_var = (part.numpy() for part in model.encode(images))
        inverse = np.linalg.inv(covariance)
        apart = mean - mu
        divergence = 0.5 * (
            np.exp(log_var) @ np.diag(inverse)
            + np.einsum("ni,ij,nj->n", apart, inverse, apart)
            - 2
            + np.linalg.slogdet(covariance)[1]
            - log_var.sum(1)
        )
        samples = model.log_weights(images, 20_000).numpy()
        expected = model.log_prob(images).numpy() - divergence
        errors = samples.std(0) / np.sqrt(len(samples))
        self.assertLess(np.abs((samples.mean(0) - expected) / errors).max(), 5)


class Maximum(unittest.TestCase):
    def test_is_probabilistic_pca(self):
        pca = PCA(2).fit(X.astype(float))
        kernel, bias, variance = decoder(fitted())
        covariance = kernel.T @ kernel + variance * np.eye(6)
        # scikit-learn divides by N - 1
        np.testing.assert_allclose(covariance, pca.get_covariance() * 299 / 300, atol=1e-4)
        np.testing.assert_allclose(bias, pca.mean_, atol=1e-5)

    def test_no_slope_is_left_in_the_likelihood(self):
        for options in ({}, {"learn_decoder_std": False, "decoder_std": 0.7}):
            with self.subTest(**options):
                model = fitted(**options)
                weights = [model.pixel_head.kernel, model.pixel_head.bias]
                weights += [model.log_std] if model.learn_decoder_std else []
                with tf.GradientTape() as tape:
                    mean = tf.reduce_mean(model.log_prob(X))
                for slope in tape.gradient(mean, weights):
                    self.assertLess(np.abs(slope).max(), 1e-4)

    def test_q_is_the_posterior_so_every_weight_is_the_likelihood(self):
        model = fitted()
        exact = model.log_prob(X)
        for weights in model.log_weights(X, 5).numpy():
            np.testing.assert_allclose(weights, exact, atol=1e-3)
        # the same samples with the analytic KL do vary
        values = [model.elbo(X, seed=seed) for seed in range(5)]
        self.assertGreater(np.std(values, axis=0).mean(), 0.3)

    def test_estimates_with_another_q_come_to_the_likelihood(self):
        model = fitted(seed=1)
        model.log_var_head.bias.assign_add([0.8, 0.8])
        error = model.log_prob_iw(X, 10_000).numpy() - model.log_prob(X).numpy()
        self.assertLess(np.abs(error).max(), 0.05)

    def test_training_on_the_elbo_goes_there(self):
        model = small(seed=2)
        model.compile(optimizer=keras.optimizers.Adam(0.03), jit_compile=False)
        model.fit(X, X, epochs=60, batch_size=20, verbose=0)
        greatest = np.mean(fitted().log_prob(X))
        reached = np.mean(model.log_prob(X))
        self.assertLess(reached, greatest)
        self.assertLess(greatest - reached, 0.15)


class Arguments(unittest.TestCase):
    def test_a_decoder_that_is_not_linear_is_refused(self):
        for bad in ({"decoder_layers": (3,)}, {"likelihood": "bernoulli"}):
            with self.subTest(**bad), self.assertRaisesRegex(ValueError, "LinearVAE"):
                LinearVAE(**bad)

    def test_of_images_in_fewer_dimensions_than_latents_noise_is_that_of_bytes(self):
        model = small()
        model.maximise_likelihood(X[:2])
        self.assertAlmostEqual(decoder(model)[2] * 255**2 * 12, 1, places=4)
        self.assertTrue(np.isfinite(model.log_prob(X[:2])).all())

    def test_only_a_linear_encoder_can_be_set(self):
        with self.assertRaisesRegex(ValueError, "linear encoder"):
            small(encoder_layers=(4,)).maximise_likelihood(X)
