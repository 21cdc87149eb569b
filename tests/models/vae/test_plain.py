import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models import IWAE, PlainVAE, noise
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images


def small(kind=PlainVAE, **options):
    sizes = {"encoder_layers": (7,), "decoder_layers": (6,), "activation": "tanh", "input_dim": 16}
    model = kind(**{**sizes, "seed": 3, **options})
    model.build()
    return model


def encoded(model, purpose, step):
    """mu, log_var and the z that the model samples for X, in float64."""
    mu, log_var = (value.numpy().astype(float) for value in model.encode(X))
    epsilon = noise.normal(mu.shape, model.seed, purpose, step).numpy()
    return mu, log_var, mu + np.exp(log_var / 2) * epsilon


def log_prob(model, z):
    mean = model.decode(z.astype(np.float32)).numpy().astype(float)
    if model.likelihood == "bernoulli":
        return (X * np.log(mean) + (1 - X) * np.log(1 - mean)).sum(1)
    variance = model.decoder_std**2
    return (-((X - mean) ** 2) / (2 * variance) - np.log(2 * np.pi * variance) / 2).sum(1)


class Loss(unittest.TestCase):
    def test_terms_beside_their_formulas(self):
        for options in ({}, {"likelihood": "gaussian", "decoder_std": 0.3}, {"beta": 4.0}):
            with self.subTest(**options):
                model = small(**options)
                for training, purpose in ((True, noise.TRAINING), (False, noise.EVALUATION)):
                    mu, log_var, z = encoded(model, purpose, 5)
                    kl = (np.exp(log_var) - log_var - 1 + mu**2).sum(1) / 2
                    nats = -log_prob(model, z)
                    terms = model.terms(X, None, training, 5)
                    np.testing.assert_allclose(terms["recon"], nats / 16, rtol=1e-4)
                    np.testing.assert_allclose(terms["kl"], kl / 2, rtol=1e-4, atol=1e-6)
                    np.testing.assert_allclose(terms["loss"], nats + model.beta * kl, rtol=1e-4)

    def test_by_default_the_loss_is_the_negative_elbo(self):
        model = small()
        loss = model.terms(X, None, training=False, step=7)["loss"]
        np.testing.assert_allclose(loss, -model.elbo(X, seed=7), rtol=1e-5)

    def test_the_reconstruction_can_be_switched_off(self):
        model = small(reconstruction_weight=0)
        terms = model.terms(X, None, training=True, step=0)
        np.testing.assert_allclose(terms["loss"], 2 * terms["kl"], rtol=1e-6)

    def test_in_a_warm_up_the_weight_on_kl_rises_with_the_updates(self):
        model = small(beta=4.0, warm_up=10)
        for step, weight in ((0, 0), (5, 2), (10, 4), (25, 4)):
            terms = model.terms(X, None, training=True, step=step)
            by_hand = 16 * terms["recon"] + weight * 2 * terms["kl"]
            np.testing.assert_allclose(terms["loss"], by_hand, rtol=1e-6)
        terms = model.terms(X, None, training=False, step=0)
        np.testing.assert_allclose(terms["loss"], 16 * terms["recon"] + 8 * terms["kl"], rtol=1e-6)


class SeveralSamples(unittest.TestCase):
    def weights(self, model, purpose, step, k):
        """log p(x, z) - log q(z|x) and log p(x|z), [k, B] each, by their formulas."""
        mu, log_var = (value.numpy().astype(float) for value in model.encode(X))
        epsilon = noise.normal((k, *mu.shape), model.seed, purpose, step).numpy().astype(float)
        z = mu + np.exp(log_var / 2) * epsilon
        log_prior = -(z**2 + np.log(2 * np.pi)).sum(-1) / 2
        log_q = -((z - mu) ** 2 / np.exp(log_var) + log_var + np.log(2 * np.pi)).sum(-1) / 2
        log_x = np.array([log_prob(model, of_sample) for of_sample in z])
        return log_x + log_prior - log_q, log_x

    def test_the_loss_is_the_mean_over_them(self):
        model = small(samples=3)
        _, log_x = self.weights(model, noise.TRAINING, 5, 3)
        terms = model.terms(X, None, training=True, step=5)
        np.testing.assert_allclose(terms["recon"], -log_x.mean(0) / 16, rtol=1e-4)
        np.testing.assert_allclose(terms["loss"], 16 * terms["recon"] + 2 * terms["kl"], rtol=1e-5)

    def test_importance_weighted_loss(self):
        for k in (1, 5):
            model = small(IWAE, samples=k)
            log_weights, _ = self.weights(model, noise.TRAINING, 5, k)
            bound = np.log(np.exp(log_weights).mean(0))
            np.testing.assert_allclose(model.terms(X, None, True, 5)["loss"], -bound, rtol=1e-4)

    def test_weights_of_both_proposals(self):
        model = small()
        log_weights, _ = self.weights(model, noise.EVALUATION, 2, 4)
        np.testing.assert_allclose(model.log_weights(X, 4, seed=2), log_weights, rtol=1e-4)
        bound = np.log(np.exp(log_weights).mean(0))
        np.testing.assert_allclose(model.log_prob_iw(X, 4, seed=2), bound, rtol=1e-4)
        z = noise.normal((4, 20, 2), model.seed, noise.EVALUATION, 2).numpy()
        of_prior = [log_prob(model, of_sample) for of_sample in z]
        np.testing.assert_allclose(
            model.log_weights(X, 4, seed=2, proposal="prior"), of_prior, rtol=1e-4
        )
        with self.assertRaisesRegex(ValueError, "proposal"):
            model.log_weights(X, 4, proposal="q")

    def test_more_samples_tighten_the_bound_on_average(self):
        model = small()
        one, many = (np.mean(model.log_prob_iw(X, k)) for k in (1, 200))
        self.assertLess(one, many)


class LearnedDeviation(unittest.TestCase):
    def learned(self, std=0.5):
        return small(likelihood="gaussian", decoder_std=std, learn_decoder_std=True)

    def test_starts_where_it_is_told_to(self):
        model = self.learned(0.3)
        self.assertAlmostEqual(float(model.pixel_std), 0.3, places=6)
        given = small(likelihood="gaussian", decoder_std=0.3)
        self.assertEqual(given.pixel_std, 0.3)
        np.testing.assert_allclose(model.elbo(X), given.elbo(X), rtol=1e-5)

    def test_the_likelihood_is_that_of_what_was_learned(self):
        model = self.learned()
        model.log_std.assign(np.log(0.2))
        again = small(likelihood="gaussian", decoder_std=0.2)
        np.testing.assert_allclose(model.elbo(X), again.elbo(X), rtol=1e-5)

    def test_its_slope_is_that_of_the_density(self):
        model = self.learned()
        with tf.GradientTape() as tape:
            loss = model.terms(X, None, training=True, step=5)["loss"]
        slope = tape.gradient(loss, model.log_std)
        _, _, z = encoded(model, noise.TRAINING, 5)
        squared = np.square(X - model.decode(z.astype(np.float32))).sum(1)
        # of the sum over pixels of (x - m)^2 / (2 s^2) + log s, by log s
        self.assertAlmostEqual(float(slope), np.sum(16 - squared / 0.25), delta=0.01)

    def test_stays_within_its_range(self):
        model = self.learned()
        optimizer = keras.optimizers.SGD(1.0)
        for slope, bound in ((1e3, 1e-3), (-1e3, 10)):
            optimizer.apply([tf.constant(slope)], [model.log_std])
            self.assertAlmostEqual(float(model.pixel_std), bound, delta=1e-5 * bound)

    def test_of_bernoulli_pixels_there_is_none(self):
        with self.assertRaisesRegex(ValueError, "learn_decoder_std"):
            PlainVAE(learn_decoder_std=True)


class Start(unittest.TestCase):
    def test_pixels_start_at_their_frequencies(self):
        model = small()
        images = np.array([[1.0] * 16, [0.0] * 16, [1.0] * 8 + [0.0] * 8], np.float32)
        model.start_at_frequencies(images)
        probs = 1 / (1 + np.exp(-model.pixel_head.bias.numpy()))
        np.testing.assert_allclose(probs, [3 / 5] * 8 + [2 / 5] * 8, rtol=1e-5)

    def test_without_hidden_layers_all_is_linear(self):
        model = small(encoder_layers=(), decoder_layers=())
        mu, _ = model.encode(X)
        np.testing.assert_allclose(mu, X @ model.mu_head.kernel.numpy(), rtol=1e-4, atol=1e-6)
        z = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
        logits = z @ model.pixel_head.kernel.numpy()
        np.testing.assert_allclose(model.decode(z), 1 / (1 + np.exp(-logits)), rtol=1e-4)


class Samples(unittest.TestCase):
    def test_are_decoded_from_the_prior(self):
        model = small()
        z = noise.normal((9, 2), model.seed, noise.SAMPLE, 4)
        np.testing.assert_array_equal(model.sample(9, seed=4), model.decode(z))

    def test_arguments_that_make_no_sense(self):
        for bad in (
            {"likelihood": "poisson"},
            {"z_dim": 0},
            {"encoder_layers": (0,)},
            {"learn_decoder_std": True},
            {"decoder_layers": (5, 0)},
            {"decoder_std": 0},
            {"warm_up": -1},
            {"input_dim": 0},
        ):
            with self.subTest(**bad), self.assertRaises(ValueError):
                PlainVAE(**bad)
