"""How the worker turns arrays into arrays by a student's function.

A recipe takes the function and, by their names, the arrays that the judge sends, and returns arrays
by name. Where a function is a method, `function` takes the model as its first argument.
"""

from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

from lab.framework import ops
from lab.framework.optimizers import SGD
from lab.models.made.network import MaskedNetwork


def call(function, **arguments):
    """What the function returns for these arrays: "value"; of several "value 0", "value 1", ..."""
    returned = function(**{name: _tensor(value) for name, value in arguments.items()})
    return _named(returned)


def call_numpy(function, **arguments):
    """As `call`, of a function that works in NumPy."""
    return _named(function(**{name: _plain(value) for name, value in arguments.items()}))


def refuses(function, **arguments):
    """Whether the function raises ValueError for these arguments: "value" 1, else 0."""
    try:
        function(**{name: _plain(value) for name, value in arguments.items()})
    except ValueError:
        return {"value": np.array(1.0)}
    return {"value": np.array(0.0)}


def layer_masks(function, positions, **degrees):
    """The masks of a MADE with these hidden layers' degrees, in their order."""
    return _named([np.asarray(mask) for mask in function(positions, list(degrees.values()))])


def naive_sample(function, order, uniforms, given, **layers):
    """Samples of a network with the kernels "kernel 0", ... and the biases "bias 0", ..."""
    kernels = [array for name, array in layers.items() if name.startswith("kernel")]
    biases = [array for name, array in layers.items() if name.startswith("bias")]
    network = MaskedNetwork(order, (), kernels, biases, None, False)
    return _named(function(network, uniforms, None if np.isnan(given).all() else given))


def log_prob_of_orders(function, x, logits):
    """log p(x) of a MADE whose logits [orders, B, D] of these images are known."""
    return _named(function(_KnownMADE(x, logits), tf.constant(x)))


def log_prob_of_models(function, x, log_probs):
    """log p(x) of a mixture of models whose log p(x) [M, B] of these images are known."""
    models = [
        SimpleNamespace(log_prob=lambda x, told=told: tf.constant(told)) for told in log_probs
    ]
    return _named(function(SimpleNamespace(models=models), tf.constant(x)))


class _KnownMADE:
    """A MADE for the images that it was made with: it has their logits, and no weights."""

    def __init__(self, x, logits):
        self.num_orders, self.input_dim = len(logits), x.shape[1]
        self._logits = tf.constant(logits)

    def conditional_logits(self, x, which=0):
        """The logits of p(x_i = 1 | the pixels before i in order number `which`), [B, D]."""
        return self._logits[which]

    _network = conditional_logits

    def check_images(self, x):
        """The images are what they should be."""

    def _arranged(self, x):
        return x

    def _of_each_order(self, function):
        return tf.stack([function(which) for which in range(self.num_orders)])


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


def _plain(value):
    """An array as it is; text and single numbers as Python has them."""
    return value.item() if value.ndim == 0 else value


def _tensor(value):
    """As `_plain`, but arrays as tensors."""
    return tf.constant(value) if value.ndim else value.item()


def _named(returned):
    if isinstance(returned, tuple | list):
        return {f"value {i}": np.asarray(one) for i, one in enumerate(returned)}
    if isinstance(returned, dict):
        return {f"value {name}": np.asarray(one) for name, one in returned.items()}
    return {"value": np.asarray(returned)}
