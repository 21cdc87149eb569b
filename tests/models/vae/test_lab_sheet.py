import itertools
import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models import VAE, noise
from tests.support.classes import assert_classes_are_sampled
from tests.support.helpers import SHEET_NETWORK, TINY_CLASSES, softmax, tiny_split, tiny_vae

SPLIT = tiny_split(20, 4)
X, Y = SPLIT.images, SPLIT.labels


class Sheet(unittest.TestCase):
    def test_no_arguments_give_the_sheet_s_model(self):
        config = VAE().get_config()
        sheet = {
            **SHEET_NETWORK,
            "reconstruction_weight": 100.0,
            "beta": 1.0,
            "likelihood": "bernoulli",
            "input_dim": 784,
            "num_classes": 10,
        }
        self.assertEqual(config, {**config, **sheet})

    def test_its_weights(self):
        model = VAE()
        model.build()
        shapes = [tuple(v.shape) for v in model.trainable_variables if len(v.shape) == 2]
        self.assertCountEqual(
            shapes,
            [(784, 128), (128, 10), (128, 10), (784, 128), (128, 10), (20, 128), (128, 784)],
        )
        self.assertEqual(len(model.trainable_variables), 14)

    def test_weights_are_a_function_of_the_seed(self):
        kernels = [
            [v.numpy() for v in tiny_vae(seed=seed).trainable_variables if len(v.shape) == 2]
            for seed in (1, 1, 2)
        ]
        for same, again, other in zip(*kernels, strict=True):
            np.testing.assert_array_equal(same, again)
            self.assertGreater(np.abs(same - other).min(), 0)

    def test_arguments_that_make_no_sense(self):
        for bad in (
            {"likelihood": "poisson"},
            {"z_dim": 0},
            {"encoder_layers": (5, 0)},
            {"digit_classification_layers": ()},
            {"decoder_std": 0},
            {"num_classes": 0},
        ):
            with self.subTest(**bad), self.assertRaises(ValueError):
                VAE(**bad)


class Loss(unittest.TestCase):
    OPTIONS = {
        "reconstruction_weight": 30.0,
        "beta": 2.5,
        "digit_classification_weight": 4.0,
        "decoder_std": 0.3,
        "seed": 2,
    }

    def by_hand(self, model, training, step):
        """The terms in NumPy, from what `call` and `decode` give and the noise of this step."""
        out = {name: value.numpy() for name, value in model(X).items()}
        purpose = noise.TRAINING if training else noise.EVALUATION
        epsilon = noise.normal(out["mu"].shape, model.seed, purpose, step).numpy()
        z = out["mu"] + np.exp(out["log_var"] / 2) * epsilon
        mean = model.decode(z, softmax(out["digit_logits"])).numpy().astype(float)
        if model.likelihood == "bernoulli":
            recon = -(X * np.log(mean) + (1 - X) * np.log(1 - mean)).mean(1)
        else:
            std = model.decoder_std
            recon = ((X - mean) ** 2 / (2 * std**2) + np.log(np.sqrt(2 * np.pi) * std)).mean(1)
        kl = (np.exp(out["log_var"]) - out["log_var"] - 1 + out["mu"] ** 2).sum(1) / 2
        cls = -np.log(softmax(out["digit_logits"])[np.arange(len(Y)), Y])
        return {
            "loss": model.reconstruction_weight * recon
            + model.beta * kl
            + model.digit_classification_weight * cls,
            "recon": recon,
            "kl": kl / model.z_dim,
            "cls": cls,
            "accuracy": out["digit_logits"].argmax(1) == Y,
        }

    def test_terms(self):
        for likelihood in ("bernoulli", "gaussian"):
            model = tiny_vae(likelihood=likelihood, **self.OPTIONS)
            for training, step in ((True, 0), (True, 7), (False, 0), (False, 40)):
                expected = self.by_hand(model, training, step)
                found = model.terms(X, Y, training=training, step=step)
                self.assertEqual(found.keys(), expected.keys())
                for name, values in expected.items():
                    with self.subTest(likelihood, training=training, step=step, term=name):
                        np.testing.assert_allclose(found[name], values, rtol=2e-5)

    def test_a_training_step_descends_the_mean_of_the_loss(self):
        model = tiny_vae(**self.OPTIONS)
        model.compile(optimizer=keras.optimizers.SGD(1e-3))
        before = [v.numpy() for v in model.trainable_variables]
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(model.terms(X, Y, training=True, step=0)["loss"])
        gradients = tape.gradient(loss, model.trainable_variables)
        logs = model.train_step((X, Y))
        for old, gradient, new in zip(before, gradients, model.trainable_variables, strict=True):
            np.testing.assert_allclose(new, old - 1e-3 * gradient, rtol=1e-4, atol=1e-7)
        self.assertAlmostEqual(float(logs["loss"]), float(loss), places=3)
        self.assertEqual(int(model.step), 1)

    def test_weights_leave_padding_out(self):
        model = tiny_vae(**self.OPTIONS)
        model.compile(optimizer=keras.optimizers.SGD(0.0))
        weights = np.arange(20) < 13
        terms = self.by_hand(model, training=False, step=0)
        logs = model.test_step((X, Y, weights.astype(np.float32)))
        for name, values in terms.items():
            self.assertAlmostEqual(float(logs[name]), values[:13].mean(), places=3, msg=name)


class Images(unittest.TestCase):
    def test_call_names_its_results(self):
        model = tiny_vae()
        out = model(X)
        shapes = {name: tuple(value.shape) for name, value in out.items()}
        self.assertEqual(
            shapes,
            {
                "reconstruction": (20, 16),
                "mu": (20, 2),
                "log_var": (20, 2),
                "z": (20, 2),
                "digit_logits": (20, 3),
            },
        )
        probs = softmax(out["digit_logits"].numpy())
        decoded = model.decode(out["z"], probs)
        np.testing.assert_allclose(out["reconstruction"], decoded, rtol=1e-5)
        np.testing.assert_array_equal(out["z"], model(X)["z"])

    def test_reparameterize(self):
        mu, log_var = tf.constant([[1.0, -2.0]]), tf.constant([[0.0, np.log(9.0)]])
        z = tiny_vae().reparameterize(mu, log_var, tf.constant([[0.5, 2.0]]))
        np.testing.assert_allclose(z, [[1.5, 4.0]], rtol=1e-6)

    def test_log_var_is_bounded(self):
        model = tiny_vae()
        for bias, bound in ((1e4, 20), (-1e4, -20)):
            model.log_var_head.bias.assign([bias, bias])
            np.testing.assert_array_equal(model.encode(X)[1], np.full((20, 2), bound))
            self.assertTrue(np.isfinite(model.elbo(X)).all())

    def test_samples_are_images_chosen_by_the_seed(self):
        model = tiny_vae(seed=3)
        samples = model.sample(50, seed=1).numpy()
        self.assertEqual(samples.shape, (50, 16))
        self.assertTrue(((samples > 0) & (samples < 1)).all())
        self.assertEqual(len(np.unique(samples, axis=0)), 50)
        np.testing.assert_array_equal(samples, model.sample(50, seed=1))
        self.assertGreater(np.abs(samples - model.sample(50, seed=2)).max(1).min(), 0)
        other = tiny_vae(seed=4)
        other.set_weights(model.get_weights())
        self.assertGreater(np.abs(samples - other.sample(50, seed=1)).max(1).min(), 0)

    def test_every_sample_has_a_class_of_its_own_all_as_likely(self):
        model, count = tiny_vae(seed=3), 300
        z = noise.normal((count, 2), model.seed, noise.SAMPLE, 1)
        by_class = [
            model.decode(z, np.tile(one_hot, (count, 1)))
            for one_hot in np.eye(TINY_CLASSES, dtype=np.float32)
        ]
        assert_classes_are_sampled(self, model, by_class)

    def test_generate_decodes_z_with_one_class_for_the_whole_image(self):
        model = tiny_vae()
        z = np.random.default_rng(0).normal(size=(6, 2)).astype(np.float32)
        by_class = []
        for digit, one_hot in enumerate(np.eye(TINY_CLASSES, dtype=np.float32)):
            images = model.generate(digit, z).numpy()
            np.testing.assert_array_equal(images, model.decode(z, np.tile(one_hot, (6, 1))))
            np.testing.assert_allclose(images[2:3], model.generate(digit, z[2:3]), rtol=1e-6)
            by_class.append(images)
        for one, other in itertools.combinations(by_class, 2):
            self.assertGreater(np.abs(one - other).max(1).min(), 1e-3)

    def test_generate_without_z_samples_one_from_the_prior(self):
        model = tiny_vae()
        first = model.generate(1).numpy()
        self.assertEqual(first.shape, (1, 16))
        np.testing.assert_array_equal(first, model.generate(1))
        self.assertGreater(np.abs(first - model.generate(1, seed=9)).max(), 0)

    def test_generate_refuses_other_classes(self):
        for digit in (-1, 3):
            with self.assertRaisesRegex(ValueError, f"from 0 to 2, received {digit}"):
                tiny_vae().generate(digit)
