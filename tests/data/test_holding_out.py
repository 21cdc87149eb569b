import numpy as np

from lab.data.holding_out import with_test_set
from tests.support.helpers import LabTest


def divided(labels=None, count=None, class_names=None):
    """A data set of images [0, i], number i the value of its second pixel."""
    count = len(labels) if count is None else count
    pixels = np.stack([np.zeros(count), np.arange(count)], axis=1).astype(np.uint8)
    labels = None if labels is None else np.array(labels, np.int32)
    described = {"name": "own", "origin": "a test", "shape": (1, 2)}
    return with_test_set(pixels, labels, where="here", class_names=class_names, **described)


class SplitUp(LabTest):
    def test_every_sixth_of_each_class_is_to_test(self):
        dataset = divided([1] * 8 + [0] * 5 + [1, 0])
        self.assertEqual(dataset.test.pixels[:, 1].tolist(), [0, 6, 8])
        self.assertEqual(dataset.test.labels.tolist(), [1, 1, 0])
        self.assertEqual(
            dataset.train.pixels[:, 1].tolist(), [1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13, 14]
        )
        self.assertEqual(dataset.train.labels.tolist(), [1] * 6 + [0] * 4 + [1, 0])
        self.assertEqual(dataset.class_names, ("0", "1"))

    def test_without_labels_every_sixth(self):
        dataset = divided(count=14)
        self.assertEqual(dataset.test.pixels[:, 1].tolist(), [0, 6, 12])
        self.assertEqual((len(dataset.train), dataset.train.labels), (11, None))

    def test_of_many_about_ten_thousand_evenly_spaced(self):
        labels = np.repeat([0, 1], [99_000, 21_000])
        dataset = divided(labels)
        self.assertEqual(np.bincount(dataset.test.labels).tolist(), [8250, 1750])
        self.assertEqual(len(dataset.train) + len(dataset.test), 120_000)

    def test_a_class_that_cannot_be_trained_and_tested_is_named(self):
        cases = (
            ({"labels": [0, 0, 2, 2]}, ("here", "no image in class 1", "without gaps")),
            ({"labels": [1, 1, 2, 2]}, ("no image in class 0", "0, 1, …")),
            ({"labels": [0, 0, 1], "class_names": ("a", "bee")}, ("one image in class bee",)),
            ({"count": 1}, ("here has one image: ", "at least 2")),
        )
        for given, words in cases:
            with self.subTest(given), self.refused(*words):
                divided(**given)
