import itertools
import unittest

import numpy as np
import tensorflow as tf

from lab.data import Split, pipeline
from lab.data.augment import move_slightly
from lab.data.pipeline import MOVED_STACKS
from tests.support.helpers import tiny_split

COUNT, BATCH, UPDATES = 50, 7, 3
# image number i is filled with the pixel value i, and its label is i
NUMBERED = Split(np.repeat(np.arange(COUNT, dtype=np.uint8)[:, None], 16, 1), np.arange(COUNT))


def stacks(count, split=NUMBERED, **options):
    options = {"updates": UPDATES, "batch_size": BATCH, "seed": 5, **options}
    endless = pipeline.training_stacks(split, **options)
    return [[array.numpy() for array in stack] for stack in endless.take(count)]


def same(ours, theirs):
    pairs = itertools.zip_longest(ours, theirs)
    return all(np.array_equal(a, b) for stack in pairs for a, b in zip(*stack, strict=True))


class Training(unittest.TestCase):
    def test_shapes(self):
        images, labels = stacks(1)[0]
        self.assertEqual(images.shape, (UPDATES, BATCH, 16))
        self.assertEqual(images.dtype, np.uint8)
        self.assertEqual(labels.shape, (UPDATES, BATCH))
        np.testing.assert_array_equal(images, np.repeat(labels[..., None], 16, 2))

    def test_bytes_become_images_and_all_else_stays(self):
        pixels, labels, weights = np.array([0, 51, 255], np.uint8), np.arange(3), np.ones(3)
        images, *others = pipeline.to_images((pixels, labels, weights))
        np.testing.assert_allclose(images, [0, 0.2, 1])
        self.assertEqual(images.dtype, np.float32)
        for ours, theirs in zip(others, (labels, weights), strict=True):
            self.assertIs(ours, theirs)

    def test_without_labels_the_images_are_the_target(self):
        for shape in (None, (4, 4)):
            split = tiny_split(COUNT, 0, labels=False)
            images, targets = stacks(1, split, augment_shape=shape)[0]
            np.testing.assert_array_equal(images, targets)

    def test_every_epoch_covers_every_image_once_in_an_order_of_its_own(self):
        rows = np.concatenate([labels.ravel() for _, labels in stacks(10)])
        epochs = rows[: 4 * COUNT].reshape(4, COUNT)
        np.testing.assert_array_equal(np.sort(epochs, axis=1), np.tile(np.arange(COUNT), (4, 1)))
        for one, other in itertools.combinations(epochs, 2):
            self.assertLess((one == other).mean(), 0.2)
        self.assertLess((epochs[0] == np.arange(COUNT)).mean(), 0.2)

    def test_a_pure_function_of_the_seed(self):
        for shape in (None, (4, 4)):
            with self.subTest(augment_shape=shape):
                once = stacks(4, augment_shape=shape)
                self.assertTrue(same(once, stacks(4, augment_shape=shape)))
                self.assertFalse(same(once, stacks(4, augment_shape=shape, seed=6)))

    def test_starting_at_a_stack_equals_skipping_those_before(self):
        for options in ({}, {"augment_shape": (4, 4)}, {"augment_shape": (4, 4), "showings": 2}):
            whole = stacks(9, **options)
            for start in (1, 5, 8):
                with self.subTest(start=start, **options):
                    rest = stacks(9 - start, start=start, **options)
                    self.assertTrue(same(rest, whole[start:]))


class Augmentation(unittest.TestCase):
    """A spot of light in the middle of 28 x 28, moved."""

    @classmethod
    def setUpClass(cls):
        cls.rows, cls.columns = np.mgrid[:28, :28] - 13.5
        cls.spot = np.exp(-(cls.rows**2 + cls.columns**2) / 8).astype(np.float32)
        images = np.tile(cls.spot.ravel(), (200, 1))
        cls.moved = cls.move(images, 3)

    @staticmethod
    def move(images, seed):
        return move_slightly(tf.constant(images), (28, 28), tf.constant([seed, 0])).numpy()

    def test_each_image_moves_by_its_own_amount_within_the_limits(self):
        moved = self.moved.reshape(-1, 28, 28)
        mass = moved.sum((1, 2))
        for offsets in (self.rows, self.columns):
            shifts = (moved * offsets).sum((1, 2)) / mass
            self.assertLess(np.abs(shifts).max(), 1.5 * 1.08 + 0.05)
            self.assertGreater(np.abs(shifts).max(), 1.2)
            self.assertLess(abs(shifts.mean()), 0.25)
            self.assertEqual(len(np.unique(shifts.round(6))), 200)

    def test_sizes_change_by_eight_percent_at_most(self):
        area = self.moved.sum(1) / self.spot.sum()
        self.assertLess(area.max(), 1.09**2)
        self.assertGreater(area.min(), 0.91**2)
        self.assertGreater(area.std(), 0.05)

    def test_stays_an_image(self):
        self.assertGreaterEqual(self.moved.min(), 0)
        self.assertLessEqual(self.moved.max(), 1)
        black = np.zeros((2, 784), np.float32)
        np.testing.assert_array_equal(self.move(black, 1), black)

    def test_stacks_are_moved_as_their_images_are(self):
        images = np.random.default_rng(0).random((2, 3, 784), np.float32)
        flat = self.move(images.reshape(6, 784), 4)
        np.testing.assert_array_equal(self.move(images, 4), flat.reshape(2, 3, 784))

    def test_bytes_are_moved_as_floats_are(self):
        pixels = np.random.default_rng(0).integers(0, 256, (6, 784), np.uint8)
        in_bytes, in_floats = self.move(pixels, 4), self.move(pixels.astype(np.float32), 4)
        self.assertEqual(in_bytes.dtype, np.uint8)
        np.testing.assert_allclose(in_bytes, in_floats, atol=1.01)

    def test_pipeline_moves_the_images_and_leaves_the_labels(self):
        still, moved = (stacks(2, augment_shape=shape) for shape in (None, (4, 4)))
        for (images, labels), (other_images, other_labels) in zip(still, moved, strict=True):
            np.testing.assert_array_equal(labels, other_labels)
            self.assertGreater((images != other_images).mean(), 0.5)

    def test_moved_images_are_shown_some_times_in_other_orders_then_others_are(self):
        showings = 3
        options = {"augment_shape": (4, 4), "showings": showings}
        shown = stacks(MOVED_STACKS * (showings + 1), tiny_split(400, 0), **options)
        images = [np.column_stack([x.reshape(-1, 16), y.ravel()]) for x, y in shown]
        of_showings = [
            np.concatenate(images[first : first + MOVED_STACKS])
            for first in range(0, len(images), MOVED_STACKS)
        ]
        # with their labels
        distinct = [np.unique(showing, axis=0).tolist() for showing in of_showings]
        for showing in range(1, showings):
            self.assertEqual(distinct[showing], distinct[0])
            same_place = (of_showings[showing] == of_showings[showing - 1]).all(axis=1)
            self.assertLess(same_place.mean(), 0.2)
        self.assertEqual([image for image in distinct[-1] if image in distinct[0]], [])

    def test_another_seed_moves_otherwise(self):
        # all images are alike, so that their order, another too, is not seen
        one = np.random.default_rng(0).integers(0, 256, (1, 784), np.uint8)
        split = Split(np.repeat(one, COUNT, axis=0), None)
        first, again, other = (
            stacks(1, split, seed=seed, augment_shape=(28, 28))[0][0] for seed in (5, 5, 6)
        )
        np.testing.assert_array_equal(first, again)
        self.assertTrue((first != other).any(axis=-1).all())

    def test_no_showing_of_an_image_is_moved_as_another(self):
        one = np.random.default_rng(0).integers(0, 256, (1, 784), np.uint8)
        split = Split(np.repeat(one, COUNT, axis=0), None)
        shown = [images.reshape(-1, 784) for images, _ in stacks(4, split, augment_shape=(28, 28))]
        shown = np.concatenate(shown)
        self.assertEqual(len(shown), 4 * UPDATES * BATCH)
        self.assertEqual(len(np.unique(shown, axis=0)), len(shown))

    def test_moved_images_may_stay_black_and_white(self):
        split = Split((255 * (np.arange(48) % 3 == 0)).astype(np.uint8).reshape(3, 16), None)
        options = {"updates": 2, "batch_size": 3, "seed": 1, "augment_shape": (4, 4)}
        values = [
            np.unique(next(iter(pipeline.training_stacks(split, **options, thresholded=choice)))[0])
            for choice in (False, True)
        ]
        self.assertGreater(len(values[0]), 2)
        np.testing.assert_array_equal(values[1], [0, 255])
        pixels = next(iter(pipeline.training_stacks(split, **options, thresholded=True)))[0]
        self.assertEqual(pixels.dtype, tf.uint8)


class Evaluation(unittest.TestCase):
    def test_every_image_once_in_order_and_the_padding_weighs_nothing(self):
        for longest in (100, 3, 1):
            with self.subTest(longest=longest):
                parts = list(
                    pipeline.evaluation_stacks(NUMBERED, batch_size=BATCH, longest=longest)
                )
                self.assertEqual(len({tuple(part[0].shape) for part in parts}), 1)
                self.assertLessEqual(parts[0][0].shape[0], longest)
                images, labels, weights = (
                    np.concatenate([part[i].numpy() for part in parts]) for i in range(3)
                )
                np.testing.assert_array_equal(np.unique(weights), [0, 1])
                np.testing.assert_array_equal(labels[weights == 1], np.arange(COUNT))
                np.testing.assert_array_equal(images[weights == 1], NUMBERED.pixels)
                mean = (images.mean(-1) * weights).sum() / weights.sum()
                self.assertAlmostEqual(mean, NUMBERED.pixels.mean())

    def test_a_set_that_fits_has_no_padding(self):
        (part,) = pipeline.evaluation_stacks(NUMBERED, batch_size=25)
        np.testing.assert_array_equal(part[2], np.ones((2, 25)))

    def test_a_set_smaller_than_a_batch(self):
        (part,) = pipeline.evaluation_stacks(NUMBERED, batch_size=80)
        self.assertEqual(part[0].shape, (1, 80, 16))
        self.assertEqual(part[2].numpy().sum(), COUNT)

    def test_without_labels(self):
        split = tiny_split(COUNT, 0, labels=False)
        images, targets, _ = next(iter(pipeline.evaluation_stacks(split, batch_size=BATCH)))
        np.testing.assert_array_equal(images, targets)


class LettingGo(unittest.TestCase):
    def test_no_pipeline_has_a_tuner_that_its_end_would_wait_for(self):
        training = pipeline.training_stacks(NUMBERED, updates=UPDATES, batch_size=BATCH, seed=0)
        for stacks in (training, pipeline.evaluation_stacks(NUMBERED, batch_size=BATCH)):
            self.assertIs(stacks.options().autotune.enabled, False)
