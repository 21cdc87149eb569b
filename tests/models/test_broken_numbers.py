"""Log-variances beyond all bounds are harmless, for every VAE of the table of models."""

import unittest

import numpy as np
import tensorflow as tf

from tests.support.every_model import MODELS, images_for


class LogVariances(unittest.TestCase):
    def test_of_100_and_less_leave_losses_and_gradients_finite(self):
        for name, make in MODELS.items():
            model = make()
            if not hasattr(model, "log_var_head"):
                continue
            model.compile(optimizer="adam")
            if not model.built:
                model.build()
            head = model.log_var_head
            head.kernel.assign(tf.zeros_like(head.kernel))
            for log_var in (-100.0, 100.0):
                head.bias.assign(tf.fill(head.bias.shape, log_var))
                with self.subTest(name, log_var=log_var):
                    self.assert_finite(model, *images_for(name))

    def assert_finite(self, model, images, labels):
        with tf.GradientTape(persistent=True) as tape:
            terms = model.terms(images, labels, True, tf.constant(0, tf.int64))
            losses = model.objectives(terms)
        for name, values in terms.items():
            self.assertTrue(np.isfinite(values).all(), name)
        for (_, variables), loss in zip(model.optimizers, losses, strict=True):
            for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
                self.assertTrue(np.isfinite(gradient).all(), variable.path)
