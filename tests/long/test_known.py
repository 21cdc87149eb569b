"""What typical mistakes return, as it is stored to recognise them, is what they return today."""

import unittest

import numpy as np

from lab.assignments import known
from lab.assignments.labs import LABS
from lab.assignments.session import answering


class Stored(unittest.TestCase):
    def test_of_every_lab(self):
        for lab in LABS:
            with self.subTest(lab.number), answering(lab) as on:
                stored, today = known._stored(lab.module), known.computed(lab, on)
                self.assertEqual(stored.keys(), today.keys())
                for name, array in today.items():
                    self.assertTrue(known._is_close(stored[name], np.asarray(array)), name)
