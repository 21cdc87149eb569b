"""Every model's automatic gradients beside differences of its terms: nothing stops on the way."""

import unittest

import numpy as np
import tensorflow as tf

from tests.support.every_model import LABELLED, MODELS, images_for

STEP = 1e-6
# counts, which have no slope; and the loss of an IWAE, whose gradient is another estimate of the
# bound's (test_iwae.py)
WITHOUT = {"accuracy", "real_right", "fake_right"}
ESTIMATED = {"loss", "objective 0"}


class Gradients(unittest.TestCase):
    def terms(self, model, name):
        """Sums over the batch, by name, of what has a slope."""
        x, y = images_for(name, count=6)
        terms = model.terms(x, y if name in LABELLED else None, True, tf.constant(3, tf.int64))
        terms |= {f"objective {n}": v for n, v in enumerate(model.objectives(terms))}
        without = WITHOUT | (ESTIMATED if name == "IWAE" else set())
        return {term: tf.reduce_sum(v) for term, v in terms.items() if term not in without}

    def assert_gradients(self, model, name):
        """Along one direction in the space of all weights."""
        rng = np.random.default_rng(0)
        variables = model.trainable_variables
        for variable in variables:
            # a unit without inputs and without bias would lie on the edge of a ReLU
            variable.assign_add(rng.normal(0, 0.1, variable.shape))
        weights = [variable.numpy() for variable in variables]
        direction = [rng.normal(size=variable.shape) for variable in variables]
        with tf.GradientTape(persistent=True) as tape:
            terms = self.terms(model, name)
        ends = []
        for sign in (1, -1):
            for variable, start, towards in zip(variables, weights, direction, strict=True):
                variable.assign(start + sign * STEP * towards)
            ends.append(self.terms(model, name))
        values = [variable.value for variable in variables]
        for term, value in terms.items():
            gradients = tape.gradient(value, values, unconnected_gradients="zero")
            pairs = zip(gradients, direction, strict=True)
            found = sum(np.sum(gradient * towards) for gradient, towards in pairs)
            slope = float(ends[0][term] - ends[1][term]) / (2 * STEP)
            np.testing.assert_allclose(found, slope, rtol=1e-5, atol=1e-5, err_msg=term)

    def test_are_the_slopes_of_every_term(self):
        for name, make in MODELS.items():
            with self.subTest(name):
                model = make(dtype="float64", seed=3)
                model.build()
                self.assert_gradients(model, name)
