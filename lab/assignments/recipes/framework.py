"""Lab 2: steps of the optimizer, and a training by the functions of all exercises."""

import keras
import numpy as np
import tensorflow as tf

from lab.framework import ops
from lab.framework.optimizers import SGD


def sgd_steps(function, start, gradients, learning_rate, momentum):
    """Weights of one name after each of these steps [T, weights, N] of lab.framework's SGD, from
    `start`.
    """
    weights = [keras.Variable(row, dtype=str(row.dtype), name="kernel") for row in start]
    optimizer = SGD(float(learning_rate), momentum=float(momentum))
    optimizer.build(weights)
    steps = []
    for of_step in gradients:
        optimizer.apply([tf.constant(gradient) for gradient in of_step], weights)
        steps.append([np.array(weight) for weight in weights])
    return {"value": np.array(steps)}


def train(function, x, targets, w0, b0, w1, b1, learning_rate, momentum, steps):
    """The mean loss before each of the steps of a network with one hidden layer, all of it by the
    framework: `linear`, `relu`, `binary_cross_entropy_from_logits` and `SGD`.
    """
    weights = [keras.Variable(start, dtype="float64") for start in (w0, b0, w1, b1)]
    optimizer = SGD(float(learning_rate), momentum=float(momentum))
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
