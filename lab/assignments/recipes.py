"""How the worker turns arrays into arrays by a student's function.

A recipe takes the function and, by their names, the arrays that the judge sends, and returns arrays
by name. Where a function is a method, `function` takes the model as its first argument.
"""

import keras
import numpy as np
import tensorflow as tf

from lab.framework import ops
from lab.framework.optimizers import SGD


def call(function, **arguments):
    """What the function returns for these arrays: "value"; of several "value 0", "value 1", ..."""
    returned = function(**{name: _tensor(value) for name, value in arguments.items()})
    return _named(returned)


def call_numpy(function, **arguments):
    """As `call`, of a function that works in NumPy."""
    return _named(function(**arguments))


def gradients(function, upstream, **arguments):
    """The derivatives of sum(upstream * y) by each argument, "dL/d<argument>", and y: "value".

    As the function's own backward pass gives them, where it has one; "nothing" names, as text, the
    arguments by which it gives none.
    """
    tensors = {name: _tensor(value) for name, value in arguments.items()}
    with tf.GradientTape() as tape:
        tape.watch(list(tensors.values()))
        value = function(*tensors.values())
    found = tape.gradient(value, tensors, tf.cast(upstream, value.dtype))
    reply = {f"dL/d{name}": g.numpy() for name, g in found.items() if g is not None}
    nothing = [name for name, g in found.items() if g is None]
    return reply | {"value": value.numpy(), "nothing": np.array(nothing, dtype=np.str_)}


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


def _tensor(value):
    """An array as the functions take it: text and single numbers as Python has them."""
    if value.dtype.kind == "U" or value.ndim == 0:
        return value.item()
    return tf.constant(value)


def _named(returned):
    if isinstance(returned, tuple | list):
        return {f"value {i}": np.asarray(one) for i, one in enumerate(returned)}
    if isinstance(returned, dict):
        return {f"value {name}": np.asarray(one) for name, one in returned.items()}
    return {"value": np.asarray(returned)}
