"""Typical wrong answers of lab 2: FUNCTION__MISTAKE, as a student's file would have them."""

import numpy as np
import tensorflow as tf
from keras import ops


@tf.custom_gradient
def linear__g_ignored(x, w, b):
    def backward(g):
        ones = tf.ones_like(g)
        return (
            tf.matmul(ones, w, transpose_b=True),
            tf.matmul(x, ones, transpose_a=True),
            tf.reduce_sum(ones, 0),
        )

    return tf.matmul(x, w) + b, backward


@tf.custom_gradient
def linear__b_not_summed(x, w, b):
    def backward(g):
        return tf.matmul(g, w, transpose_b=True), tf.matmul(x, g, transpose_a=True), g

    return tf.matmul(x, w) + b, backward


@tf.custom_gradient
def linear__b_averaged(x, w, b):
    def backward(g):
        return (
            tf.matmul(g, w, transpose_b=True),
            tf.matmul(x, g, transpose_a=True),
            tf.reduce_mean(g, 0),
        )

    return tf.matmul(x, w) + b, backward


@tf.custom_gradient
def linear__w_averaged(x, w, b):
    def backward(g):
        dw = tf.matmul(x, g, transpose_a=True) / len(x)
        return tf.matmul(g, w, transpose_b=True), dw, tf.reduce_sum(g, 0)

    return tf.matmul(x, w) + b, backward


@tf.custom_gradient
def linear__bias_forgotten(x, w, b):
    def backward(g):
        return (
            tf.matmul(g, w, transpose_b=True),
            tf.matmul(x, g, transpose_a=True),
            tf.reduce_sum(g, 0),
        )

    return tf.matmul(x, w), backward


@tf.custom_gradient
def linear__sign(x, w, b):
    def backward(g):
        return (
            -tf.matmul(g, w, transpose_b=True),
            -tf.matmul(x, g, transpose_a=True),
            -tf.reduce_sum(g, 0),
        )

    return tf.matmul(x, w) + b, backward


@tf.custom_gradient
def relu__g_ignored(x):
    return tf.maximum(x, 0), lambda g: tf.cast(x > 0, g.dtype)


@tf.custom_gradient
def relu__g_clipped(x):
    return tf.maximum(x, 0), lambda g: tf.maximum(g, 0)


@tf.custom_gradient
def relu__one_at_zero(x):
    return tf.maximum(x, 0), lambda g: tf.where(x >= 0, g, tf.zeros_like(g))


@tf.custom_gradient
def relu__x_times_g(x):
    y = tf.maximum(x, 0)
    return y, lambda g: y * g


@tf.custom_gradient
def relu__leaky(x):
    y = tf.where(x > 0, x, 0.01 * x)
    return y, lambda g: tf.where(x > 0, g, 0.01 * g)


@tf.custom_gradient
def sigmoid__g_ignored(x):
    y = tf.sigmoid(x)
    return y, lambda g: y * (1 - y)


@tf.custom_gradient
def sigmoid__x_for_y(x):
    return tf.sigmoid(x), lambda g: g * x * (1 - x)


@tf.custom_gradient
def sigmoid__y_alone(x):
    y = tf.sigmoid(x)
    return y, lambda g: g * y


@tf.custom_gradient
def sigmoid__sign(x):
    y = tf.sigmoid(x)
    return y, lambda g: -g * y * (1 - y)


@tf.custom_gradient
def sigmoid__tanh(x):
    y = tf.sigmoid(x)
    return y, lambda g: g * (1 - y * y)


@tf.custom_gradient
def sigmoid__overflow(x):
    y = tf.exp(x) / (1 + tf.exp(x))
    return y, lambda g: g * y * (1 - y)


def _cross_entropy(probs, targets, value=None, dp=None, held=True, dt=1):
    eps = np.spacing(probs.dtype.as_numpy_dtype(1))
    p = tf.clip_by_value(probs, eps, 1 - eps) if held else probs
    nats = -tf.reduce_sum(targets * tf.math.log(p) + (1 - targets) * tf.math.log(1 - p), -1)
    inside = tf.cast(p == probs, p.dtype)

    def backward(g):
        g = g[..., tf.newaxis]
        by_p = g * (p - targets) / (p * (1 - p)) * inside if dp is None else dp(g, p)
        return by_p, dt * g * (tf.math.log(1 - p) - tf.math.log(p))

    return nats if value is None else value(p, nats), backward


@tf.custom_gradient
def binary_cross_entropy__g_ignored(probs, targets):
    return _cross_entropy(probs, targets, dp=lambda g, p: (p - targets) / (p * (1 - p)))


@tf.custom_gradient
def binary_cross_entropy__averaged(probs, targets):
    return _cross_entropy(probs, targets, lambda p, nats: nats / probs.shape[-1])


@tf.custom_gradient
def binary_cross_entropy__sign(probs, targets):
    return _cross_entropy(probs, targets, lambda p, nats: -nats)


@tf.custom_gradient
def binary_cross_entropy__ones_only(probs, targets):
    return _cross_entropy(
        probs, targets, lambda p, nats: -tf.reduce_sum(targets * tf.math.log(p), -1)
    )


@tf.custom_gradient
def binary_cross_entropy__denominator(probs, targets):
    return _cross_entropy(probs, targets, dp=lambda g, p: g * (p - targets))


@tf.custom_gradient
def binary_cross_entropy__bits(probs, targets):
    return _cross_entropy(probs, targets, lambda p, nats: nats / np.log(2))


@tf.custom_gradient
def binary_cross_entropy__not_held(probs, targets):
    return _cross_entropy(probs, targets, held=False)


@tf.custom_gradient
def binary_cross_entropy__held_gradient(probs, targets):
    return _cross_entropy(probs, targets, dp=lambda g, p: g * (p - targets) / (p * (1 - p)))


@tf.custom_gradient
def binary_cross_entropy__t_fixed(probs, targets):
    return _cross_entropy(probs, targets, dt=0)


def _from_logits(logits, targets, value=None, da=None, dt=-1):
    nats = tf.reduce_sum(
        tf.nn.relu(logits) - logits * targets + tf.math.log1p(tf.exp(-tf.abs(logits))), -1
    )

    def backward(g):
        g = g[..., tf.newaxis]
        p = tf.sigmoid(logits)
        return g * (p - targets) if da is None else da(g, p), dt * g * logits

    return nats if value is None else value(nats), backward


@tf.custom_gradient
def binary_cross_entropy_from_logits__g_ignored(logits, targets):
    return _from_logits(logits, targets, da=lambda g, p: p - targets)


@tf.custom_gradient
def binary_cross_entropy_from_logits__averaged(logits, targets):
    return _from_logits(logits, targets, lambda nats: nats / logits.shape[-1])


@tf.custom_gradient
def binary_cross_entropy_from_logits__overflow(logits, targets):
    softplus = tf.math.log(1 + tf.exp(logits))
    return _from_logits(
        logits, targets, lambda nats: tf.reduce_sum(softplus - logits * targets, -1)
    )


@tf.custom_gradient
def binary_cross_entropy_from_logits__through_probabilities(logits, targets):
    p = tf.sigmoid(logits)
    nats = -tf.reduce_sum(targets * tf.math.log(p) + (1 - targets) * tf.math.log(1 - p), -1)
    return _from_logits(logits, targets, lambda _: nats)


@tf.custom_gradient
def binary_cross_entropy_from_logits__a_minus_t(logits, targets):
    return _from_logits(logits, targets, da=lambda g, p: g * (logits - targets))


@tf.custom_gradient
def binary_cross_entropy_from_logits__y_factor(logits, targets):
    return _from_logits(logits, targets, da=lambda g, p: g * (p - targets) * p * (1 - p))


@tf.custom_gradient
def binary_cross_entropy_from_logits__sign(logits, targets):
    return _from_logits(logits, targets, da=lambda g, p: g * (targets - p))


@tf.custom_gradient
def binary_cross_entropy_from_logits__t_fixed(logits, targets):
    return _from_logits(logits, targets, dt=0)


@tf.custom_gradient
def binary_cross_entropy_from_logits__t_sign(logits, targets):
    return _from_logits(logits, targets, dt=1)


def update_step__rebound(self, gradient, variable, learning_rate):
    variable = variable - ops.cast(learning_rate, variable.dtype) * gradient


def update_step__weight_first(self, gradient, variable, learning_rate):
    step = ops.cast(learning_rate, variable.dtype) * gradient
    if not self.momentum:
        self.assign_sub(variable, step)
        return
    velocity = self.velocities[self._get_variable_index(variable)]
    self.assign_add(variable, velocity)
    self.assign(velocity, self.momentum * velocity - step)


def update_step__ascent(self, gradient, variable, learning_rate):
    step = ops.cast(learning_rate, variable.dtype) * gradient
    if not self.momentum:
        self.assign_add(variable, step)
        return
    velocity = self.velocities[self._get_variable_index(variable)]
    self.assign(velocity, self.momentum * velocity + step)
    self.assign_add(variable, velocity)


def update_step__rate_forgotten(self, gradient, variable, learning_rate):
    if not self.momentum:
        self.assign_sub(variable, gradient)
        return
    velocity = self.velocities[self._get_variable_index(variable)]
    self.assign(velocity, self.momentum * velocity - gradient)
    self.assign_add(variable, velocity)


def update_step__momentum_ignored(self, gradient, variable, learning_rate):
    self.assign_sub(variable, ops.cast(learning_rate, variable.dtype) * gradient)


def update_step__momentum_sign(self, gradient, variable, learning_rate):
    step = ops.cast(learning_rate, variable.dtype) * gradient
    if not self.momentum:
        self.assign_sub(variable, step)
        return
    velocity = self.velocities[self._get_variable_index(variable)]
    self.assign(velocity, -self.momentum * velocity - step)
    self.assign_add(variable, velocity)


def update_step__nesterov(self, gradient, variable, learning_rate):
    step = ops.cast(learning_rate, variable.dtype) * gradient
    if not self.momentum:
        self.assign_sub(variable, step)
        return
    velocity = self.velocities[self._get_variable_index(variable)]
    self.assign(velocity, self.momentum * velocity - step)
    self.assign_add(variable, self.momentum * velocity - step)


def update_step__damped(self, gradient, variable, learning_rate):
    step = ops.cast(learning_rate, variable.dtype) * gradient
    if not self.momentum:
        self.assign_sub(variable, step)
        return
    velocity = self.velocities[self._get_variable_index(variable)]
    self.assign(velocity, self.momentum * velocity - (1 - self.momentum) * step)
    self.assign_add(variable, velocity)


def update_step__shared(self, gradient, variable, learning_rate):
    kept = vars(self).setdefault("kept", {})
    step = ops.cast(learning_rate, variable.dtype) * gradient
    kept[variable.name] = self.momentum * kept.get(variable.name, 0) - step
    self.assign_add(variable, kept[variable.name])
