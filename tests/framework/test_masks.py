import unittest

import numpy as np

from lab.framework.masks import triangular_mask


class Masks(unittest.TestCase):
    def test_triangular_mask_is_upper_for_inputs_by_outputs(self):
        a, b = triangular_mask(3, "A"), triangular_mask(3, "B")
        np.testing.assert_array_equal(a, [[0, 1, 1], [0, 0, 1], [0, 0, 0]])
        np.testing.assert_array_equal(b, [[1, 1, 1], [0, 1, 1], [0, 0, 1]])
