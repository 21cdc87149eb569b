import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models import PlainVAE
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images
WEIGHTS = np.linspace(0, 3, 20, dtype=np.float32)


def small():
    model = PlainVAE((7,), (6,), activation="tanh", input_dim=16, seed=3)
    model.compile(optimizer=keras.optimizers.SGD(0.01))
    model.build()
    return model


class SampleWeights(unittest.TestCase):
    def test_an_update_descends_the_mean_weighted_by_them(self):
        model = small()
        with tf.GradientTape() as tape:
            losses = model.terms(X, None, training=True, step=0)["loss"]
            loss = tf.reduce_sum(losses * WEIGHTS) / WEIGHTS.sum()
        gradients = tape.gradient(loss, model.trainable_variables)
        before = [v.numpy() for v in model.trainable_variables]
        logs = model.train_step((X, X, WEIGHTS))
        for old, gradient, new in zip(before, gradients, model.trainable_variables, strict=True):
            np.testing.assert_allclose(new, old - 0.01 * gradient, rtol=1e-4, atol=1e-6)
        self.assertAlmostEqual(float(logs["loss"]), float(loss), places=4)

    def test_none_at_all_moves_nothing(self):
        model = small()
        before = [v.numpy() for v in model.trainable_variables]
        model.train_step((X, X, 0 * WEIGHTS))
        for old, new in zip(before, model.trainable_variables, strict=True):
            np.testing.assert_array_equal(new, old)


class Steps(unittest.TestCase):
    def test_count_updates_in_training_and_images_in_evaluation(self):
        """Whatever is random in a model takes its numbers from them."""
        model, seen = small(), []
        terms = model.terms

        def noting(x, y, training, step):
            seen.append((training, int(step)))
            return terms(x, y, training, step)

        model.terms = noting
        for _ in range(2):
            model.train_step((X[:5], X[:5]))
        model.reset_metrics()
        for _ in range(3):
            model.test_step((X[:5], X[:5]))
        expected = [(True, 0), (True, 1), (False, 0), (False, 5), (False, 10)]
        self.assertEqual(seen, expected)
