"""Typical wrong answers of lab 3: FUNCTION__MISTAKE, as a student's file would have them."""

import math
from itertools import pairwise

import numpy as np
import tensorflow as tf
from scipy.special import expit


def _checked(mask_type):
    if mask_type not in ("A", "B"):
        raise ValueError(mask_type)


def triangular_mask__lower(units, mask_type):
    _checked(mask_type)
    return np.tril(np.ones((units, units), bool), k=-1 if mask_type == "A" else 0)


def triangular_mask__exchanged(units, mask_type):
    _checked(mask_type)
    return np.triu(np.ones((units, units), bool), k=1 if mask_type == "B" else 0)


def triangular_mask__both_strict(units, mask_type):
    _checked(mask_type)
    return np.triu(np.ones((units, units), bool), k=1)


def triangular_mask__both_not_strict(units, mask_type):
    _checked(mask_type)
    return np.triu(np.ones((units, units), bool))


def triangular_mask__reversed(units, mask_type):
    _checked(mask_type)
    return np.triu(np.ones((units, units), bool), k=1 if mask_type == "A" else 0)[:, ::-1]


def triangular_mask__any_type(units, mask_type):
    return np.triu(np.ones((units, units), bool), k=1 if mask_type == "A" else 0)


def _masked(x, w, b, mask, dx=None, dw=None, db=None, dm=None):
    m = tf.cast(mask, w.dtype)

    def backward(g):
        by_x = tf.matmul(g, w * m, transpose_b=True) if dx is None else dx(g, m)
        by_w = tf.matmul(x, g, transpose_a=True) * m if dw is None else dw(g, m)
        by_b = tf.reduce_sum(g, 0) if db is None else db(g)
        return by_x, by_w, by_b, None if dm is None else dm(g)

    return tf.matmul(x, w * m) + b, backward


@tf.custom_gradient
def masked_linear__w_without_mask(x, w, b, mask):
    return _masked(x, w, b, mask, dw=lambda g, m: tf.matmul(x, g, transpose_a=True))


@tf.custom_gradient
def masked_linear__x_without_mask(x, w, b, mask):
    return _masked(x, w, b, mask, dx=lambda g, m: tf.matmul(g, w, transpose_b=True))


@tf.custom_gradient
def masked_linear__g_ignored(x, w, b, mask):
    return _masked(
        *(x, w, b, mask),
        dx=lambda g, m: tf.matmul(tf.ones_like(g), w * m, transpose_b=True),
        dw=lambda g, m: tf.matmul(x, tf.ones_like(g), transpose_a=True) * m,
        db=lambda g: tf.reduce_sum(tf.ones_like(g), 0),
    )


@tf.custom_gradient
def masked_linear__g_masked(x, w, b, mask):
    return _masked(
        x,
        w,
        b,
        mask,
        dw=lambda g, m: tf.matmul(x, tf.matmul(g, m, transpose_b=True) @ m, transpose_a=True),
    )


@tf.custom_gradient
def masked_linear__b_not_summed(x, w, b, mask):
    return _masked(x, w, b, mask, db=lambda g: g)


@tf.custom_gradient
def masked_linear__mask_gradient(x, w, b, mask):
    return _masked(x, w, b, mask, dm=lambda g: tf.matmul(x, g, transpose_a=True) * w)


def even_degrees__rounded_down(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    return np.arange(1, width + 1) * (input_dim - 1) // width


def even_degrees__from_zero(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    return -(-np.arange(width) * (input_dim - 1) // width)


def even_degrees__to_d(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    return -(-np.arange(1, width + 1) * input_dim // width)


def even_degrees__equal_not_special(width, input_dim):
    return -(-np.arange(1, width + 1) * (input_dim - 1) // width)


def even_degrees__cyclic(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    return np.arange(width) % (input_dim - 1) + 1


def _masks(
    positions, degrees, first=np.less, between=np.less_equal, last=np.less_equal, direct=np.less
):
    return [
        first(positions[:, None], degrees[0]),
        *(between(lower[:, None], upper) for lower, upper in pairwise(degrees)),
        last(degrees[-1][:, None], positions),
        direct(positions[:, None], positions),
    ]


def layer_masks__from_pixels_b(positions, degrees):
    return _masks(positions, degrees, first=np.less_equal)


def layer_masks__between_a(positions, degrees):
    return _masks(positions, degrees, between=np.less)


def layer_masks__to_pixels_a(positions, degrees):
    return _masks(positions, degrees, last=np.less)


def layer_masks__transposed(positions, degrees):
    return [mask.T for mask in _masks(positions, degrees)]


def layer_masks__raster(positions, degrees):
    return _masks(np.arange(len(positions)), degrees)


def layer_masks__direct_b(positions, degrees):
    return _masks(positions, degrees, direct=np.less_equal)


def _log_probs(self, x):
    logits = [self.conditional_logits(x, which) for which in range(self.num_orders)]
    return tf.stack([tf.reduce_sum(x * a - tf.math.softplus(a), -1) for a in logits])


def log_prob__mean_of_logs(self, x):
    return tf.reduce_mean(_log_probs(self, x), 0)


def log_prob__mean_of_logits(self, x):
    a = sum(self.conditional_logits(x, which) for which in range(self.num_orders)) / self.num_orders
    return tf.reduce_sum(x * a - tf.math.softplus(a), -1)


def log_prob__first_order(self, x):
    return _log_probs(self, x)[0]


def log_prob__sign(self, x):
    return math.log(self.num_orders) - tf.reduce_logsumexp(_log_probs(self, x), 0)


def log_prob__per_pixel(self, x):
    found = tf.reduce_logsumexp(_log_probs(self, x), 0) - math.log(self.num_orders)
    return found / x.shape[1]


def log_prob__sum_of_orders(self, x):
    return tf.reduce_logsumexp(_log_probs(self, x), 0)


def log_prob__overflow(self, x):
    return tf.math.log(tf.reduce_mean(tf.exp(_log_probs(self, x)), 0))


def naive_sample__one_pass(network, uniforms, given=None):
    probs = expit(network.logits(np.zeros(uniforms.shape)))[:, np.argsort(network.order)]
    drawn = (uniforms < probs).astype(float)
    return drawn if given is None else np.where(np.isnan(given), drawn, given)


def _sampled(network, uniforms, given, drawn, order=None, back=True, fixed=True):
    order = network.order if order is None else order
    x = np.zeros(uniforms.shape)
    for position, pixel in enumerate(order):
        p = expit(network.logits(x)[:, position])
        x[:, position] = drawn(uniforms[:, pixel], p)
        if given is not None and fixed:
            known = given[:, pixel]
            x[:, position] = np.where(np.isnan(known), x[:, position], known)
    return x[:, np.argsort(order)] if back else x


def naive_sample__turned(network, uniforms, given=None):
    return _sampled(network, uniforms, given, lambda u, p: u > p)


def naive_sample__rounded(network, uniforms, given=None):
    return _sampled(network, uniforms, given, lambda u, p: p > 0.5)


def naive_sample__order_ignored(network, uniforms, given=None):
    return _sampled(network, uniforms, given, np.less, np.arange(len(network.order)))


def naive_sample__by_position(network, uniforms, given=None):
    return _sampled(network, uniforms, given, np.less, back=False)


def naive_sample__given_ignored(network, uniforms, given=None):
    return _sampled(network, uniforms, given, np.less, fixed=False)


def naive_sample__given_afterwards(network, uniforms, given=None):
    x = _sampled(network, uniforms, given, np.less, fixed=False)
    return x if given is None else np.where(np.isnan(given), x, given)


def _of_models(self, x):
    return tf.stack([model.log_prob(x) for model in self.models])


def mixture_log_prob__mean_of_logs(self, x):
    return tf.reduce_mean(_of_models(self, x), 0)


def mixture_log_prob__overflow(self, x):
    return tf.math.log(tf.reduce_mean(tf.exp(_of_models(self, x)), 0))


def mixture_log_prob__sum(self, x):
    return tf.reduce_logsumexp(_of_models(self, x), 0)


def mixture_log_prob__largest(self, x):
    return tf.reduce_max(_of_models(self, x), 0)


def mixture_log_prob__product(self, x):
    return tf.reduce_sum(_of_models(self, x), 0)


def even_degrees__rounded(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    return np.round(np.linspace(1, input_dim - 1, width)).astype(int)


def naive_sample__order_twice(network, uniforms, given=None):
    return _sampled(network, uniforms, given, np.less, back=False)[:, network.order]


def naive_sample__nan_taken(network, uniforms, given=None):
    x = _sampled(network, uniforms, None, np.less)
    return x if given is None or np.isnan(given).all() else given
