import dataclasses
import functools
import hashlib
import unittest

import numpy as np

from lab.data import Dataset, Split, as_pixels
from lab.data.dataset import SPLIT_NAMES, checksum, without_images
from tests.support.helpers import LabTest, tiny_dataset, tiny_split


class Checksums(unittest.TestCase):
    def test_of_the_idx_file(self):
        array = np.arange(6, dtype=np.uint8).reshape(2, 3)
        by_hand = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 5])
        self.assertEqual(checksum(array), hashlib.md5(by_hand).hexdigest())
        self.assertEqual(checksum(np.asfortranarray(array)), checksum(array))

    def test_one_for_each_array_there_is(self):
        labelled, plain = tiny_dataset(), tiny_dataset(labels=False)
        names = ["train_images", "train_labels", "test_images", "test_labels"]
        self.assertEqual(list(labelled.checksums), names)
        self.assertEqual(list(plain.checksums), names[::2])
        self.assertEqual(plain.checksums["test_images"], labelled.checksums["test_images"])


class Promises(LabTest):
    """What a Dataset says of itself is looked at when it is made, whoever makes it."""

    def test_each_is_checked(self):
        good = tiny_split(9, 3)
        split = functools.partial(dataclasses.replace, good)
        cases = {
            "floats": (split(pixels=good.pixels / 255), ("float64", "uint8")),
            "not flat": (split(pixels=good.pixels.reshape(9, 4, 4)), ("[9, 4, 4]", "[N, 16]")),
            "other size": (split(pixels=good.pixels[:, 1:]), ("[9, 15]", "[N, 16]")),
            "no images": (good._only([]), ("no ",)),
            "fewer labels": (split(labels=good.labels[1:]), ("labels", "[8]", "9 images")),
            "fractions": (split(labels=good.labels / 2), ("labels", "float64")),
            "below 0": (split(labels=good.labels - 1), ("labels", "-1")),
            "a class too many": (split(labels=good.labels + 1), ("labels", "3", "classes")),
            "factors": (split(factors=np.zeros((8, 2), int)), ("factors", "[8, 2]")),
        }
        for name, (bad, words) in cases.items():
            for place in ("train", "valid", "test"):
                refused = self.refused(SPLIT_NAMES[place], "tiny", *words)
                with self.subTest(name, place=place), refused:
                    dataclasses.replace(tiny_dataset(), **{place: bad})

    def test_classes_fit_into_a_byte(self):
        with self.refused("tiny", "257 classes", "256"):
            dataclasses.replace(tiny_dataset(), class_names=tuple(map(str, range(257))))

    def test_black_images_and_a_white_of_one(self):
        for pixels, words in (
            (np.full((9, 16), 7), ("tiny", "all the same")),
            (np.eye(16), ("tiny", "only 0 and 1", "multiply by 255")),
        ):
            with self.subTest(words), self.refused(*words):
                train = Split(pixels.astype(np.uint8), None)
                dataclasses.replace(tiny_dataset(), train=train).check_contrast()

    def test_a_threshold_that_leaves_nothing(self):
        dim = Split(np.arange(16, dtype=np.uint8)[None], None)
        with self.refused("tiny", "all the same, thresholded"):
            dataclasses.replace(tiny_dataset(), train=dim, test=dim).binary()


class ForChoosing(unittest.TestCase):
    """What settings are chosen on holds no test image, and is not trained on."""

    def held_out(self, shuffled):
        data = dataclasses.replace(tiny_dataset(train=60), shuffled=shuffled)
        chosen = data.for_choosing()
        positions = {image.tobytes(): n for n, image in enumerate(data.train.pixels)}
        self.assertEqual(len(positions), 60)
        trained, tested = (
            [positions[image.tobytes()] for image in split.pixels]
            for split in (chosen.train, chosen.test)
        )
        self.assertEqual(sorted(trained + tested), list(range(60)))
        np.testing.assert_array_equal(chosen.test.labels, data.train.labels[tested])
        self.assertIsNone(chosen.valid)
        return tested

    def test_the_last_sixth_of_shuffled_images(self):
        self.assertEqual(self.held_out(shuffled=True), list(range(50, 60)))

    def test_every_sixth_of_images_that_may_be_sorted(self):
        self.assertEqual(self.held_out(shuffled=False), list(range(0, 60, 6)))

    def test_validation_images_where_there_are_any(self):
        valid = tiny_split(9, 3)
        data = tiny_dataset(valid=valid)
        chosen = data.for_choosing()
        self.assertIs(chosen.train, data.train)
        self.assertIs(chosen.test, valid)
        self.assertIsNone(chosen.valid)
        self.assertIs(data.with_validation(), data)

    def test_with_validation_images_the_test_images_stay(self):
        data = tiny_dataset(train=60)
        split, chosen = data.with_validation(), data.for_choosing()
        self.assertIs(split.test, data.test)
        for one, other in ((split.train, chosen.train), (split.valid, chosen.test)):
            np.testing.assert_array_equal(one.pixels, other.pixels)


class BlackAndWhite(unittest.TestCase):
    def test_grey_is_thresholded_at_one_half(self):
        pixels = np.array([[0, 1, 127, 128, 200, 255], [255, 0, 0, 0, 0, 0]], np.uint8)
        labels = np.array([1, 0], np.int32)
        split = Split(pixels, labels)
        grey = Dataset("grey", "a test", split, split, shape=(2, 3), class_names=("a", "b"))
        for split in (grey.binary().train, grey.binary().test):
            np.testing.assert_array_equal(
                split.pixels, [[0, 0, 0, 255, 255, 255], [255, 0, 0, 0, 0, 0]]
            )
            np.testing.assert_array_equal(split.labels, labels)
        self.assertTrue(grey.binary().thresholded)
        self.assertNotEqual(grey.binary().checksums, grey.checksums)

    def test_black_and_white_images_stay_as_they_are(self):
        pixels = np.array([[0, 255]], np.uint8)
        dataset = Dataset("fixed", "a test", *[Split(pixels, None)] * 2, shape=(1, 2))
        self.assertIs(dataset.binary(), dataset)
        self.assertFalse(dataset.thresholded)

    def test_spread_takes_images_from_the_first_to_the_last(self):
        split = Split(np.arange(10, dtype=np.uint8)[:, None], np.arange(10, dtype=np.int32))
        for count, expected in ((4, [0, 3, 6, 9]), (20, list(range(10)))):
            found = split.spread(count)
            self.assertEqual(found.pixels[:, 0].tolist(), expected)
            self.assertEqual(found.labels.tolist(), expected)

    def test_one_of_each_is_the_first_of_its_class(self):
        split = Split(np.arange(6, dtype=np.uint8)[:, None], np.array([2, 0, 2, 5, 0, 5], np.int32))
        found = split.one_of_each()
        self.assertEqual(found.pixels[:, 0].tolist(), [1, 0, 3])
        self.assertEqual(found.labels.tolist(), [0, 2, 5])

    def test_as_pixels_is_the_way_back(self):
        split = Split(np.arange(256, dtype=np.uint8)[:, None], None)
        np.testing.assert_array_equal(as_pixels(split.images), split.pixels)

    def test_without_labels_the_images_are_the_same(self):
        dataset = tiny_dataset()
        bare = dataset.without_labels()
        self.assertIsNone(bare.train.labels)
        self.assertIsNone(bare.test.labels)
        self.assertIs(bare.train.pixels, dataset.train.pixels)

    def test_without_a_class_the_others_stay_in_order(self):
        dataset = tiny_dataset(valid=tiny_split(9, 3))
        fewer = dataset.without_class(1)
        for name in ("train", "valid", "test"):
            before, after = getattr(dataset, name), getattr(fewer, name)
            kept = before.labels != 1
            self.assertLess(kept.sum(), len(kept))
            np.testing.assert_array_equal(after.pixels, before.pixels[kept])
            np.testing.assert_array_equal(after.labels, before.labels[kept])
        self.assertEqual(fewer.class_names, dataset.class_names)

    def test_only_a_class_is_what_without_it_lacks(self):
        dataset = tiny_dataset(valid=tiny_split(9, 3))
        only, others = dataset.only_class(1), dataset.without_class(1)
        for name in ("train", "valid", "test"):
            before, after = getattr(dataset, name), getattr(only, name)
            self.assertEqual(set(after.labels), {1})
            np.testing.assert_array_equal(after.pixels, before.pixels[before.labels == 1])
            self.assertEqual(len(after) + len(getattr(others, name)), len(before))
        self.assertEqual(only.class_names, dataset.class_names)

    def test_the_first_classes_are_a_data_set_of_their_own(self):
        dataset = tiny_dataset(valid=tiny_split(9, 3))
        fewer, last = dataset.first_classes(2), dataset.without_class(2)
        self.assertEqual((fewer.num_classes, fewer.class_names), (2, ("top", "upper")))
        for name in ("train", "valid", "test"):
            after, expected = getattr(fewer, name), getattr(last, name)
            np.testing.assert_array_equal(after.pixels, expected.pixels)
            np.testing.assert_array_equal(after.labels, expected.labels)

    def test_without_images_there_is_a_name(self):
        nothing = without_images("toy")
        self.assertEqual((nothing.name, len(nothing.train), len(nothing.test)), ("toy", 0, 0))
        self.assertEqual(list(nothing.checksums), ["train_images", "test_images"])


class Epochs(unittest.TestCase):
    def test_one_pass_rounded_up_unless_said_otherwise(self):
        self.assertEqual(tiny_dataset(train=50).updates_per_epoch(10), 5)
        self.assertEqual(tiny_dataset(train=51).updates_per_epoch(10), 6)
        self.assertEqual(tiny_dataset(train=51, epoch_images=60_000).updates_per_epoch(100), 600)

    def test_white_is_one(self):
        split = Split(np.array([[0, 51, 255]], np.uint8), None)
        np.testing.assert_allclose(split.images, [[0, 0.2, 1]], rtol=1e-7)
        self.assertEqual(Dataset("a", "b", split, split, shape=(1, 3)).num_classes, 0)
