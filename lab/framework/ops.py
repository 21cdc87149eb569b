"""The framework's operations, each with its derivative beside it, both written by hand.

An op is a `tf.custom_gradient` function: it returns y and a function that takes g = dL/dy and
returns dL/d(argument) for each argument, in their order. Arguments are tensors of one float
dtype; nothing here is differentiated automatically. Where an op has a faster twin, the twin stands
elsewhere, and a test holds the two equal: `blocks.masked_linear_in_blocks`.
"""

import numpy as np
import tensorflow as tf


@tf.custom_gradient
def linear(x, w, b):
    """y = x w + b.   x [B, I], w [I, O], b [O] -> y [B, O].

    Backward, with g = dL/dy [B, O]:
        dL/dx = g w^T,  dL/dw = x^T g,  dL/db = sum over B of g.
    Source: coursework, section 3.1.
    """

    def backward(g):
        dx = tf.matmul(g, w, transpose_b=True)
        dw = tf.matmul(x, g, transpose_a=True)
        db = tf.reduce_sum(g, axis=0)
        return dx, dw, db

    return tf.matmul(x, w) + b, backward


@tf.custom_gradient
def masked_linear(x, w, b, mask):
    """y = x (w * m) + b.   x [B, I], w [I, O], b [O], mask m [I, O] of 0 and 1 -> y [B, O].

    Backward, with g = dL/dy [B, O]:
        dL/dx = g (w * m)^T,  dL/dw = (x^T g) * m,  dL/db = sum over B of g.
    The mask is fixed and has no gradient: None.
    Source: coursework, sections 1.3 and 3.2.
    """
    m = tf.cast(mask, w.dtype)

    def backward(g):
        dx = tf.matmul(g, w * m, transpose_b=True)
        dw = tf.matmul(x, g, transpose_a=True) * m
        db = tf.reduce_sum(g, axis=0)
        return dx, dw, db, None

    return tf.matmul(x, w * m) + b, backward


@tf.custom_gradient
def relu(x):
    """y = max(x, 0), elementwise, any shape. At x = 0 there is no derivative: 0 stands for it.

    Backward, with g = dL/dy:
        dL/dx = g where x > 0, else 0.
    Source: coursework, section 3.1.
    """
    y = tf.maximum(x, tf.zeros([], x.dtype))

    def backward(g):
        return tf.where(y > 0, g, tf.zeros([], g.dtype))

    return y, backward


@tf.custom_gradient
def sigmoid(x):
    """y = 1 / (1 + exp(-x)), elementwise, any shape.

    Backward, with g = dL/dy:
        dL/dx = g y (1 - y).
    Source: coursework, section 3.1.
    """
    y = tf.sigmoid(x)

    def backward(g):
        return g * y * (1 - y)

    return y, backward


@tf.custom_gradient
def binary_cross_entropy(probs, targets):
    """l = -sum over D of [t log p + (1 - t) log(1 - p)], in nats.

    Probabilities p and targets t [..., D] -> l [...]. p is held within [eps, 1 - eps], where eps
    is the machine epsilon of its dtype: outside, l does not depend on p.

    Backward, with g = dL/dl [...]:
        dL/dp = g (p - t) / (p (1 - p)), and 0 where p was held;  dL/dt = g (log(1 - p) - log p).

    A pixel that is surely wrong (p held) has no gradient and nothing corrects it;
    `binary_cross_entropy_from_logits` knows no such pixel.
    Source: coursework, sections 3.1 and 3.3.
    """
    eps = np.spacing(probs.dtype.as_numpy_dtype(1))
    p = tf.clip_by_value(probs, eps, 1 - eps)
    log_p, log_not_p = tf.math.log(p), tf.math.log(1 - p)
    nats = -tf.reduce_sum(targets * log_p + (1 - targets) * log_not_p, axis=-1)

    def backward(g):
        g = g[..., tf.newaxis]
        dp = tf.where(p == probs, g * (p - targets) / (p * (1 - p)), tf.zeros([], g.dtype))
        return dp, g * (log_not_p - log_p)

    return nats, backward


@tf.custom_gradient
def binary_cross_entropy_from_logits(logits, targets):
    """l = sum over D of [max(a, 0) - a t + log(1 + exp(-|a|))], in nats.

    Logits a and targets t [..., D] -> l [...].

    The same as `binary_cross_entropy` of p = sigmoid(a), without overflow for any a.

    Backward, with g = dL/dl [...]:
        dL/da = g (sigmoid(a) - t),  dL/dt = -g a.
    Source: coursework, section 3.3, with the last sigmoid taken into the loss.
    """
    softplus = tf.nn.relu(logits) + tf.math.log1p(tf.exp(-tf.abs(logits)))
    terms = softplus - logits * targets
    # summed as a product: in XLA's own sum one core waits for the other, 4 % of a step of MADE
    nats = tf.tensordot(terms, tf.ones(tf.shape(terms)[-1:], terms.dtype), 1)

    def backward(g):
        g = g[..., tf.newaxis]
        return g * (tf.sigmoid(logits) - targets), -g * logits

    return nats, backward
