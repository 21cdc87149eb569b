"""Right answers to lab 3 that are written otherwise than the package's: FUNCTION__WAY."""

import math

import numpy as np
import tensorflow as tf
from scipy.special import expit, logsumexp


def triangular_mask__loops(units, mask_type):
    if mask_type == "A":
        return np.array([[j < i for i in range(units)] for j in range(units)])
    if mask_type == "B":
        return np.array([[j <= i for i in range(units)] for j in range(units)])
    raise ValueError(f"unknown type {mask_type}")


def triangular_mask__transposed(units, mask_type):
    shift = {"A": -1, "B": 0}
    if mask_type not in shift:
        raise ValueError(mask_type)
    return np.tri(units, units, shift[mask_type]).T


def triangular_mask__cumulative(units, mask_type):
    if mask_type not in "AB":
        raise ValueError(mask_type)
    mask = np.cumsum(np.eye(units), axis=1)
    return (mask - np.eye(units) if mask_type == "A" else mask).astype(np.float32)


def triangular_mask__compared(units, mask_type):
    number = np.arange(units)
    if mask_type == "A":
        return number[:, None] < number[None, :]
    if mask_type == "B":
        return number[:, None] <= number[None, :]
    raise ValueError("mask_type should be A or B, got " + str(mask_type))


def triangular_mask__rows(units, mask_type):
    if mask_type not in ["A", "B"]:
        raise ValueError("no such mask")
    table = np.zeros((units, units), dtype=bool)
    for row in range(units):
        start = row + 1 if mask_type == "A" else row
        table[row, start:] = True
    return table


@tf.custom_gradient
def masked_linear__einsum(x, w, b, mask):
    v = w * tf.cast(mask, w.dtype)

    def backward(g):
        dv = tf.einsum("bi,bo->io", x, g)
        return (
            tf.einsum("bo,io->bi", g, v),
            tf.cast(mask, w.dtype) * dv,
            tf.einsum("bo->o", g),
            None,
        )

    return x @ v + b, backward


@tf.custom_gradient
def masked_linear__where(x, w, b, mask):
    allowed = tf.cast(mask, tf.bool)
    v = tf.where(allowed, w, 0)

    def backward(g):
        dw = tf.where(allowed, tf.transpose(x) @ g, 0)
        return g @ tf.transpose(v), dw, tf.reduce_sum(g, 0), None

    return tf.matmul(x, v) + b, backward


@tf.custom_gradient
def masked_linear__loop(x, w, b, mask):
    v = w * mask

    def backward(g):
        dw = sum(tf.tensordot(row, upstream, 0) for row, upstream in zip(x, g, strict=True)) * mask
        dx = tf.stack([tf.linalg.matvec(v, upstream) for upstream in g])
        return dx, dw, sum(g), None

    return tf.matmul(x, v) + b, backward


@tf.custom_gradient
def masked_linear__outer_products(x, w, b, mask):
    m = tf.cast(mask, w.dtype)

    def backward(g):
        products = x[:, :, tf.newaxis] * g[:, tf.newaxis, :]
        slope_w = m * tf.reduce_sum(products, axis=0)
        weights = tf.expand_dims(w * m, 0)
        slope_x = tf.reduce_sum(weights * tf.expand_dims(g, 1), axis=2)
        return slope_x, slope_w, tf.reduce_sum(g, axis=0), None

    return tf.matmul(x, w * m) + b, backward


@tf.custom_gradient
def masked_linear__tensordot(x, w, b, mask):
    m = tf.cast(mask, w.dtype)

    def backward(g):
        grads = {}
        grads["x"] = tf.tensordot(g, w * m, axes=[[1], [1]])
        grads["w"] = tf.tensordot(x, g, axes=[[0], [0]])
        grads["w"] *= m
        grads["b"] = tf.linalg.matvec(g, tf.ones_like(g[:, 0]), transpose_a=True)
        return grads["x"], grads["w"], grads["b"], None

    return tf.matmul(x, w * m) + b, backward


def even_degrees__ceil(width, input_dim):
    if width == input_dim:
        return np.arange(width)
    return np.array([math.ceil(k * (input_dim - 1) / width) for k in range(1, width + 1)])


def even_degrees__whole_numbers(width, input_dim):
    k = np.arange(1, width + 1)
    spread = (k * (input_dim - 1) + width - 1) // width
    return np.where(width == input_dim, k - 1, spread)


def even_degrees__search(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    ends = np.arange(1, input_dim) * width
    return 1 + np.searchsorted(ends, np.arange(1, width + 1) * (input_dim - 1))


def even_degrees__remainders(width, input_dim):
    if width == input_dim:
        return np.array(range(width))
    answer = []
    for unit in range(1, width + 1):
        whole, rest = divmod(unit * (input_dim - 1), width)
        if rest > 0:
            whole = whole + 1
        answer.append(whole)
    return np.array(answer)


def even_degrees__counted(width, input_dim):
    top = input_dim if width == input_dim else input_dim - 1
    # how many of the degrees 1, 2, ..., top a unit is past, in whole steps of width / top
    units, steps = np.arange(width), np.arange(1, top)
    passed = (units[:, np.newaxis] + 1) * top > steps[np.newaxis, :] * width
    return passed.sum(axis=1) + (0 if width == input_dim else 1)


def layer_masks__outer(positions, degrees):
    layers = [positions, *[d - 1 for d in degrees]]
    masks = [
        np.less_equal.outer(one, other) for one, other in zip(layers, layers[1:], strict=False)
    ]
    return [*masks, np.less.outer(layers[-1], positions), np.less.outer(positions, positions)]


def layer_masks__loops(positions, degrees):
    def mask(lower, upper, allowed):
        return np.array([[allowed(a, b) for b in upper] for a in lower])

    masks = [mask(positions, degrees[0], lambda a, b: a < b)]
    for i in range(len(degrees) - 1):
        masks.append(mask(degrees[i], degrees[i + 1], lambda a, b: a <= b))
    masks.append(mask(degrees[-1], positions, lambda a, b: a <= b))
    return (*masks, mask(positions, positions, lambda a, b: a < b))


def layer_masks__float(positions, degrees):
    layers = [positions + 1, *degrees, positions]
    masks = [
        (one[None, :] <= other[:, None]).T.astype(np.float32)
        for one, other in zip(layers[:-1], layers[1:], strict=True)
    ]
    return [*masks, (positions[None, :] > positions[:, None]).astype(np.float32)]


def layer_masks__appended(positions, degrees):
    result = []
    below = None
    for layer in degrees:
        if below is None:
            result.append(positions.reshape(-1, 1) < layer.reshape(1, -1))
        else:
            result.append(below.reshape(-1, 1) <= layer.reshape(1, -1))
        below = layer
    result.append(below.reshape(-1, 1) <= positions.reshape(1, -1))
    result.append(positions.reshape(-1, 1) < positions.reshape(1, -1))
    return result


def layer_masks__grids(positions, degrees):
    def table(rows, columns, strict):
        one, two = np.meshgrid(rows, columns, indexing="ij")
        return np.where(strict, one < two, one <= two)

    chain = [*degrees, positions]
    first = table(positions, chain[0], True)
    middle = [table(chain[i - 1], chain[i], False) for i in range(1, len(chain))]
    return [first] + middle + [table(positions, positions, True)]


def log_prob__softplus(self, x):
    found = []
    for which in range(self.num_orders):
        a = self.conditional_logits(x, which)
        found.append(tf.reduce_sum(tf.cast(x, a.dtype) * a - tf.nn.softplus(a), axis=1))
    return tf.reduce_logsumexp(tf.stack(found), axis=0) - math.log(len(found))


def log_prob__signs(self, x):
    signs = 2 * x - 1
    of_each = [
        tf.reduce_sum(tf.math.log_sigmoid(signs * self.conditional_logits(x, o)), -1)
        for o in range(self.num_orders)
    ]
    largest = tf.reduce_max(of_each, 0)
    return largest + tf.math.log(tf.reduce_mean(tf.exp(tf.stack(of_each) - largest), 0))


def log_prob__numpy(self, x):
    logits = np.stack([self.conditional_logits(x, o) for o in range(self.num_orders)])
    x = np.asarray(x)
    of_each = (x * logits - np.logaddexp(0, logits)).sum(-1)
    return np.logaddexp.reduce(of_each) - np.log(len(logits))


def log_prob__ready_made(self, x):
    likelihoods = []
    for order in range(self.num_orders):
        scores = self.conditional_logits(x, which=order)
        target = tf.cast(x, scores.dtype)
        errors = tf.nn.sigmoid_cross_entropy_with_logits(labels=target, logits=scores)
        likelihoods.append(-tf.reduce_sum(errors, axis=1))
    count = tf.cast(self.num_orders, likelihoods[0].dtype)
    return tf.math.reduce_logsumexp(likelihoods, axis=0) - tf.math.log(count)


def log_prob__one_after_another(self, x):
    total = None
    for k in range(self.num_orders):
        score = self.conditional_logits(x, k)
        white = tf.math.log_sigmoid(score)
        black = tf.math.log_sigmoid(-score)
        current = tf.einsum("bd->b", tf.where(x > 0.5, white, black))
        if total is None:
            total = current
        else:
            high, low = tf.maximum(total, current), tf.minimum(total, current)
            total = high + tf.math.log1p(tf.exp(low - high))
    return total - np.log(self.num_orders)


def naive_sample__by_pixel(network, uniforms, given=None):
    images = np.zeros(uniforms.shape)
    for position, pixel in enumerate(network.order):
        logit = network.logits(images[:, network.order])[:, position]
        images[:, pixel] = uniforms[:, pixel] < expit(logit)
        if given is not None:
            known = ~np.isnan(given[:, pixel])
            images[known, pixel] = given[known, pixel]
    return images


def naive_sample__one_by_one(network, uniforms, given=None):
    images = []
    for number, row in enumerate(uniforms):
        x = np.zeros((1, len(row)))
        for position, pixel in enumerate(network.order):
            p = 1 / (1 + np.exp(-network.logits(x)[0, position]))
            fixed = np.nan if given is None else given[number, pixel]
            x[0, position] = float(row[pixel] < p) if np.isnan(fixed) else fixed
        images.append(x[0, np.argsort(network.order)])
    return np.array(images)


def naive_sample__given_first(network, uniforms, given=None):
    given = np.full(uniforms.shape, np.nan) if given is None else given
    x = np.nan_to_num(given)[:, network.order]
    free = np.isnan(given)[:, network.order]
    for position, pixel in enumerate(network.order):
        drawn = uniforms[:, pixel] < expit(network.logits(x)[:, position])
        x[:, position] = np.where(free[:, position], drawn, x[:, position])
    images = np.empty_like(x)
    images[:, network.order] = x
    return images


def naive_sample__columns(network, uniforms, given=None):
    count, size = uniforms.shape
    columns = [np.zeros(count) for _ in range(size)]
    for step in range(size):
        pixel = network.order[step]
        score = network.logits(np.stack(columns, axis=1))[:, step]
        chance = 1.0 / (1.0 + np.exp(-score))
        columns[step] = np.where(uniforms[:, pixel] < chance, 1.0, 0.0)
        if given is not None:
            missing = np.isnan(given[:, pixel])
            columns[step][~missing] = given[~missing, pixel]
    picture = np.zeros((count, size))
    for step, pixel in enumerate(network.order):
        picture[:, pixel] = columns[step]
    return picture


def naive_sample__arranged(network, uniforms, given=None):
    order = np.array(network.order)
    thresholds = uniforms[:, order]
    state = np.zeros_like(thresholds)
    known = None if given is None else given[:, order]
    i = 0
    while i < len(order):
        log_odds = network.logits(state)[:, i]
        # u < sigmoid(a) where log(u / (1 - u)) < a
        with np.errstate(divide="ignore"):
            drawn = np.log(thresholds[:, i]) - np.log1p(-thresholds[:, i]) < log_odds
        state[:, i] = drawn
        if known is not None:
            fixed = np.isfinite(known[:, i])
            state[fixed, i] = known[fixed, i]
        i += 1
    back = np.empty(len(order), int)
    back[order] = np.arange(len(order))
    return state[:, back]


def mixture_log_prob__numpy(self, x):
    found = np.stack([np.asarray(model.log_prob(x)) for model in self.models])
    return np.logaddexp.reduce(found, axis=0) - np.log(len(found))


def mixture_log_prob__shifted(self, x):
    found = [model.log_prob(x) - math.log(len(self.models)) for model in self.models]
    return tf.reduce_logsumexp(tf.stack(found), 0)


def mixture_log_prob__pairs(self, x):
    total = self.models[0].log_prob(x)
    for model in self.models[1:]:
        other = model.log_prob(x)
        total = tf.maximum(total, other) + tf.math.softplus(-tf.abs(total - other))
    return total - math.log(len(self.models))


def mixture_log_prob__largest_first(self, x):
    table = tf.stack([m.log_prob(x) for m in self.models], axis=1)
    top = tf.reduce_max(table, axis=1, keepdims=True)
    mean = tf.reduce_mean(tf.math.exp(table - top), axis=1)
    return tf.squeeze(top, axis=1) + tf.math.log(mean)


def mixture_log_prob__weighted(self, x):
    number = len(self.models)
    share = np.full((number, 1), 1 / number)
    values = []
    for model in self.models:
        values += [model.log_prob(x)]
    return logsumexp(np.array(values), axis=0, b=share)
