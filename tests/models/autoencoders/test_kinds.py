import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models import (
    ContractiveAutoencoder,
    DenoisingAutoencoder,
    SparseAutoencoder,
    noise,
)
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images
X64 = X.astype(float)
STEP = 1e-5


def small(kind, **options):
    """A model of float64 weights, none of them zero."""
    sizes = {} if kind is ContractiveAutoencoder else {"hidden_layers": ()}
    model = kind(**{**sizes, "code_dim": 5, "input_dim": 16, "dtype": "float64", **options})
    model.build()
    rng = np.random.default_rng(1)
    for variable in model.trainable_variables:
        variable.assign(rng.normal(0, 0.5, variable.shape))
    return model


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def check_gradients(model, step=3):
    """The automatic gradient of the mean loss beside central differences, every weight."""

    @tf.function
    def loss():
        return tf.reduce_mean(model.terms(X64, None, training=True, step=step)["loss"])

    with tf.GradientTape() as tape:
        value = loss()
    gradients = tape.gradient(value, [v.value for v in model.trainable_variables])
    for variable, gradient in zip(model.trainable_variables, gradients, strict=True):
        weights, expected = variable.numpy(), np.zeros(variable.shape)
        for index in np.ndindex(*variable.shape):
            values = []
            for sign in (1, -1):
                moved = weights.copy()
                moved[index] += sign * STEP
                variable.assign(moved)
                values.append(float(loss()))
            expected[index] = (values[0] - values[1]) / (2 * STEP)
        variable.assign(weights)
        message = f"{type(model).__name__} {variable.path}"
        np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-9, err_msg=message)


class Denoising(unittest.TestCase):
    def test_the_result_for_the_noisy_image_is_compared_with_the_clean_one(self):
        for kind in noise.CORRUPTIONS:
            model = small(DenoisingAutoencoder, corruption=kind, strength=0.4, seed=3)
            for training, purpose in ((True, noise.TRAINING), (False, noise.EVALUATION)):
                with self.subTest(kind=kind, training=training):
                    noisy = noise.corrupted(X64, kind, 0.4, 3, purpose, 7).numpy()
                    kernel, bias, back, offset = (v.numpy() for v in model.trainable_variables)
                    error = (X64 - ((noisy @ kernel + bias) @ back + offset)) ** 2
                    terms = model.terms(X64, None, training, 7)
                    np.testing.assert_allclose(terms["loss"], error.mean(1))

    def test_other_noise_in_every_update(self):
        model = small(DenoisingAutoencoder)
        losses = [model.terms(X64, None, True, step)["loss"].numpy() for step in (1, 1, 2)]
        np.testing.assert_array_equal(losses[0], losses[1])
        self.assertGreater(np.abs(losses[0] - losses[2]).min(), 0)

    def test_gradients(self):
        check_gradients(small(DenoisingAutoencoder, activation="tanh", hidden_layers=(4,)))


class Sparse(unittest.TestCase):
    def numbers(self, model, x):
        """Squared errors [B] and the sum of KLs, from their formulas."""
        kernel, bias, back, offset = (v.numpy() for v in model.trainable_variables)
        code = sigmoid(x @ kernel + bias)
        p, q = model.rho, code.mean(0)
        kl = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
        return ((x - code @ back - offset) ** 2).mean(1), kl.sum()

    def test_terms_beside_their_formulas(self):
        model = small(SparseAutoencoder, rho=0.1, beta=0.7)
        recon, kl = self.numbers(model, X64)
        terms = model.terms(X64, None, True, 0)
        np.testing.assert_allclose(terms["recon"], recon)
        np.testing.assert_allclose(terms["sparsity"], np.full(len(X), kl))
        np.testing.assert_allclose(terms["loss"], recon + 0.7 * kl)

    def test_no_penalty_where_every_unit_is_active_as_often_as_asked(self):
        model = small(SparseAutoencoder, rho=0.2)
        self.assertAlmostEqual(float(model.sparsity(np.full(5, 0.2))), 0)
        self.assertGreater(float(model.sparsity(np.array([0.2, 0.2, 0.2, 0.2, 0.3]))), 0)
        self.assertTrue(np.isfinite(model.sparsity(np.array([0.0, 1.0]))))

    def test_evaluation_takes_the_rate_over_all_images_however_they_are_batched(self):
        model = small(SparseAutoencoder, rho=0.1, beta=0.7, dtype="float32")
        model.compile(optimizer="sgd")
        recon, kl = self.numbers(model, X64)
        expected = {"loss": recon.mean() + 0.7 * kl, "recon": recon.mean(), "sparsity": kl}
        for size in (20, 6, 1):
            with self.subTest(batch_size=size):
                logs = model.evaluate(X, X, batch_size=size, verbose=0, return_dict=True)
                self.assertEqual(set(logs), set(expected))
                for name, value in expected.items():
                    self.assertAlmostEqual(logs[name], value, delta=1e-5 * value, msg=name)
        padded, weights = np.concatenate([X, X[:3]]), np.repeat([1.0, 0.0], [20, 3])
        logs = model.evaluate(padded, padded, 10, 0, weights, return_dict=True)
        self.assertAlmostEqual(logs["sparsity"], kl, delta=1e-5 * kl)
        self.assertAlmostEqual(logs["loss"], expected["loss"], delta=1e-5 * kl)

    def test_metrics_of_training_start_anew_in_every_epoch(self):
        model = small(SparseAutoencoder, rho=0.1, beta=0.7, dtype="float32")
        model.compile(optimizer=keras.optimizers.SGD(0.0))
        history = model.fit(X, X, epochs=2, batch_size=7, verbose=0).history
        kl = self.numbers(model, X64)[1]
        np.testing.assert_allclose(history["sparsity"], [kl, kl], rtol=1e-5)

    def test_gradients(self):
        check_gradients(small(SparseAutoencoder, beta=0.3))


class Contractive(unittest.TestCase):
    def test_terms_beside_their_formulas(self):
        model = small(ContractiveAutoencoder, beta=0.2)
        kernel, bias = model.encoder.kernel.numpy(), model.encoder.bias.numpy()
        code = sigmoid(X64 @ kernel + bias)
        recon = ((X64 - code @ kernel.T - model.pixel_bias.numpy()) ** 2).mean(1)
        squared = [((np.diag(h * (1 - h)) @ kernel.T) ** 2).sum() for h in code]
        terms = model.terms(X64, None, True, 0)
        np.testing.assert_allclose(terms["recon"], recon)
        np.testing.assert_allclose(terms["contraction"], squared)
        np.testing.assert_allclose(terms["loss"], recon + 0.2 * np.array(squared))

    def test_the_norm_is_that_of_the_automatic_jacobian(self):
        model, x = small(ContractiveAutoencoder), tf.constant(X64)
        with tf.GradientTape() as tape:
            tape.watch(x)
            code = model.encode(x)
        jacobians = tape.batch_jacobian(code, x).numpy()
        np.testing.assert_allclose(model.squared_norm(code), (jacobians**2).sum((1, 2)))

    def test_gradients(self):
        check_gradients(small(ContractiveAutoencoder, beta=0.1))

    def test_encoder_and_decoder_share_their_weights(self):
        shapes = [tuple(v.shape) for v in small(ContractiveAutoencoder).trainable_variables]
        self.assertCountEqual(shapes, [(16, 5), (5,), (16,)])


class Arguments(unittest.TestCase):
    def test_that_make_no_sense(self):
        for kind, bad in (
            (DenoisingAutoencoder, {"corruption": "rain"}),
            (DenoisingAutoencoder, {"strength": -0.1}),
            (DenoisingAutoencoder, {"corruption": "masking", "strength": 1.1}),
            (SparseAutoencoder, {"rho": 0.0}),
            (SparseAutoencoder, {"rho": 1.0}),
            (SparseAutoencoder, {"beta": -1.0}),
            (ContractiveAutoencoder, {"beta": -1.0}),
            (ContractiveAutoencoder, {"code_dim": 0}),
        ):
            with self.subTest(kind.__name__, **bad), self.assertRaises(ValueError):
                kind(**bad)
