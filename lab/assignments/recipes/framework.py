"""Lab 2: steps of the optimizer, and a training by the functions of all exercises."""

import keras
import numpy as np
import tensorflow as tf

from lab.framework import ops
from lab.framework.optimizers import SGD


def sgd_steps(function, start, gradients, learning_rate, momentum):
    """A weight after each of these steps [T, ...] of lab.framework's SGD, from `start`."""
    weight = keras.Variable(start, dtype=str(start.dtype))
    optimizer = SGD(float(learning_rate), momentum=float(momentum))
    optimizer.build([weight])
    steps = []
    for gradient in gradients:
        optimizer.apply([tf.constant(gradient)], [weight])
        steps.append(np.array(weight))
    return {"value": np.stack(steps)}


def train(function, x, targets, w0, b0, w1, b1, learning_rate, steps):
    """The mean loss before each of the steps of a network with one hidden layer, all of it by the
    framework: `linear`, `relu`, `binary_cross_entropy_from_logits` and `SGD`.
    """
    weights = [keras.Variable(start, dtype="float64") for start in (w0, b0, w1, b1)]
    optimizer = SGD(float(learning_rate))
    optimizer.build(weights)
    x, targets = tf.constant(x), tf.constant(targets)
    losses = []
    for _ in range(int(steps)):
        with tf.GradientTape() as tape:
            w0, b0, w1, b1 = (weight.value for weight in weights)
            tape.watch([w0, b0, w1, b1])
            logits = ops.linear(ops.relu(ops.linear(x, w0, b0)), w1, b1)
            loss = tf.reduce_mean(ops.binary_cross_entropy_from_logits(logits, targets))
        optimizer.apply(tape.gradient(loss, [w0, b0, w1, b1]), weights)
        losses.append(float(loss))
    return {"value": np.array(losses)}
