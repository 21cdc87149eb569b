import unittest
from unittest import mock

import numpy as np
import tensorflow as tf

from lab.models import IWAE, noise
from lab.models.densities import log_mean_exp
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images
DRAWS = 5


def small(samples=DRAWS, **options):
    sizes = {"encoder_layers": (7,), "decoder_layers": (6,), "activation": "tanh", "input_dim": 16}
    model = IWAE(samples, **sizes, seed=3, **options)
    model.build()
    return model


def bound(model, images, purpose, step):
    """The definition: log of the mean of p(x, z) / q(z|x) over the samples that the model takes."""
    mu, log_var = model.encode(images)
    epsilon = noise.normal((model.samples, *mu.shape), model.seed, purpose, step)
    z = mu + tf.exp(log_var / 2) * epsilon
    log_prior = -tf.reduce_sum(z**2 + np.log(2 * np.pi), -1) / 2
    squares = (z - mu) ** 2 / tf.exp(log_var)
    log_q = -tf.reduce_sum(squares + log_var + np.log(2 * np.pi), -1) / 2
    return log_mean_exp(model.log_likelihood(images, z) + log_prior - log_q)


class ImportanceWeighting(unittest.TestCase):
    def test_the_loss_is_the_negative_bound(self):
        for samples in (1, DRAWS):
            model = small(samples)
            for training, purpose in ((True, noise.TRAINING), (False, noise.EVALUATION)):
                with self.subTest(samples=samples, training=training):
                    loss = model.terms(X, None, training, 5)["loss"]
                    np.testing.assert_allclose(loss, -bound(model, X, purpose, 5), rtol=1e-4)

    def test_a_gradient_by_one_sample_is_on_average_that_of_the_bound(self):
        images = np.repeat(X, 1000, axis=0)
        for options in ({}, {"likelihood": "gaussian", "learn_decoder_std": True}):
            model = small(**options)
            # a decoder that listens to z: the samples' shares of the weights are far from equal
            kernel = model.decoder.layers[0].kernel
            kernel.assign(3 * kernel)
            for variable, ours, plain in gradients(model, images, range(12)):
                with self.subTest(variable.path, **options):
                    off = ours - plain
                    errors = off.std(axis=0, ddof=1) / np.sqrt(len(off)) + 1e-9
                    self.assertLess(np.abs(off.mean(axis=0) / errors).mean(), 1.6)
                    sizes = [np.linalg.norm(values.mean(axis=0)) for values in (off, plain)]
                    self.assertLess(sizes[0], 0.1 * sizes[1] + 2e-3)

    def test_each_image_chooses_its_sample_by_a_number_of_its_own(self):
        images = np.repeat(X, 20, axis=0)
        # the decoder hardly listens to z: all samples weigh about the same
        model = small(4)
        mu, _ = model.encode(images)
        samples = noise.normal((4, *mu.shape), model.seed, noise.TRAINING, 5).numpy()
        original = IWAE.reparameterize
        with mock.patch.object(IWAE, "reparameterize", autospec=True, side_effect=original) as spy:
            model.terms(images, None, True, 5)
        chosen = spy.call_args.args[3].numpy()
        apart = np.abs(chosen - samples).max(-1)
        np.testing.assert_array_equal(apart.min(0), np.zeros(len(images)))
        counts = np.bincount(apart.argmin(0), minlength=4)
        np.testing.assert_allclose(counts / len(images), np.full(4, 0.25), atol=0.08)

    def test_the_encoder_learns_from_less_noise_than_by_the_plain_derivative(self):
        model = small(50)
        variable, ours, plain = next(gradients(model, X, range(200)))
        self.assertIn("encoder", variable.path)
        self.assertLess(ours.var(axis=0).sum(), plain.var(axis=0).sum())

    def test_terms_that_it_does_not_weigh(self):
        for name in ("beta", "reconstruction_weight", "warm_up"):
            with self.subTest(name), self.assertRaisesRegex(ValueError, f"{name}: "):
                small(**{name: 2})


def gradients(model, images, steps):
    """Each variable with the gradients [steps, ...] of the model's loss and of the bound itself."""
    pairs = []
    for step in steps:
        with tf.GradientTape(persistent=True) as tape:
            ours = tf.reduce_mean(model.terms(images, None, True, step)["loss"])
            plain = -tf.reduce_mean(bound(model, images, noise.TRAINING, step))
        variables = model.trainable_variables
        pairs.append([tape.gradient(loss, variables) for loss in (ours, plain)])
    for number, variable in enumerate(variables):
        yield variable, *(np.array([pair[i][number] for pair in pairs]) for i in range(2))
