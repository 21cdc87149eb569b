"""What a student's function may return, and what is told of it where that is not what is asked."""

import unittest

import numpy as np
import tensorflow as tf

from lab.assignments.checks import value
from lab.assignments.recipes import entry, gradients, named


class Named(unittest.TestCase):
    def arrays(self, returned):
        return {name: array.tolist() for name, array in named(returned).items()}

    def test_one_array_several_and_a_dict(self):
        self.assertEqual(self.arrays(tf.constant([1, 2])), {"value": [1, 2]})
        self.assertEqual(self.arrays((np.ones(1), 2)), {"value 0": [1.0], "value 1": 2})
        self.assertEqual(self.arrays({"loss": tf.constant(3)}), {"value loss": 3})

    def test_a_list_of_numbers_or_of_rows_is_one_array_a_list_of_arrays_several(self):
        self.assertEqual(self.arrays([1, np.float64(2), tf.constant(3)]), {"value": [1, 2, 3]})
        self.assertEqual(self.arrays([[1, 2], [3, 4]]), {"value": [[1, 2], [3, 4]]})
        self.assertEqual(self.arrays([np.ones(1), np.zeros(1)]), {"value 0": [1], "value 1": [0]})


class Told(unittest.TestCase):
    def words(self, reply, returned):
        check = value("x", 1, None, lambda: np.ones(2), reply=reply)
        return check.verdict({}, named(returned)).words

    def test_what_is_missing_is_named(self):
        for reply, returned, words in [
            ("value", None, "nothing was returned"),
            ("value", (np.ones(2), np.ones(2)), "expected one array, received several"),
            ("value 1", np.ones(2), "expected several arrays: number 2 is missing"),
            ("value recon", {"loss": 1.0}, "there is no recon in what was returned"),
            ("dL/dx", np.ones(2), "no derivative was taken: the value has another shape"),
        ]:
            self.assertTrue(self.words(reply, returned).startswith(words), reply)

    def test_what_cannot_be_used_raises_what_says_so(self):
        with self.assertRaisesRegex(TypeError, "expected a dict, received tuple"):
            entry((1.0,), "loss")
        with self.assertRaisesRegex(ValueError, "no entry 'loss'"):
            entry({"recon": 1.0}, "loss")
        with self.assertRaisesRegex(TypeError, "expected one tensor, received tuple"):
            gradients(lambda x: (x, None), np.ones(1), x=np.ones(1))
