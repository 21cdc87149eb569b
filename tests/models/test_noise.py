import itertools
import unittest

import numpy as np
import tensorflow as tf

from lab.data import pipeline
from lab.data.random import fold
from lab.models import noise


def normal(shape=(10, 2), seed=3, purpose=noise.TRAINING, step=5, **options):
    return noise.normal(shape, seed, purpose, step, **options)


class Noise(unittest.TestCase):
    def test_eager_graph_and_xla_agree(self):
        for shape in ((10, 2), (3,), (100, 10), (7, 5), (1, 1)):
            eager = normal(shape).numpy()
            for jit_compile in (False, True):
                with self.subTest(shape=shape, jit_compile=jit_compile):
                    # the step goes in as an argument: a constant one would be folded away
                    program = tf.function(
                        lambda step, shape=shape: normal(shape, step=step), jit_compile=jit_compile
                    )
                    np.testing.assert_allclose(program(tf.constant(5, tf.int64)), eager, atol=1e-5)

    def test_a_pure_function_of_seed_purpose_and_step(self):
        np.testing.assert_array_equal(normal(), normal())
        for change in ({"seed": 4}, {"step": 6}, {"purpose": noise.EVALUATION}):
            with self.subTest(**change):
                self.assertGreater(np.abs(normal() - normal(**change)).min(), 0)

    def test_standard_normal(self):
        values = np.stack([normal((1000, 10), step=step) for step in range(20)]).ravel()
        self.assertAlmostEqual(values.mean(), 0, delta=0.01)
        self.assertAlmostEqual(values.std(), 1, delta=0.01)
        self.assertAlmostEqual((values**4).mean(), 3, delta=0.1)
        self.assertAlmostEqual((np.abs(values) > 1.96).mean(), 0.05, delta=0.003)

    def test_samples_of_one_call_and_of_the_next_are_independent(self):
        values = np.stack([normal((2000,), step=step) for step in range(4)])
        correlations = np.corrcoef(np.concatenate([values[:, :-1], values[:, 1:]]))
        self.assertLess(np.abs(correlations - np.eye(8)).max(), 0.08)

    def test_precision(self):
        self.assertEqual(normal().dtype, tf.float32)
        self.assertEqual(normal(dtype="float64").dtype, tf.float64)


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


class Dropout(unittest.TestCase):
    def kept(self, layer=0, step=5, seed=3, rate=0.25):
        return noise.dropout(tf.ones([100, 50]), rate, seed, layer, step).numpy() > 0

    def test_leaves_out_a_share_and_scales_the_others(self):
        x = np.arange(1.0, 5001, dtype=np.float32).reshape(100, 50)
        dropped = noise.dropout(tf.constant(x), 0.25, 3, 0, 5).numpy()
        kept = self.kept()
        self.assertAlmostEqual(kept.mean(), 0.75, delta=0.02)
        np.testing.assert_allclose(dropped, np.where(kept, x / 0.75, 0), rtol=1e-6)

    def test_every_layer_step_and_seed_has_a_mask_of_its_own(self):
        masks = [self.kept(), self.kept(1), self.kept(2), self.kept(step=6), self.kept(seed=4)]
        for one, other in itertools.combinations(masks, 2):
            # as often alike as independent ones: 0.75^2 + 0.25^2
            self.assertAlmostEqual((one == other).mean(), 0.625, delta=0.03)


class Purposes(unittest.TestCase):
    def test_no_two_share_their_numbers(self):
        """Of models and pipeline; each layer's dropout is one more, from DROPOUT on."""
        ours = [noise.TRAINING, noise.EVALUATION, noise.CALL, noise.SAMPLE, noise.CHOICE]
        all_of_them = [*ours, noise.DROPOUT, pipeline.SHUFFLE, pipeline.MOVE, pipeline.DRAW]
        self.assertEqual(len(set(all_of_them)), len(all_of_them))
        self.assertEqual(max(all_of_them), noise.DROPOUT)

    def test_no_seed_has_another_s_purpose(self):
        seeds = {
            tuple(fold(seed, purpose, step).numpy())
            for seed in (0, 1, 2, 3000)
            for purpose in (0, 1, 2, 16, 20, 32, 99)
            for step in (0, 1, 50)
        }
        self.assertEqual(len(seeds), 4 * 7 * 3)
