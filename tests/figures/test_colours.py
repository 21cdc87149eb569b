"""Series are told apart without colour vision, and without colour."""

import itertools
import unittest

import numpy as np
from matplotlib.colors import to_rgb

from lab.figures.style import SERIES, series_look

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# in units of CIELAB, where 2.3 is just noticeable
LEAST_DIFFERENCE = 10


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIELAB of linear RGB, white point D65."""
    matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(matrix) @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def least_difference(seen):
    """The smallest difference of any two series' colours, and which they are."""
    colours = {colour: lab(seen(linear(colour))) for colour in SERIES}
    return min(
        (float(np.linalg.norm(colours[one] - colours[other])), one, other)
        for one, other in itertools.combinations(SERIES, 2)
    )


class Series(unittest.TestCase):
    def test_any_two_colours_differ_under_every_deficiency(self):
        self.assertGreater(least_difference(lambda rgb: rgb)[0], 2 * LEAST_DIFFERENCE)
        for name, matrix in DEFICIENCIES.items():
            with self.subTest(deficiency=name):
                difference, *pair = least_difference(lambda rgb, m=matrix: np.array(m) @ rgb)
                self.assertGreater(difference, LEAST_DIFFERENCE, pair)

    def test_lines_of_a_plot_differ_in_more_than_colour(self):
        looks = [series_look(number) for number in range(32)]
        self.assertEqual(len({(look["color"], look["ls"]) for look in looks}), 32)
        for one, other in itertools.pairwise(looks):
            self.assertNotEqual(one["ls"], other["ls"])
