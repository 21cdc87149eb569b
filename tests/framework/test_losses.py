import unittest

import numpy as np
import tensorflow as tf
from keras.saving import deserialize_keras_object, serialize_keras_object

from lab.framework import BCELoss

LOGITS = np.array([[0.0, 2.0, -1.0], [3.0, 0.5, -4.0]], "float32")
TARGETS = np.array([[1.0, 0.0, 0.25], [1.0, 1.0, 0.0]], "float32")
PROBS = 1 / (1 + np.exp(-LOGITS))
NATS = -(TARGETS * np.log(PROBS) + (1 - TARGETS) * np.log(1 - PROBS)).sum(axis=1)


class Loss(unittest.TestCase):
    def test_nats_per_image(self):
        np.testing.assert_allclose(BCELoss()(TARGETS, LOGITS), NATS.mean(), rtol=1e-6)
        from_probs = BCELoss(from_logits=False)(TARGETS, PROBS)
        np.testing.assert_allclose(from_probs, NATS.mean(), rtol=1e-6)

    def test_no_reduction_leaves_images_apart(self):
        np.testing.assert_allclose(BCELoss(reduction=None)(TARGETS, LOGITS), NATS, rtol=1e-6)

    def test_sample_weight(self):
        weights = np.array([0.5, 3.0])
        weighted = BCELoss()(TARGETS, LOGITS, sample_weight=weights)
        np.testing.assert_allclose(weighted, (weights * NATS).sum() / 2, rtol=1e-6)

    def test_images_of_weight_zero_only_fill_up(self):
        loss = BCELoss(reduction="mean_with_sample_weight")
        padded = loss(TARGETS, LOGITS, sample_weight=np.array([1.0, 0.0]))
        np.testing.assert_allclose(padded, NATS[0], rtol=1e-6)

    def test_sample_weight_reaches_the_gradient(self):
        logits = tf.constant(LOGITS)
        with tf.GradientTape() as tape:
            tape.watch(logits)
            loss = BCELoss()(TARGETS, logits, sample_weight=np.array([0.5, 0.0]))
        expected = (PROBS - TARGETS) * [[0.5 / 2], [0]]
        np.testing.assert_allclose(tape.gradient(loss, logits), expected, rtol=1e-5)

    def test_half_precision_logits_are_summed_in_float32(self):
        logits = tf.fill([2, 784], tf.constant(3.0, tf.float16))
        loss = BCELoss()(tf.zeros([2, 784]), logits)
        self.assertEqual(loss.dtype, tf.float32)
        np.testing.assert_allclose(loss, 784 * np.log1p(np.exp(3.0)), rtol=1e-6)

    def test_config_round_trips(self):
        loss = BCELoss(from_logits=False, reduction="sum", name="nats")
        again = deserialize_keras_object(serialize_keras_object(loss))
        self.assertIs(type(again), BCELoss)
        self.assertEqual(again.get_config(), loss.get_config())
        self.assertFalse(again.from_logits)
