import unittest

import numpy as np

from lab.figures.maps import latent_maps
from tests.support.figures import texts


class Maps(unittest.TestCase):
    def test_every_point_has_the_colour_of_its_class(self):
        codes = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
        labels = np.array([1, 0, 1])
        figure = latent_maps({"AE": codes, "VAE": -codes}, labels, ("no", "yes"), "", "", (-2, 2))
        first, second = figure.axes
        no, yes = (points.get_offsets() for points in first.collections)
        np.testing.assert_array_equal(no, [[2, 3]])
        np.testing.assert_array_equal(yes, [[0, 1], [4, 5]])
        np.testing.assert_array_equal(second.collections[0].get_offsets(), [[-2, -3]])
        np.testing.assert_array_equal(first.lines[0].get_xdata(), [-2, 2, 2, -2, -2])
        self.assertLessEqual({"AE", "VAE", "no", "yes"}, texts(figure))
