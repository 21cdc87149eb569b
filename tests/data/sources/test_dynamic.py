import itertools
import unittest

import numpy as np

from lab.data import Dataset, Split, pipeline
from lab.data.sources.dynamic import dynamically_binarised

GREY = np.tile(np.array([0, 51, 128, 204, 255], np.uint8), (600, 1))


def dynamic():
    labels = np.arange(600, dtype=np.int32) % 10
    split = Split(GREY, labels)
    mnist = Dataset("mnist", "a test", split, split, shape=(1, 5), class_names=tuple("0123456789"))
    return dynamically_binarised(mnist)


def shown(split, count=4, seed=0):
    """The images of the first stacks in training, [stacks, N, D]."""
    stacks = pipeline.training_stacks(split, updates=2, batch_size=250, seed=seed)
    return [stack[0].numpy().reshape(500, -1) for stack in stacks.take(count)]


class Splits(unittest.TestCase):
    def test_the_last_sixth_is_for_validation(self):
        dataset = dynamic()
        self.assertEqual(
            (len(dataset.train), len(dataset.valid), len(dataset.test)), (500, 100, 600)
        )
        np.testing.assert_array_equal(dataset.valid.labels, np.arange(500, 600) % 10)

    def test_what_is_measured_is_sampled_once_and_black_or_white(self):
        dataset, again = dynamic(), dynamic()
        for name in ("valid", "test"):
            split = getattr(dataset, name)
            self.assertEqual(set(np.unique(split.pixels)), {0, 255})
            np.testing.assert_array_equal(split.pixels, getattr(again, name).pixels)
            np.testing.assert_allclose(split.images.mean(axis=0), GREY[0] / 255, atol=0.15)
        self.assertFalse(np.array_equal(dataset.valid.pixels, dataset.test.pixels[:100]))

    def test_no_other_threshold_is_applied(self):
        dataset = dynamic()
        self.assertIs(dataset.binary(), dataset)


class Training(unittest.TestCase):
    def test_each_showing_is_a_sample_of_its_own_with_grey_as_its_chance(self):
        train = dynamic().train
        stacks = shown(train, 20)
        self.assertEqual(set(np.unique(stacks)), {0, 255})
        chances = np.mean(stacks, axis=(0, 1)) / 255
        np.testing.assert_allclose(chances, GREY[0] / 255, atol=0.02)
        self.assertEqual((chances[0], chances[-1]), (0, 1))
        for one, other in itertools.combinations(stacks[:4], 2):
            self.assertGreater((one != other).mean(), 0.1)

    def test_the_same_seed_samples_the_same(self):
        train = dynamic().train
        np.testing.assert_array_equal(shown(train), shown(train))
        self.assertFalse(np.array_equal(shown(train), shown(train, seed=1)))

    def test_without_labels_the_sample_is_the_target(self):
        train = dynamic().without_labels().train
        pixels, target = next(
            iter(pipeline.training_stacks(train, updates=1, batch_size=9, seed=0))
        )
        np.testing.assert_array_equal(pixels, target)

    def test_parts_of_it_are_resampled_too(self):
        dataset = dynamic()
        for split in (dataset.train.spread(30), dataset.only_class(3).train):
            self.assertTrue(split.dynamic)
            self.assertEqual(set(np.unique(split.images)), {0, 1})
            np.testing.assert_array_equal(split.images, split.images)
