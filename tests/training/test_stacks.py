import unittest
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from lab.data import pipeline
from lab.training import stacks
from tests.support.helpers import quiet, tiny_split, tiny_vae


class Sizes(unittest.TestCase):
    def test_as_few_as_make_an_epoch_all_of_one_size(self):
        for updates, expected in (
            (1, (1, 1)),
            (100, (1, 100)),
            (101, (2, 51)),
            (600, (6, 100)),
            (750, (8, 94)),
        ):
            with self.subTest(updates=updates):
                self.assertEqual(stacks.stack_sizes(updates), expected)

    def test_an_epoch_grows_by_less_than_one_update_a_stack(self):
        for updates in range(1, 1000):
            count, size = stacks.stack_sizes(updates)
            self.assertLessEqual(size, stacks.LONGEST_STACK)
            self.assertTrue(updates <= count * size < updates + count)


class Program(unittest.TestCase):
    def model(self, rate=0.01):
        model = tiny_vae(seed=2)
        model.compile(optimizer=keras.optimizers.Adam(rate))
        model.optimizer.build(model.trainable_variables)
        return model

    def test_a_stack_is_its_batches_one_after_the_other(self):
        split = tiny_split(30, 3)
        pixels, batches = (
            (images.reshape(3, 10, 16), split.labels.reshape(3, 10))
            for images in (split.pixels, split.images)
        )
        together, apart = self.model(), self.model()
        stacks.use_stacks(together)
        logs = together.train_function(iter([pixels]))
        for images, labels in zip(*batches, strict=True):
            expected = apart.train_step((tf.constant(images), tf.constant(labels)))
        self.assertEqual(int(together.step), 3)
        self.assertEqual(int(together.optimizer.iterations), 3)
        for ours, theirs in zip(together.get_weights(), apart.get_weights(), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)
        for name, value in expected.items():
            np.testing.assert_allclose(logs[name], value, rtol=1e-4, err_msg=name)

    def test_evaluating_a_padded_set_gives_the_means_over_its_images(self):
        model = self.model()
        split = tiny_split(23, 3)
        stacks.use_stacks(model)
        parts = pipeline.evaluation_stacks(split, batch_size=5, longest=2)
        logs = model.evaluate(parts, verbose=0, return_dict=True)
        terms = [
            model.terms(split.images[i : i + 5], split.labels[i : i + 5], training=False, step=i)
            for i in range(0, 20, 5)
        ]
        for name, value in logs.items():
            first_twenty = np.concatenate([part[name] for part in terms])
            # the last batch samples its noise for five images, of which three are real
            padded = np.minimum(np.arange(20, 25), 22)
            last = model.terms(split.images[padded], split.labels[padded], training=False, step=20)
            mean = np.concatenate([first_twenty, last[name][:3]]).mean()
            self.assertAlmostEqual(value, mean, delta=1e-4 * abs(mean), msg=name)
        accuracy = (model.classify(split.images).numpy().argmax(1) == split.labels).mean()
        self.assertAlmostEqual(logs["accuracy"], accuracy, places=6)

    def test_a_training_is_compiled_that_lasts_longer_than_compiling(self):
        for xla, programs in ((True, ["graph", "xla", "graph"]), (False, ["graph"] * 3)):
            with self.subTest(xla=xla), mock.patch.object(stacks, "has_xla", return_value=xla):
                found = [stacks.program_for(199), stacks.program_for(200)]
                self.assertEqual([*found, stacks.program_for(200, strategy=object())], programs)

    def test_without_xla_it_says_so_and_runs_as_a_graph(self):
        error = tf.errors.UnimplementedError(None, None, "no compiler\nno, really")
        self.addCleanup(stacks.has_xla.cache_clear)
        stacks.has_xla.cache_clear()
        with mock.patch.object(stacks.tf, "function", side_effect=error), quiet() as (out, _):
            self.assertFalse(stacks.has_xla())
        self.assertIn("no XLA here (no compiler)", out.getvalue())
        model = self.model()
        stacks.use_stacks(model)
        split = tiny_split(20, 3)
        model.train_function(iter([(split.pixels[None], split.labels[None])]))
        self.assertEqual(int(model.step), 1)
