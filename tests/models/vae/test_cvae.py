import unittest

import keras
import numpy as np
import tensorflow as tf
from scipy.stats import norm

from lab.models import CVAE, noise
from tests.support.classes import assert_classes_are_sampled
from tests.support.helpers import TINY_CLASSES, tiny_split

SPLIT = tiny_split(20, 4)
X, Y = SPLIT.images, SPLIT.labels


def small(**options):
    sizes = {"encoder_layers": (7,), "decoder_layers": (6,), "activation": "tanh", "input_dim": 16}
    model = CVAE(**{"num_classes": TINY_CLASSES, **sizes, "seed": 3, **options})
    model.build()
    return model


class Loss(unittest.TestCase):
    def test_is_the_negative_bound_of_the_lecture_with_its_sign_mended(self):
        model = small()
        one_hot = np.eye(TINY_CLASSES)[Y]
        hidden = np.tanh(np.hstack([X, one_hot]) @ model.encoder.layers[0].kernel.numpy())
        mu, log_var = (hidden @ h.kernel.numpy() for h in (model.mu_head, model.log_var_head))
        epsilon = noise.normal(mu.shape, model.seed, noise.TRAINING, 5).numpy()
        z = mu + np.exp(log_var / 2) * epsilon
        hidden = np.tanh(np.hstack([z, one_hot]) @ model.decoder.layers[0].kernel.numpy())
        probs = 1 / (1 + np.exp(-hidden @ model.pixel_head.kernel.numpy()))
        log_likelihood = (X * np.log(probs) + (1 - X) * np.log(1 - probs)).sum(1)
        kl = (np.exp(log_var) - log_var - 1 + mu**2).sum(1) / 2
        loss = model.terms(X, Y, training=True, step=5)["loss"]
        np.testing.assert_allclose(loss, kl - log_likelihood, rtol=1e-4)

    def test_of_evaluation_is_the_negative_elbo(self):
        model = small()
        loss = model.terms(X, Y, training=False, step=2)["loss"]
        np.testing.assert_allclose(loss, -model.elbo(X, Y, seed=2), rtol=1e-5)

    def test_more_samples_tighten_the_bound_on_average(self):
        model = small()
        elbo = np.mean([model.elbo(X, Y, seed=seed) for seed in range(50)])
        self.assertLess(elbo, np.mean(model.log_prob_iw(X, 200, Y)))

    def test_weights_are_those_of_the_joint_by_the_posterior(self):
        model = small(dtype="float64")
        mu, log_var = (value.numpy() for value in model.encode(X, Y))
        epsilon = noise.normal((3, *mu.shape), model.seed, noise.EVALUATION, 2, "float64").numpy()
        z = mu + np.exp(log_var / 2) * epsilon
        probs = np.array([model.decode(of_sample, Y) for of_sample in z])
        log_x = (X * np.log(probs) + (1 - X) * np.log(1 - probs)).sum(-1)
        expected = log_x + norm.logpdf(z).sum(-1) - norm.logpdf(z, mu, np.exp(log_var / 2)).sum(-1)
        np.testing.assert_allclose(model.log_weights(X, 3, Y, seed=2), expected, rtol=1e-6)
        bound = np.log(np.exp(expected).mean(0))
        np.testing.assert_allclose(model.log_prob_iw(X, 3, Y, seed=2), bound, rtol=1e-6)


class Classes(unittest.TestCase):
    def test_style_transfer_decodes_one_code_in_every_class(self):
        model = small()
        images = model.transfer(X, Y).numpy()
        self.assertEqual(images.shape, (20, TINY_CLASSES, 16))
        mu, _ = model.encode(X, Y)
        for label in range(TINY_CLASSES):
            alone = model.decode(mu, tf.fill([20], label))
            np.testing.assert_allclose(images[:, label], alone, rtol=1e-5)

    def test_training_teaches_the_decoder_what_a_class_is(self):
        model, split = small(activation="relu", z_dim=1), tiny_split(300, 1)
        model.compile(optimizer=keras.optimizers.Adam(0.02), jit_compile=False)
        model.fit(split.images, split.labels, epochs=8, batch_size=20, verbose=0)
        for label in range(TINY_CLASSES):
            rows = model.generate(label, np.zeros((1, 1))).numpy().reshape(4, 4).mean(1)
            self.assertEqual(rows.argmax(), label)

    def test_every_sample_has_a_class_of_its_own_all_as_likely(self):
        model, count = small(), 300
        z = noise.normal((count, 2), model.seed, noise.SAMPLE, 1)
        by_class = [model.decode(z, tf.fill([count], label)) for label in range(TINY_CLASSES)]
        assert_classes_are_sampled(self, model, by_class)

    def test_unknown_class(self):
        with self.assertRaisesRegex(ValueError, "from 0 to 2, received 3"):
            small().generate(TINY_CLASSES)
