"""NaN, infinity and log-variances beyond all bounds: refused by name, or harmless."""

import unittest

import numpy as np
import tensorflow as tf

from lab.models import CVAE, IWAE, MADE, VAEGAN, Autoencoder, ConvVAE, LinearVAE, PlainVAE
from tests.helpers import TINY_CLASSES, tiny_split, tiny_vae

SPLIT = tiny_split(20, 4)
SIZES = {"encoder_layers": (7,), "decoder_layers": (6,)}
VAES = {
    "PlainVAE": lambda: PlainVAE(input_dim=16, **SIZES),
    "its Gaussian pixels": lambda: PlainVAE(
        input_dim=16, likelihood="gaussian", learn_decoder_std=True, **SIZES
    ),
    "IWAE": lambda: IWAE(input_dim=16, samples=3, **SIZES),
    "LinearVAE": lambda: LinearVAE(input_dim=16),
    "VAE": lambda: tiny_vae(build=False),
    "CVAE": lambda: CVAE(input_dim=16, num_classes=TINY_CLASSES, **SIZES),
    "ConvVAE": lambda: ConvVAE(image_shape=(4, 4), channels=2, **SIZES),
    "VAEGAN": lambda: VAEGAN(image_shape=(4, 4), channels=2, **SIZES),
}
LABELLED = ("VAE", "CVAE")


def broken(value):
    """Images of which one pixel is this."""
    images = SPLIT.images
    images[3, 5] = value
    return images


class NotFinite(unittest.TestCase):
    """Images in data sets are bytes, which are always finite: only arrays may hold such numbers."""

    def refused(self, call, value):
        shown = f"x: expected finite numbers, received {value:g} at (3, 5)"
        with self.assertRaises(ValueError) as caught:
            call()
        self.assertEqual(str(caught.exception), shown)

    def test_images_of_which_a_density_is_asked(self):
        for name, make in VAES.items():
            model = make()
            model.build()
            labels = (SPLIT.labels,) if name == "CVAE" else ()
            for value in (np.nan, np.inf, -np.inf):
                for x in (broken(value), tf.constant(broken(value))):
                    with self.subTest(name, value=value):
                        self.refused(lambda: model.elbo(x, *labels), value)  # noqa: B023
                        self.refused(lambda: model.log_prob_iw(x, *labels, 2), value)  # noqa: B023
                        if hasattr(model, "log_prob"):
                            self.refused(lambda: model.log_prob(x), value)  # noqa: B023

    def test_a_made_takes_bits_alone(self):
        for value in (np.nan, np.inf):
            with self.assertRaisesRegex(ValueError, f"received {value:g} in image 3, pixel 5"):
                MADE(16, (8,)).log_prob(np.round(broken(0)) + (broken(value) - broken(0)))

    def test_images_to_fit(self):
        for make in (VAES["PlainVAE"], lambda: MADE(16, (8,)), lambda: Autoencoder(input_dim=16)):
            model = make()
            model.compile(optimizer="adam")
            with self.subTest(type(model).__name__):
                self.refused(lambda: model.fit(broken(np.nan), verbose=0), np.nan)  # noqa: B023
                model.fit(SPLIT.images, verbose=0)
                for weight in model.weights:
                    self.assertTrue(np.isfinite(weight.numpy()).all(), weight.path)


class LogVariances(unittest.TestCase):
    def test_of_100_and_less_leave_losses_and_gradients_finite(self):
        for name, make in VAES.items():
            model = make()
            model.build()
            model.compile(optimizer="adam")
            head = model.log_var_head
            head.kernel.assign(tf.zeros_like(head.kernel))
            for log_var in (-100.0, 100.0):
                head.bias.assign(tf.fill(head.bias.shape, log_var))
                with self.subTest(name, log_var=log_var):
                    self.assert_finite(model, SPLIT.labels if name in LABELLED else None)

    def assert_finite(self, model, labels):
        with tf.GradientTape(persistent=True) as tape:
            terms = model.terms(SPLIT.images, labels, True, tf.constant(0, tf.int64))
            losses = model.objectives(terms)
        for name, values in terms.items():
            self.assertTrue(np.isfinite(values).all(), name)
        for (_, variables), loss in zip(model.optimizers, losses, strict=True):
            for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
                self.assertTrue(np.isfinite(gradient).all(), variable.path)
