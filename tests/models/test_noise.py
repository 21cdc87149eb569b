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


class Corruption(unittest.TestCase):
    IMAGES = np.random.default_rng(0).random((50, 400)).astype(np.float32)

    def corrupt(self, kind, strength=0.3, step=5):
        return noise.corrupted(self.IMAGES, kind, strength, 3, noise.TRAINING, step).numpy()

    def test_gaussian(self):
        added = 0.3 * noise.normal(self.IMAGES.shape, 3, noise.TRAINING, 5).numpy()
        expected = np.clip(self.IMAGES + added, 0, 1)
        np.testing.assert_allclose(self.corrupt("gaussian"), expected, atol=1e-6)

    def test_masking(self):
        noisy = self.corrupt("masking")
        dark = noisy == 0
        np.testing.assert_array_equal(noisy[~dark], self.IMAGES[~dark])
        self.assertAlmostEqual(dark.mean(), 0.3, delta=0.02)

    def test_salt_and_pepper(self):
        noisy = self.corrupt("salt_and_pepper")
        salt, pepper = noisy == 1, noisy == 0
        kept = ~salt & ~pepper
        np.testing.assert_array_equal(noisy[kept], self.IMAGES[kept])
        for share in (salt.mean(), pepper.mean()):
            self.assertAlmostEqual(share, 0.15, delta=0.015)

    def test_none_and_all(self):
        for kind in noise.CORRUPTIONS:
            np.testing.assert_array_equal(self.corrupt(kind, 0.0), self.IMAGES, kind)
        self.assertEqual(self.corrupt("masking", 1.0).max(), 0)
        self.assertEqual(set(np.unique(self.corrupt("salt_and_pepper", 1.0))), {0, 1})

    def test_a_pure_function_of_the_step_the_same_under_xla(self):
        for kind in noise.CORRUPTIONS:
            with self.subTest(kind):
                program = tf.function(
                    lambda step, kind=kind: noise.corrupted(
                        self.IMAGES, kind, 0.3, 3, noise.TRAINING, step
                    ),
                    jit_compile=True,
                )
                compiled = program(tf.constant(5, tf.int64))
                np.testing.assert_allclose(compiled, self.corrupt(kind), atol=1e-5)
                self.assertTrue((self.corrupt(kind) != self.corrupt(kind, step=6)).any())
