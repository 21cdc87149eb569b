"""Gradient checks of the hand-written backwards.

`gradient_table()` runs every op through every check; a check that fails raises AssertionError
with op, input, index, expected and received. An error is relative to the expected entry or, where
that is smaller, to the root mean square of all expected entries of the array.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from lab.framework import ops
from lab.framework.blocks import find_blocks, masked_linear_in_blocks
from lab.framework.masks import triangular_mask


@dataclass(frozen=True)
class Case:
    """One op and the inputs to check it on.

    `function` takes the tensors of `inputs` in their order; `plain` is the same forward in plain
    TensorFlow, for the automatic gradient. `forbidden` marks the entries of an input that must
    have no gradient and no influence.
    """

    op: str
    function: Callable
    plain: Callable
    inputs: dict[str, np.ndarray]
    forbidden: dict[str, np.ndarray] = field(default_factory=dict)


class Row(NamedTuple):
    """One line of the table: what was checked, and the largest relative error found."""

    op: str
    check: str
    largest_relative_error: float
    tolerance: float


class Precision(NamedTuple):
    """A way to run an op: its name in the table, the dtype, the compiler, the tolerance."""

    name: str
    dtype: tf.DType
    compiler: Callable
    tolerance: float


def _xla(function):
    return tf.function(function, jit_compile=True)


PRECISIONS = (
    Precision("automatic gradient", tf.float64, lambda function: function, 1e-12),
    Precision("tf.function", tf.float64, tf.function, 1e-12),
    Precision("XLA", tf.float64, _xla, 1e-12),
    Precision("XLA, float32", tf.float32, _xla, 1e-5),
    Precision("XLA, float16", tf.float16, _xla, 4e-3),
    Precision("XLA, bfloat16", tf.bfloat16, _xla, 3e-2),
)
FINITE_DIFFERENCE_TOLERANCE = 1e-7


def gradient_table(cases=None):
    """Every case (default: `all_cases()`) through every check, as a list of `Row`.

    Takes about ten seconds. Raises AssertionError at the first check that fails.
    """
    rows = []
    for case in cases or all_cases():
        error = check_finite_differences(case)
        rows.append(Row(case.op, "finite differences", error, FINITE_DIFFERENCE_TOLERANCE))
        for precision in PRECISIONS:
            error = check_automatic_gradient(case, precision)
            rows.append(Row(case.op, precision.name, error, precision.tolerance))
        if case.forbidden:
            check_forbidden(case)
            rows.append(Row(case.op, "forbidden entries", 0.0, 0.0))
    return rows


def check_finite_differences(case, step=1e-5):
    """Central differences in float64 over every entry that isn't forbidden; the largest error."""
    names, inputs = list(case.inputs), [tf.constant(x) for x in case.inputs.values()]
    g = _upstream(case)
    _, gradients = value_and_gradients(case.function, inputs, g)
    value = tf.function(lambda *inputs: tf.reduce_sum(g * case.function(*inputs)))
    largest = 0.0
    for i, name in enumerate(names):
        expected = np.zeros(inputs[i].shape)
        for index in np.ndindex(*inputs[i].shape):
            if name in case.forbidden and case.forbidden[name][index]:
                continue
            shift = np.zeros(inputs[i].shape)
            shift[index] = step
            above = value(*inputs[:i], inputs[i] + shift, *inputs[i + 1 :])
            below = value(*inputs[:i], inputs[i] - shift, *inputs[i + 1 :])
            expected[index] = (above - below) / (2 * step)
        where = f"{case.op}, finite differences: dL/d{name}"
        error = _compare(where, expected, gradients[i], FINITE_DIFFERENCE_TOLERANCE)
        largest = max(largest, error)
    return largest


def check_automatic_gradient(case, precision):
    """Forward and backward, run as `precision` says, beside the plain forward's automatic gradient.

    The latter in float64, at the same inputs (rounded to the precision). Returns the largest error.
    """
    inputs = [tf.cast(x, precision.dtype) for x in case.inputs.values()]
    g = tf.cast(_upstream(case), precision.dtype)

    def run(inputs, g):
        return value_and_gradients(case.function, inputs, g)

    exact = [tf.cast(x, tf.float64) for x in inputs]
    y, gradients = precision.compiler(run)(inputs, g)
    y_plain, plain = value_and_gradients(case.plain, exact, tf.cast(g, tf.float64))
    names = ["y", *(f"dL/d{name}" for name in case.inputs)]
    return max(
        _compare(f"{case.op}, {precision.name}: {name}", expected, received, precision.tolerance)
        for name, expected, received in zip(names, [y_plain, *plain], [y, *gradients], strict=True)
    )


def check_forbidden(case):
    """Forbidden entries have gradient 0, and other values there change neither y nor a gradient.

    Exactly: the tolerance is 0.
    """
    g = _upstream(case)
    inputs = [tf.constant(x) for x in case.inputs.values()]
    y, gradients = value_and_gradients(case.function, inputs, g)
    for name, gradient in zip(case.inputs, gradients, strict=True):
        where = case.forbidden.get(name, np.zeros(gradient.shape, bool))
        expected = np.where(where, 0, gradient)
        _compare(f"{case.op}, forbidden entries: dL/d{name}", expected, gradient, 0)

    noise = np.random.default_rng(1)
    changed = [
        x + noise.normal(size=x.shape) * case.forbidden.get(name, 0)
        for name, x in case.inputs.items()
    ]
    after, after_gradients = value_and_gradients(case.function, map(tf.constant, changed), g)
    _compare(f"{case.op}, forbidden entries changed: y", y, after, 0)
    for name, expected, received in zip(case.inputs, gradients, after_gradients, strict=True):
        _compare(f"{case.op}, forbidden entries changed: dL/d{name}", expected, received, 0)


def all_cases():
    """Every op once, `masked_linear` with each kind of mask, and in blocks with a ReLU."""
    rng = np.random.default_rng(0)
    x, targets = rng.normal(size=(5, 4)), rng.uniform(size=(5, 4))
    away_from_zero = np.sign(x) * (np.abs(x) + 0.1)
    degrees_in, degrees_out = np.sort(rng.integers(0, 6, 7)), np.sort(rng.integers(0, 6, 11))
    linear_inputs = {"x": x, "w": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}
    return [
        Case("linear", ops.linear, lambda x, w, b: tf.matmul(x, w) + b, linear_inputs),
        masked_case("masked_linear A", triangular_mask(7, "A")),
        masked_case("masked_linear B", triangular_mask(7, "B")),
        in_blocks(masked_case("masked_linear B, ReLU", triangular_mask(7, "B")), rectified=True),
        masked_case("masked_linear 7x11", degrees_in[:, None] <= degrees_out),
        masked_case("masked_linear unordered", rng.integers(0, 2, (7, 5)).astype(bool)),
        Case("relu", ops.relu, tf.nn.relu, {"x": away_from_zero}),
        Case("sigmoid", ops.sigmoid, tf.sigmoid, {"x": x}),
        Case(
            "binary_cross_entropy",
            ops.binary_cross_entropy,
            _plain_cross_entropy,
            {"probs": rng.uniform(0.1, 0.9, (5, 4)), "targets": targets},
        ),
        Case(
            "binary_cross_entropy_from_logits",
            ops.binary_cross_entropy_from_logits,
            lambda logits, targets: _plain_cross_entropy(tf.sigmoid(logits), targets),
            {"logits": x, "targets": targets},
        ),
    ]


def masked_case(name, mask):
    """`masked_linear` under a bool `mask` [I, O]; the kernel is not 0 where the mask forbids."""
    rng = np.random.default_rng(2)
    x, w = rng.normal(size=(5, mask.shape[0])), rng.normal(size=mask.shape)
    inputs = {"x": x, "w": w, "b": rng.normal(size=mask.shape[1])}
    return Case(
        name,
        lambda x, w, b: ops.masked_linear(x, w, b, mask),
        lambda x, w, b: tf.matmul(x, w * tf.cast(mask, w.dtype)) + b,
        inputs,
        {"w": ~mask},
    )


def in_blocks(case, width=3, rectified=False):
    """A `masked_case` computed by `masked_linear_in_blocks`, in blocks of `width` columns.

    rectified: each output has sums of both signs, none of them near 0, where there is no
    derivative.
    """
    mask = ~case.forbidden["w"]
    blocks = find_blocks(mask, width)

    def function(x, w, b):
        return masked_linear_in_blocks(x, w, b, mask, blocks, rectified)

    if not rectified:
        return replace(case, function=function)
    x, w, _ = case.inputs.values()
    inputs = {"x": x, "w": w, "b": _middle_of_widest_gap(-x @ (w * mask))}
    return replace(
        case, function=function, plain=lambda *xwb: tf.nn.relu(case.plain(*xwb)), inputs=inputs
    )


def _middle_of_widest_gap(values):
    """For each column of values [B, O] the middle of the widest gap between two of them: [O]."""
    values = np.sort(values, axis=0)
    below = np.argmax(np.diff(values, axis=0), axis=0)[np.newaxis]
    ends = [np.take_along_axis(values, index, axis=0)[0] for index in (below, below + 1)]
    return np.mean(ends, axis=0)


def value_and_gradients(function, inputs, g):
    """y = function(*inputs) and the list of dL/d(input), for g = dL/dy in the shape of y."""
    inputs = list(inputs)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        y = function(*inputs)
    return y, tape.gradient(y, inputs, output_gradients=g)


def _plain_cross_entropy(probs, targets):
    return -tf.reduce_sum(
        targets * tf.math.log(probs) + (1 - targets) * tf.math.log(1 - probs), axis=-1
    )


def _upstream(case):
    """A fixed g = dL/dy for the case, so that L = sum of g y."""
    y = case.plain(*(tf.constant(x) for x in case.inputs.values()))
    return tf.constant(np.random.default_rng(3).normal(size=y.shape))


def _compare(where, expected, received, tolerance):
    """The largest relative error; AssertionError where it is above the tolerance."""
    if received is None:
        raise AssertionError(f"{where}: expected a gradient, received None")
    expected = np.asarray(expected, np.float64)
    received = np.asarray(tf.cast(received, tf.float64))
    if expected.shape != received.shape:
        raise AssertionError(f"{where}: expected shape {expected.shape}, received {received.shape}")
    difference = np.abs(received - expected)
    scale = np.maximum(np.abs(expected), np.sqrt(np.mean(expected**2)))
    error = np.divide(difference, scale, out=np.where(difference == 0, 0, np.inf), where=scale > 0)
    error = np.nan_to_num(error, nan=np.inf)
    index = tuple(int(i) for i in np.unravel_index(np.argmax(error), error.shape))
    if error[index] > tolerance:
        raise AssertionError(
            f"{where} at index {index}: expected {expected[index]:.9g}, "
            f"received {received[index]:.9g}, relative error {error[index]:.2g} > {tolerance:.2g}"
        )
    return float(error[index])
