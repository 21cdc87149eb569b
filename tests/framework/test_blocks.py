import unittest

import numpy as np
import tensorflow as tf

from lab.framework import checks, ops
from lab.framework.blocks import Block, find_blocks, masked_linear_in_blocks
from lab.framework.masks import triangular_mask

tf.get_logger().setLevel("ERROR")  # each check traces functions of its own, on purpose


def random_staircase(rng):
    """A mask by sorted degrees, some outputs perhaps without inputs, and a width for its blocks."""
    rows, cols, width = (int(n) for n in rng.integers(1, 12, 3))
    return np.sort(rng.integers(0, 5, rows))[:, None] < np.sort(rng.integers(0, 5, cols)), width


class Finding(unittest.TestCase):
    def test_extents_come_from_the_mask(self):
        self.assertEqual(
            find_blocks(triangular_mask(5, "B"), 2),
            (Block(0, 2, 0), Block(2, 4, 2), Block(4, 5, 4)),
        )
        degrees_in, degrees_out = np.array([1, 1, 2, 3, 3]), np.array([1, 1, 1, 2, 2, 3])
        self.assertEqual(
            find_blocks(degrees_in[:, None] <= degrees_out, 2),
            (Block(0, 2, 0), Block(2, 3, 2), Block(3, 5, 4)),
        )

    def test_columns_that_need_no_further_row_make_no_block(self):
        degrees = np.array([1, 1, 1, 1, 2, 2])
        mask = np.array([1, 2])[:, None] <= degrees
        self.assertEqual(find_blocks(mask, 2), (Block(0, 1, 0), Block(1, 2, 4)))

    def test_no_structure_is_one_block(self):
        for mask in (np.ones((6, 8), bool), ~triangular_mask(8, "A"), np.eye(8)[::-1] > 0):
            self.assertEqual(find_blocks(mask, 2), (Block(0, len(mask), 0),))

    def test_every_allowed_entry_is_computed(self):
        rng = np.random.default_rng(0)
        for _ in range(50):
            mask, width = random_staircase(rng)
            computed = np.zeros(mask.shape, bool)
            for k in find_blocks(mask, width):
                computed[k.rows, k.outputs] = True
            self.assertFalse((mask & ~computed).any())


class InBlocks(unittest.TestCase):
    """`masked_linear_in_blocks` beside `ops.masked_linear`."""

    def assert_equal_to_the_op(self, mask, width, rectified):
        case = checks.masked_case("masked_linear", mask)
        twin = checks.in_blocks(case, width, rectified)
        inputs = [tf.constant(values) for values in twin.inputs.values()]
        g = tf.constant(np.random.default_rng(4).normal(size=(5, mask.shape[1])))

        def by_op(x, w, b):
            y = ops.masked_linear(x, w, b, mask)
            return ops.relu(y) if rectified else y

        y, gradients = checks.value_and_gradients(by_op, inputs, g)
        received, others = checks.value_and_gradients(twin.function, inputs, g)
        for expected, values in zip([y, *gradients], [received, *others], strict=True):
            np.testing.assert_allclose(values, expected, rtol=1e-12, atol=1e-13)

    def test_equal_to_the_op_under_any_mask_in_any_blocks(self):
        rng = np.random.default_rng(1)
        without_inputs = 0
        for rectified in (False, True) * 10:
            mask, width = random_staircase(rng)
            without_inputs += find_blocks(mask, width)[0].col > 0
            self.assert_equal_to_the_op(mask, width, rectified)
        self.assertGreater(without_inputs, 2)

    def test_equal_to_the_op_at_the_width_of_a_layer(self):
        mask = triangular_mask(70, "B")
        self.assertGreater(len(find_blocks(mask)), 3)
        for rectified in (False, True):
            self.assert_equal_to_the_op(mask, None, rectified)

    def test_passes_the_checks_under_any_mask_in_any_blocks(self):
        rng = np.random.default_rng(1)
        for rectified in (False, True) * 10:
            mask, width = random_staircase(rng)
            case = checks.in_blocks(checks.masked_case("in blocks", mask), width, rectified)
            checks.check_automatic_gradient(case, checks.PRECISIONS[0])
            checks.check_forbidden(case)

    def test_passes_the_checks_at_the_width_of_a_layer(self):
        case = checks.in_blocks(checks.masked_case("in blocks", triangular_mask(70, "B")), None)
        for precision in checks.PRECISIONS:
            with self.subTest(precision=precision.name):
                checks.check_automatic_gradient(case, precision)
        checks.check_forbidden(case)

    def test_zero_blocks_are_not_multiplied(self):
        """Multiplications in the graph of y, dx and dw, beside three dense products."""
        mask = triangular_mask(784, "A")
        blocks = find_blocks(mask)

        @tf.function
        def run(x, w, b, g):
            def masked(x, w, b):
                return masked_linear_in_blocks(x, w, b, mask, blocks)

            return checks.value_and_gradients(masked, [x, w, b], g)

        specs = [tf.TensorSpec(shape) for shape in ([100, 784], [784, 784], [784], [100, 784])]
        graph = run.get_concrete_function(*specs).graph
        counted = 0
        for op in graph.get_operations():
            if op.type == "MatMul":
                inner = op.inputs[0].shape[0 if op.get_attr("transpose_a") else 1]
                counted += inner * op.outputs[0].shape.num_elements()
        self.assertAlmostEqual(counted / (3 * 100 * 784**2), 4 / 7, delta=0.01)
