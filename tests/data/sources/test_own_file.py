import random

import numpy as np

from lab import data
from lab.data import pipeline
from lab.data.on_disk import ImagesOnDisk
from lab.data.split import MOST_MEASURED
from lab.errors import LabError
from tests.support.helpers import LabTest

COUNT, SHAPE = 60, (3, 4)


class ImageFile(LabTest):
    """A file of random images with labels 0, 1, 2, 0, ... beside it."""

    def setUp(self):
        super().setUp()
        self.path = self.folder / "leaves.npy"
        self.labels_path = self.folder / "leaves.labels.npy"
        rng = np.random.default_rng(5)
        self.images = rng.integers(0, 256, (COUNT, *SHAPE), np.uint8)
        self.labels = np.arange(COUNT) % 3
        np.save(self.path, self.images)
        np.save(self.labels_path, self.labels)

    def load(self):
        return data.load(str(self.path))


class Loaded(ImageFile):
    def test_a_sixth_of_each_class_is_to_test_and_the_rest_stays_on_disk(self):
        dataset = self.load()
        tested = np.array([0, 1, 2, 18, 19, 20, 36, 37, 38, 54, 55, 56])
        trained = np.setdiff1d(np.arange(COUNT), tested)
        flat = self.images.reshape(COUNT, -1)
        np.testing.assert_array_equal(dataset.test.pixels, flat[tested])
        np.testing.assert_array_equal(dataset.test.labels, self.labels[tested])
        self.assertIsInstance(dataset.test.pixels, np.ndarray)
        self.assertIsInstance(dataset.train.pixels, ImagesOnDisk)
        self.assertEqual(dataset.train.pixels.shape, (48, 12))
        np.testing.assert_array_equal(dataset.train.pixels, flat[trained])
        np.testing.assert_array_equal(dataset.train.labels, self.labels[trained])
        self.assertEqual((dataset.name, dataset.shape), ("leaves", SHAPE))
        self.assertEqual(dataset.class_names, ("0", "1", "2"))
        self.assertEqual(data.name_of(str(self.path)), "leaves")

    def test_labels_may_be_missing(self):
        self.labels_path.unlink()
        dataset = self.load()
        self.assertIsNone(dataset.train.labels)
        self.assertEqual(dataset.num_classes, 0)

    def test_its_stacks_are_those_of_the_same_images_in_memory(self):
        on_disk = self.load().train
        in_memory = data.Split(np.asarray(on_disk.pixels), on_disk.labels)
        options = {"updates": 3, "batch_size": 7, "seed": 5, "augment_shape": SHAPE}
        for start in (0, 4):
            ways = (
                pipeline.training_stacks(split, start=start, **options).take(5)
                for split in (on_disk, in_memory)
            )
            for ours, theirs in zip(*ways, strict=True):
                for a, b in zip(ours, theirs, strict=True):
                    np.testing.assert_array_equal(a, b)
                    self.assertEqual(a.shape, b.shape)
        ways = (pipeline.evaluation_stacks(s, batch_size=7) for s in (on_disk, in_memory))
        for ours, theirs in zip(*ways, strict=True):
            np.testing.assert_array_equal(ours[0], theirs[0])

    def test_classes_and_thresholds_without_reading(self):
        dataset = self.load()
        one = dataset.only_class(1)
        self.assertIsInstance(one.train.pixels, ImagesOnDisk)
        np.testing.assert_array_equal(one.train.labels, np.ones(len(one.train)))
        np.testing.assert_array_equal(
            one.train.pixels, np.asarray(dataset.train.pixels)[dataset.train.labels == 1]
        )
        binary = dataset.binary()
        self.assertTrue(binary.thresholded)
        expected = np.where(np.asarray(dataset.train.pixels) < 128, 0, 255)
        np.testing.assert_array_equal(binary.train.pixels, expected)

    def test_a_part_of_it_is_measured(self):
        train = self.load().train
        some = train.spread(7)
        self.assertIsInstance(some.pixels, np.ndarray)
        chosen = data.evenly_spaced(len(train), 7)
        np.testing.assert_array_equal(some.pixels, np.asarray(train.pixels)[chosen])
        np.testing.assert_array_equal(train.images, np.asarray(train.pixels) / np.float32(255))
        many = ImagesOnDisk(train.pixels.file, 0, 12, np.zeros(MOST_MEASURED + 1, np.int32))
        with self.assertRaisesRegex(MemoryError, "100,001 images.*spread"):
            _ = data.Split(many, None).images

    def test_other_content_is_another_data_set(self):
        sums = self.load().checksums
        self.assertEqual(self.load().checksums, sums)
        self.assertIn("sample", sums["train_images"])
        self.images[1, 0, 0] ^= 255
        np.save(self.path, self.images)
        changed = self.load().checksums
        self.assertNotEqual(changed["train_images"], sums["train_images"])
        self.assertEqual(changed["train_labels"], sums["train_labels"])


class Refused(ImageFile):
    def test_what_is_no_array_of_images(self):
        for array, words in (
            (self.images / 255, ("uint8", "float64", "white is 255")),
            ((self.images > 9).astype(np.int16), ("uint8", "int16", "white is 255")),
            (self.images[0], ("[N, rows, columns]", "[3, 4]")),
            (self.images[:0], ("[0, 3, 4]",)),
            (np.asfortranarray(self.images), ("column by column",)),
        ):
            with self.subTest(words), self.refused(str(self.path), *words):
                np.save(self.path, array)
                self.load()
        for content in (b"", b"text", b"PK\x03\x04" + bytes(99)):
            with self.subTest(content[:4]), self.refused(str(self.path), "no readable .npy"):
                self.path.write_bytes(content)
                self.load()

    def test_nothing_that_could_be_learnt(self):
        for images, words in (
            (0 * self.images, ("leaves", "all the same")),
            (np.minimum(self.images, 1), ("leaves", "only 0 and 1", "multiply by 255")),
        ):
            np.save(self.path, images)
            with self.subTest(words), self.refused(*words):
                self.load()

    def test_other_bytes_than_the_header_promises(self):
        content = self.path.read_bytes()
        for changed in (content[:-1], content + b"x"):
            with self.refused(str(self.path), f"{len(changed)} bytes", f"{len(content)}"):
                self.path.write_bytes(changed)
                self.load()
        with self.path.open("wb") as file:
            header = {"descr": "|u1", "fortran_order": False, "shape": (2**31 - 1, 1000, 1000)}
            np.lib.format.write_array_header_1_0(file, header)
        with self.refused("promises 2,147,483,647,000,"):
            self.load()

    def test_labels_that_do_not_fit(self):
        for labels, words in (
            (self.labels[:-1], ("60", "[59]")),
            (self.labels / 2, ("whole numbers", "float64")),
            (self.labels - 1, ("-1 to 1", "0 to 255")),
            (self.labels * 200, ("0 to 400",)),
            (self.labels[:0], ("[0]",)),
            (self.labels + 1, ("no image in class 0",)),
        ):
            with self.subTest(words), self.refused(str(self.labels_path), *words):
                np.save(self.labels_path, labels)
                self.load()

    def test_objects_are_not_unpickled(self):
        for path in (self.labels_path, self.path):
            np.save(path, np.array([print] * COUNT, object), allow_pickle=True)
            with self.refused(str(path), "pickled"):
                self.load()

    def test_any_damage_to_the_header_is_one_line(self):
        content = self.path.read_bytes()
        rng = random.Random(3)
        for _ in range(300):
            damaged = bytearray(content)
            for _ in range(rng.randint(1, 3)):
                damaged[rng.randrange(128)] = rng.randrange(256)
            self.path.write_bytes(damaged)
            try:
                self.load()
            except LabError as error:
                self.assertNotIn("\n", str(error))
