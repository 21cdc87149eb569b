import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models import DigitClassifier, noise
from tests.support.helpers import TINY_CLASSES, softmax, tiny_split

SPLIT = tiny_split(20, 4)
X, Y = SPLIT.images, SPLIT.labels


def tiny_classifier(**options):
    model = DigitClassifier(
        **{"hidden_layers": (8, 6), "input_dim": 16, "num_classes": TINY_CLASSES, **options}
    )
    model.build()
    return model


class Classifier(unittest.TestCase):
    def test_logits_are_those_of_two_rectified_layers(self):
        model = tiny_classifier()
        weights = [v.numpy() for v in model.trainable_variables]
        first, first_bias, second, second_bias, head, head_bias = weights
        hidden = np.maximum(np.maximum(X @ first + first_bias, 0) @ second + second_bias, 0)
        np.testing.assert_allclose(model(X), hidden @ head + head_bias, rtol=1e-4, atol=1e-6)

    def test_evaluation_terms(self):
        model = tiny_classifier()
        probs = softmax(model(X).numpy())
        terms = model.terms(X, Y, training=False, step=0)
        np.testing.assert_allclose(terms["loss"], -np.log(probs[np.arange(20), Y]), rtol=1e-5)
        np.testing.assert_array_equal(terms["accuracy"], probs.argmax(1) == Y)

    def test_dropout_in_training_only_by_seed_and_step(self):
        model = tiny_classifier(dropout=0.5)

        def loss(training, step):
            return model.terms(X, Y, training=training, step=step)["loss"].numpy()

        np.testing.assert_array_equal(loss(False, 1), loss(False, 2))
        np.testing.assert_array_equal(loss(True, 1), loss(True, 1))
        for other in (loss(True, 2), loss(False, 1)):
            self.assertGreater(np.abs(loss(True, 1) - other).max(), 0.01)
        undropped = tiny_classifier(dropout=0.0)
        terms = (undropped.terms(X, Y, training=t, step=1)["loss"] for t in (True, False))
        np.testing.assert_array_equal(*terms)

    def test_dropout_samples_a_mask_for_each_layer(self):
        model = tiny_classifier(dropout=0.5, hidden_layers=(8, 8))
        first, second, head = (v.numpy() for v in model.trainable_variables[::2])
        kept = [noise.dropout(tf.ones([20, 8]), 0.5, model.seed, n, 7).numpy() for n in range(2)]
        hidden = np.maximum(np.maximum(X @ first, 0) * kept[0] @ second, 0) * kept[1]
        probs = softmax(hidden @ head)
        loss = model.terms(X, Y, training=True, step=7)["loss"]
        np.testing.assert_allclose(loss, -np.log(probs[np.arange(20), Y]), rtol=1e-5)

    def test_dropout_keeps_the_mean(self):
        # with a second layer, which is not linear, the mean of the logits would be another
        linear = tiny_classifier(hidden_layers=(8,), dropout=0.3)
        logits = np.array([linear._logits(X, dropout_step=step) for step in range(400)])
        error = logits.std(axis=0) / 20
        np.testing.assert_array_less(np.abs(logits.mean(0) - linear(X)), 5 * error + 1e-5)

    def test_eager_graph_and_xla_drop_the_same(self):
        model = tiny_classifier(dropout=0.5)

        def loss(step):
            return model.terms(X, Y, training=True, step=step)["loss"]

        step = tf.constant(3, tf.int64)
        for jit_compile in (False, True):
            with self.subTest(jit_compile=jit_compile):
                program = tf.function(loss, jit_compile=jit_compile)
                np.testing.assert_allclose(program(step), loss(step), atol=1e-5)

    def test_learns(self):
        model = tiny_classifier(hidden_layers=(32,))
        model.compile(optimizer=keras.optimizers.Adam(0.02), jit_compile=False)
        split = tiny_split(200, 8)
        model.fit(split.images, split.labels, epochs=8, verbose=0)
        test = tiny_split(100, 9)
        logs = model.evaluate(test.images, test.labels, verbose=0, return_dict=True)
        self.assertGreater(logs["accuracy"], 0.97)
