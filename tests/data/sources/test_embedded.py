import unittest

import numpy as np
from sklearn.datasets import load_digits

from lab.data.sources.embedded import load_embedded


class EmbeddedDigits(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = load_embedded()
        is_test = np.arange(1797) % 6 == 0
        source = load_digits()
        cls.originals = {"train": source.images[~is_test], "test": source.images[is_test]}
        cls.labels = {"train": source.target[~is_test], "test": source.target[is_test]}

    def splits(self):
        return (("train", self.dataset.train), ("test", self.dataset.test))

    def test_sizes_and_what_an_epoch_is(self):
        self.assertEqual((len(self.dataset.train), len(self.dataset.test)), (1497, 300))
        self.assertEqual(self.dataset.shape, (28, 28))
        self.assertEqual(self.dataset.updates_per_epoch(100), 600)
        self.assertTrue(self.dataset.augment)

    def test_images_keep_their_labels_and_their_ink(self):
        for name, split in self.splits():
            with self.subTest(name):
                np.testing.assert_array_equal(split.labels, self.labels[name])
                square = split.images.reshape(-1, 28, 28)[:, 2:26, 2:26]
                small = square.reshape(-1, 8, 3, 8, 3).mean((2, 4)).reshape(len(split), -1)
                original = self.originals[name].reshape(len(split), -1)
                likeness = [np.corrcoef(*pair)[0, 1] for pair in zip(small, original, strict=True)]
                self.assertGreater(np.mean(likeness), 0.9)
                self.assertGreater(min(likeness), 0.8)

    def test_every_class_is_in_both_splits(self):
        for name, split in self.splits():
            with self.subTest(name):
                counts = np.bincount(split.labels, minlength=10)
                self.assertGreater(counts.min(), len(split) / 10 * 0.7)

    def test_train_and_test_are_disjoint(self):
        train, test = ({image.tobytes() for image in split.pixels} for _, split in self.splits())
        self.assertEqual(len(train | test), 1797)
        self.assertEqual(train & test, set())

    def test_strokes_are_smooth_and_framed_by_black(self):
        images = self.dataset.train.pixels.reshape(-1, 28, 28)
        frame = np.ones((28, 28), bool)
        frame[3:25, 3:25] = False
        self.assertEqual(images[:, frame].max(), 0)
        self.assertEqual(images.max(), 255)
        # blown-up blocks would repeat nearly every pixel; splines ramp between their values
        steps = np.abs(np.diff(images.astype(int), axis=2))
        inked = (images[:, :, 1:] > 0) & (images[:, :, 1:] < 255)
        self.assertGreater((steps[inked] > 0).mean(), 0.95)

    def test_who_writes_into_them_changes_nobody_else_s(self):
        for _, split in self.splits():
            for array in (split.pixels, split.labels):
                with self.assertRaises(ValueError):
                    array[:1] = 0
