"""The framework's operations, each with its derivative beside it, both written by hand.

An op is a `tf.custom_gradient` function: it returns y and a function that takes g = dL/dy and
returns dL/d(argument) for each argument, in their order. Arguments are tensors of one float
dtype; nothing here is differentiated automatically.
"""

import itertools

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


def masked_linear(x, w, b, mask, blocks, rectified=False):
    """y = x (w * m) + b, rectified: y = max(x (w * m) + b, 0).   x [B, I], w, m [I, O], b [O].

    Backward, with g = dL/dy [B, O], if rectified 0 where y = 0:
        dL/dx = g (w * m)^T,  dL/dw = (x^T g) * m,  dL/db = sum over B of g.

    `mask` is m, a bool tensor; `blocks` = `find_blocks(m)` says which of it is zero. Those parts of
    all three products are left out, about half of each for a triangular mask. They share one copy
    of what is left of w, and under XLA the mask joins that copy.

    y and g come in pieces of columns. Under XLA a block of the next layer starts as soon as the
    piece that it reads is there; a `relu` apart would first wait for all of y.
    Source: coursework, sections 1.3 and 3.2.
    """
    zero = tf.zeros([], x.dtype)

    def masked(values, k):
        return tf.where(mask[k.rows, k.outputs], values, zero)

    @tf.custom_gradient
    def op(x, w, b):
        parts = [(k, masked(w[k.rows, k.outputs], k)) for k in blocks]
        products = [(k, tf.matmul(x[:, k.rows], w_part)) for k, w_part in parts]
        pieces = _sum_of_blocks(tf.broadcast_to(b, [tf.shape(x)[0], b.shape[0]]), products)
        if rectified:
            pieces = [(columns, tf.maximum(values, zero)) for columns, values in pieces]

        def backward(g):
            if rectified:
                g = [tf.where(values > 0, g[:, columns], zero) for columns, values in pieces]
                g = tf.concat(g, axis=1)
            dx, dw = [], []
            for k, w_part in parts:
                g_part = g[:, k.outputs]
                dx.append(tf.matmul(g_part, w_part, transpose_b=True))
                dw_part = masked(tf.matmul(x[:, k.rows], g_part, transpose_a=True), k)
                dw.append(tf.pad(dw_part, [[0, 0], [k.col, 0]]))
            return tf.concat(dx, axis=1), tf.concat(dw, axis=0), tf.reduce_sum(g, axis=0)

        return tf.concat([values for _, values in pieces], axis=1), backward

    return op(x, w, b)


def _sum_of_blocks(b, products):
    """b [B, O] plus the product of each block, which reaches the outputs from its column on.

    As pairs (columns, their values): between the columns at which two blocks begin, all outputs
    have the same products to add.
    """
    ends = [0, *(k.col for k, _ in products), b.shape[1]]
    pieces = []
    for number, (start, stop) in enumerate(itertools.pairwise(ends)):
        values = b[:, start:stop]
        for k, product in products[:number]:
            values += product[:, start - k.col : stop - k.col]
        pieces.append((slice(start, stop), values))
    return pieces


@tf.custom_gradient
def relu(x):
    """y = max(x, 0), elementwise, any shape.

    Backward, with g = dL/dy:
        dL/dx = g where x > 0, else 0 (at x = 0, where there is no derivative: 0).
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
    is the machine epsilon of its dtype.

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
