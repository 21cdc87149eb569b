import unittest
from dataclasses import replace

import numpy as np
import tensorflow as tf

from lab.framework import checks, ops
from lab.framework.masks import triangular_mask
from tests.support.graphs import ReleasesGraphs

tf.get_logger().setLevel("ERROR")  # each check traces functions of its own, on purpose


def scaled_backward(case, name, factor):
    """`case` with dL/d`name` multiplied by `factor`."""

    @tf.custom_gradient
    def function(*inputs):
        def backward(g):
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                y = case.plain(*inputs)
            gradients = tape.gradient(y, inputs, g)
            pairs = zip(case.inputs, gradients, strict=True)
            return [d * factor if n == name else d for n, d in pairs]

        return case.plain(*inputs), backward

    return replace(case, function=function)


class Gradients(ReleasesGraphs):
    def test_every_op_passes_every_check(self):
        rows = checks.gradient_table()
        for row in rows:
            with self.subTest(op=row.op, check=row.check):
                self.assertLessEqual(row.largest_relative_error, row.tolerance)
        names = {"finite differences", *(p.name for p in checks.PRECISIONS)}
        for case in checks.all_cases():
            with self.subTest(op=case.op):
                expected = names | ({"forbidden entries"} if case.forbidden else set())
                self.assertEqual({row.check for row in rows if row.op == case.op}, expected)

    def test_the_cases_cover_every_op(self):
        covered = {case.op.split()[0] for case in checks.all_cases()}
        defined = {n for n, f in vars(ops).items() if callable(f) and not n.startswith("_")}
        self.assertEqual(covered, defined)


class WrongBackwards(ReleasesGraphs):
    """The checks find a backward that is wrong, and say where."""

    def test_message_names_op_input_index_expected_received(self):
        case = checks.all_cases()[0]
        wrong = scaled_backward(case, "w", 1.01)
        message = (
            r"linear, .*: dL/dw at index \(\d, \d\): expected (-?[\d.]+), "
            r"received (-?[\d.]+), relative error 0\.01 > "
        )
        for check in (
            checks.check_finite_differences,
            lambda c: checks.check_automatic_gradient(c, checks.PRECISIONS[0]),
            lambda c: checks.check_automatic_gradient(c, checks.PRECISIONS[2]),
            lambda c: checks.gradient_table([c]),
        ):
            with self.assertRaisesRegex(AssertionError, message) as caught:
                check(wrong)
            numbers = str(caught.exception).split("expected ")[1].split(", ")
            expected, received = float(numbers[0]), float(numbers[1].removeprefix("received "))
            self.assertAlmostEqual(received / expected, 1.01, places=6)

    def test_every_op_and_input_is_watched(self):
        for case in checks.all_cases():
            for name in case.inputs:
                wrong = scaled_backward(case, name, 0.999)
                with (
                    self.subTest(op=case.op, input=name),
                    self.assertRaisesRegex(AssertionError, f"dL/d{name} at index"),
                ):
                    checks.check_finite_differences(wrong)

    def test_nan_is_a_failure(self):
        wrong = scaled_backward(checks.all_cases()[0], "b", np.nan)
        with self.assertRaisesRegex(AssertionError, "dL/db at index .* received nan"):
            checks.check_finite_differences(wrong)

    def test_shape_is_a_failure(self):
        @tf.custom_gradient
        def unsummed(x, w, b):
            return ops.linear(x, w, b), lambda g: (g @ tf.transpose(w), tf.transpose(x) @ g, g)

        wrong = replace(checks.all_cases()[0], function=unsummed)
        message = r"dL/db: expected shape \(3,\), received \(5, 3\)"
        with self.assertRaisesRegex(AssertionError, message):
            checks.check_finite_differences(wrong)

    def test_no_gradient_is_a_failure(self):
        @tf.custom_gradient
        def forgotten(x, w, b):
            return ops.linear(x, w, b), lambda g: (g @ tf.transpose(w), None, tf.reduce_sum(g, 0))

        wrong = replace(checks.all_cases()[0], function=forgotten)
        with self.assertRaisesRegex(AssertionError, "dL/dw: expected a gradient, received None"):
            checks.check_finite_differences(wrong)

    def test_a_mask_left_out_is_found(self):
        mask = triangular_mask(7, "B")
        case = checks.masked_case("masked_linear", mask)
        unmasked_gradient = replace(case, function=ops.linear)
        message = r"forbidden entries: dL/dw at index .*expected 0"
        with self.assertRaisesRegex(AssertionError, message):
            checks.check_forbidden(unmasked_gradient)

        @tf.custom_gradient
        def unmasked_forward(x, w, b):
            return tf.matmul(x, w) + b, lambda g: (g * 0, w * 0, b * 0)

        with self.assertRaisesRegex(AssertionError, r"forbidden entries changed: y at index"):
            checks.check_forbidden(replace(case, function=unmasked_forward))


class Values(unittest.TestCase):
    def test_linear_by_hand(self):
        y = ops.linear(tf.constant([[1.0, 2.0]]), tf.constant([[3.0], [4.0]]), tf.constant([0.5]))
        np.testing.assert_array_equal(y, [[11.5]])

    def test_masked_linear_sees_only_what_the_mask_allows(self):
        mask = np.array([[False, True], [False, False]])
        x, w, b = tf.constant([[1.0, 2.0]]), tf.ones((2, 2)), tf.zeros(2)
        y = ops.masked_linear(x, w, b, mask)
        np.testing.assert_array_equal(y, [[0, 1]])

    def test_relu_has_gradient_zero_at_zero(self):
        x = tf.constant([-1.0, 0.0, 2.0])
        y, (dx,) = checks.value_and_gradients(ops.relu, [x], tf.ones(3))
        np.testing.assert_array_equal(y, [0, 0, 2])
        np.testing.assert_array_equal(dx, [0, 0, 1])

    def test_binary_cross_entropy_is_summed_over_pixels(self):
        nats = ops.binary_cross_entropy(tf.fill([2, 784], 0.5), tf.ones([2, 784]))
        np.testing.assert_allclose(nats, [784 * np.log(2)] * 2, rtol=1e-6)

    def test_certain_probabilities_are_held(self):
        eps = np.finfo(np.float32).eps
        p, t = tf.constant([[0.0, 1.0, 1.0]]), tf.constant([[1.0, 0.0, 1.0]])
        nats, (dp, dt) = checks.value_and_gradients(ops.binary_cross_entropy, [p, t], tf.ones(1))
        np.testing.assert_allclose(nats, [-2 * np.log(eps) + eps], rtol=1e-6)
        np.testing.assert_array_equal(dp, [[0, 0, 0]])
        self.assertTrue(np.isfinite(dt).all())

    def test_large_logits_stay_exact(self):
        a, t = tf.constant([[1000.0, -1000.0, 1000.0]]), tf.constant([[0.0, 1.0, 1.0]])
        function = ops.binary_cross_entropy_from_logits
        nats, (da, _) = checks.value_and_gradients(function, [a, t], tf.ones(1))
        np.testing.assert_array_equal(nats, [2000])
        np.testing.assert_array_equal(da, [[1, -1, 0]])
