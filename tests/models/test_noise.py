import unittest

import numpy as np
import tensorflow as tf

from lab.models import noise


def draw(shape=(10, 2), seed=3, purpose=noise.TRAINING, step=5, **options):
    return noise.normal(shape, seed, purpose, step, **options)


class Noise(unittest.TestCase):
    def test_eager_graph_and_xla_draw_the_same(self):
        for shape in ((10, 2), (3,), (100, 10), (7, 5), (1, 1)):
            eager = draw(shape).numpy()
            for jit_compile in (False, True):
                with self.subTest(shape=shape, jit_compile=jit_compile):
                    # the step goes in as an argument: a constant one would be folded away
                    program = tf.function(
                        lambda step, shape=shape: draw(shape, step=step), jit_compile=jit_compile
                    )
                    np.testing.assert_allclose(program(tf.constant(5, tf.int64)), eager, atol=1e-5)

    def test_a_pure_function_of_seed_purpose_and_step(self):
        np.testing.assert_array_equal(draw(), draw())
        for change in ({"seed": 4}, {"step": 6}, {"purpose": noise.EVALUATION}):
            with self.subTest(**change):
                self.assertGreater(np.abs(draw() - draw(**change)).min(), 0)

    def test_standard_normal(self):
        values = np.stack([draw((1000, 10), step=step) for step in range(20)]).ravel()
        self.assertAlmostEqual(values.mean(), 0, delta=0.01)
        self.assertAlmostEqual(values.std(), 1, delta=0.01)
        self.assertAlmostEqual((values**4).mean(), 3, delta=0.1)
        self.assertAlmostEqual((np.abs(values) > 1.96).mean(), 0.05, delta=0.003)

    def test_draws_of_one_call_and_of_the_next_are_independent(self):
        values = np.stack([draw((2000,), step=step) for step in range(4)])
        correlations = np.corrcoef(np.concatenate([values[:, :-1], values[:, 1:]]))
        self.assertLess(np.abs(correlations - np.eye(8)).max(), 0.08)

    def test_precision(self):
        self.assertEqual(draw().dtype, tf.float32)
        self.assertEqual(draw(dtype="float64").dtype, tf.float64)
