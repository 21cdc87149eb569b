"""What typical mistakes return, as it is stored: each array once, and all of them found again."""

from unittest import mock

import numpy as np

from lab.assignments import known
from lab.storage.reading import read_arrays
from tests.support.helpers import LabTest


class Stored(LabTest):
    def test_an_array_of_several_checks_is_stored_once(self):
        arrays = {
            "1.1|sign|value|value": np.array([1.0, np.nan]),
            "1.1|sign|sum = 1|value": np.array([1.0, np.nan]),
            "1.1|sign|x = ±1000|value": np.array([1.0, np.inf]),
            "1.1|raises|value|raised": np.array("raised ValueError: x"),
        }
        path = self.folder / "lab0.npz"
        with path.open("wb") as file:
            np.savez_compressed(file, **known._once(arrays))
        self.assertEqual(len(read_arrays(path)), 3 + 1)
        with mock.patch.object(known, "PLACE", self.folder):
            found = known._stored("lab0")
        self.assertEqual(found.keys(), arrays.keys())
        for key, array in arrays.items():
            np.testing.assert_array_equal(found[key], array)
