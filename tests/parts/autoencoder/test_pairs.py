import unittest

import numpy as np

from lab.parts.autoencoder.pairs import pairs_of_classes


class Pairs(unittest.TestCase):
    def test_a_pair_of_classes_is_named_where_it_lies(self):
        images = np.array([[0.0, 1, 2], [1, 0, 3], [2, 3, 0]])
        figure = pairs_of_classes(images, {"AE": 2 * images}, ("a", "b", "c"), ("b", "c"), "", "")
        (axis,) = figure.axes
        named = {text.get_text(): text.xy for text in axis.texts}
        self.assertEqual(named, {"a, b": (1, 2), "a, c": (2, 4), "b, c": (3, 6)})
        bold = [text.get_text() for text in axis.texts if text.get_weight() == "bold"]
        self.assertEqual(bold, ["b, c"])

    def test_of_many_only_the_outliers_and_the_marked_pair_are_named(self):
        images = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5)))
        codes = 2 * images
        for pair, shift in {(0, 1): 3, (1, 3): -2, (2, 4): 1.5, (0, 4): 2.5}.items():
            codes[pair] += shift
        (axis,) = pairs_of_classes(images, {"AE": codes}, "abcde", "cd", "", "").axes
        named = {text.get_text() for text in axis.texts}
        self.assertEqual(named, {"a, b", "b, d", "c, e", "a, e", "c, d"})
