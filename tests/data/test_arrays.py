import numpy as np

from lab import data
from tests.support.helpers import LabTest

COUNT, SHAPE = 24, (3, 4)


class FromArrays(LabTest):
    def setUp(self):
        super().setUp()
        rng = np.random.default_rng(5)
        self.images = rng.integers(0, 256, (COUNT, *SHAPE), np.uint8)
        self.labels = np.arange(COUNT) % 3

    def test_load_takes_them_in_place_of_a_name(self):
        dataset = data.load((self.images, self.labels))
        flat = self.images.reshape(COUNT, -1)
        # every sixth of 0, 3, 6, …, of 1, 4, … and of 2, 5, …
        tested = [0, 1, 2, 18, 19, 20]
        np.testing.assert_array_equal(dataset.test.pixels, flat[tested])
        np.testing.assert_array_equal(dataset.test.labels, self.labels[tested])
        np.testing.assert_array_equal(dataset.train.pixels, np.delete(flat, tested, axis=0))
        np.testing.assert_array_equal(dataset.train.labels, np.delete(self.labels, tested))
        self.assertEqual((dataset.shape, dataset.class_names), (SHAPE, ("0", "1", "2")))
        self.assertEqual(dataset.train.labels.dtype, np.int32)

    def test_floats_whole_numbers_truths_and_flat_images_are_the_same(self):
        black_or_white = self.images > 127
        bytes_ = (255 * black_or_white).astype(np.uint8)
        expected = data.from_arrays(bytes_, self.labels)
        for same in (
            black_or_white,
            black_or_white.astype(np.float16),
            bytes_ / 255,
            bytes_.astype(np.int64),
            bytes_.tolist(),
        ):
            found = data.from_arrays(same, self.labels.tolist())
            np.testing.assert_array_equal(found.train.pixels, expected.train.pixels)
            self.assertEqual(found.name, expected.name)
        square = data.from_arrays(self.images[:, :2, :2].reshape(COUNT, 4))
        self.assertEqual(square.shape, (2, 2))
        self.assertIsNone(square.train.labels)

    def test_its_name_is_that_of_its_content(self):
        name = data.load((self.images, self.labels)).name
        self.assertRegex(name, "^arrays-[0-9a-f]{8}$")
        self.assertEqual(data.name_of((self.images.copy(), self.labels.astype(np.uint8))), name)
        others = (
            (self.images, None),
            (self.images, (self.labels + 1) % 3),
            (self.images[::-1], self.labels),
            (self.images.reshape(COUNT, 4, 3), self.labels),
        )
        self.assertEqual(len({name, *map(data.name_of, others)}), 5)

    def test_what_means_something_else_is_refused(self):
        images, floats, labels = self.images, self.images / 255, self.labels
        holed = floats.copy()
        holed[3, 1, 1] = np.nan
        cases = {
            "0 to 255 as floats": ((1.0 * images, None), ("float64", "expected 0 to 1", "divide")),
            "from -1 to 1": ((2 * floats - 1, None), ("from -1 to 1", "expected 0 to 1")),
            "NaN": ((holed, None), ("NaN",)),
            "16 bits": ((images.astype(int) * 257, None), ("int64", "expected 0 to 255")),
            "negative": ((images.astype(int) - 1, None), ("from -1 to ",)),
            "0 and 1": (((images > 9).astype(int), None), ("only 0 and 1", "multiply by 255")),
            "black": ((0 * images, None), ("all the same",)),
            "colours": ((images[..., None].repeat(3, 3), None), ("[24, 3, 4, 3]", "grey")),
            "not square": ((images.reshape(COUNT, -1), None), ("[24, 12]", "rows, columns")),
            "none": ((images[:0], None), ("[0, 3, 4]",)),
            "one": ((images[:1], None), ("one image", "at least 2")),
            "one number": ((5, None), ("[]",)),
            "text": ((["a", "b"], None), ("images", "numbers")),
            "ragged": (([[1, 2], [3]], None), ("images", "numbers")),
            "masked": ((np.ma.masked_equal(images, 3), None), ("masked",)),
            "one-hot": ((images, np.eye(3)[labels]), ("float64 [24, 3]", "argmax")),
            "fractions": ((images, labels / 2), ("whole numbers", "float64")),
            "fewer labels": ((images, labels[1:]), ("24 whole numbers", "[23]")),
            "below 0": ((images, labels - 1), ("-1 to 1",)),
            "above 255": ((images, labels * 200), ("0 to 400", "0 to 255")),
            "from 1": ((images, labels + 1), ("no image in class 0",)),
            "a triple": ((images, labels, labels), ("tuple of 3", "(images, labels)")),
        }
        for name, (arrays, words) in cases.items():
            with self.subTest(name), self.refused(*words):
                data.load(arrays)

    def test_neither_a_name_nor_arrays(self):
        for dataset in (3, self.images, {"images": self.images}):
            for use in (data.load, data.name_of):
                with self.refused(type(dataset).__name__, "(images, labels)"):
                    use(dataset)
