import unittest

import numpy as np
from scipy.ndimage import affine_transform, zoom

from lab.evaluation.attributes import (
    asked_and_obtained,
    attribute_vector,
    slant,
    style_kept,
    thickness,
)

SHAPE = (28, 28)


def bar(width, length=20, degrees=0.0):
    """An upright bar in the middle of an image, turned to the right, its edges smooth."""
    fine = 8
    size = fine * SHAPE[0]
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    angle = np.radians(degrees)
    along, across = x * np.sin(angle) - y * np.cos(angle), x * np.cos(angle) + y * np.sin(angle)
    inside = (np.abs(along) <= fine * length / 2) & (np.abs(across) <= fine * width / 2)
    return inside.reshape(SHAPE[0], fine, SHAPE[1], fine).mean(axis=(1, 3)).reshape(-1)


class Slant(unittest.TestCase):
    def test_of_a_thin_bar_is_its_angle(self):
        angles = np.array([-40.0, -15, 0, 7, 30])
        found = slant(np.stack([bar(1, degrees=angle) for angle in angles]), SHAPE)
        np.testing.assert_allclose(found, angles, atol=0.5)

    def test_shearing_any_image_adds_its_tangent_exactly(self):
        image = np.zeros(SHAPE)
        image[6:22, 10:18] = np.random.default_rng(0).random((16, 8))
        # whole pixels a row, so that nothing is resampled: x -> x + (y upwards) / 2
        sheared = np.stack([np.roll(row, (14 - i) // 2) for i, row in enumerate(image)])
        pairs = np.zeros(SHAPE)
        pairs[::2] = image[::2]
        moved = np.zeros(SHAPE)
        moved[::2] = sheared[::2]
        before, after = np.tan(np.radians(slant(np.stack([pairs, moved]).reshape(2, -1), SHAPE)))
        self.assertAlmostEqual(after - before, 0.5, places=10)

    def test_neither_place_nor_contrast_matters(self):
        image = bar(2, 12, 20).reshape(SHAPE)
        moved = np.roll(image, (3, -4), axis=(0, 1))
        found = slant(np.stack([image, moved, 0.3 * image]).reshape(3, -1), SHAPE)
        np.testing.assert_allclose(found, found[0], atol=1e-9)

    def test_without_ink_there_is_none(self):
        self.assertEqual(slant(np.zeros((1, 784)), SHAPE), 0)


class Thickness(unittest.TestCase):
    def test_of_upright_bars_in_closed_form(self):
        """Ink w l; the outline 2 (w + l), but that the one corner where both slopes meet is cut."""
        for width, length in ((1, 20), (2, 20), (5, 16)):
            image = np.zeros(SHAPE)
            image[4 : 4 + length, 9 : 9 + width] = 0.7
            found = thickness(image.reshape(1, -1), SHAPE)[0]
            outline = 2 * (width + length) - 2 + np.sqrt(2)
            self.assertAlmostEqual(found, 2 * width * length / outline, places=10)

    def test_of_leaning_bars_is_nearly_that_of_upright_ones(self):
        for width in (2, 4):
            found = thickness(np.stack([bar(width, 20, a) for a in (0, 20, 45)]), SHAPE)
            np.testing.assert_allclose(found, found[0], rtol=0.12)

    def test_of_a_smooth_long_stroke_is_its_integral_by_its_height(self):
        profile = 0.8 * np.exp(-((np.arange(28) - 14.0) ** 2) / (2 * 2.0**2))
        long = np.tile(profile, (1000, 1))
        found = thickness(long.reshape(1, -1), (1000, 28))[0]
        self.assertAlmostEqual(found, profile.sum() / 0.8, delta=0.03)

    def test_contrast_does_not_matter(self):
        found = thickness(np.stack([bar(3), 0.4 * bar(3)]), SHAPE)
        self.assertAlmostEqual(found[0], found[1], places=10)

    def test_enlarged_by_two_it_doubles(self):
        image = bar(2, 12, 30).reshape(SHAPE)
        large = zoom(image, 2, order=1, grid_mode=True, mode="grid-constant")
        ratio = thickness(large.reshape(1, -1), (56, 56)) / thickness(image.reshape(1, -1), SHAPE)
        self.assertAlmostEqual(ratio[0], 2, delta=0.2)

    def test_shearing_changes_it_little(self):
        image = bar(3).reshape(SHAPE)
        centre = np.array([13.5, 13.5])
        shear = np.array([[1, 0], [0.3, 1]])
        leaning = affine_transform(image, shear, centre - shear @ centre, order=1)
        found = thickness(np.stack([image, leaning]).reshape(2, -1), SHAPE)
        self.assertAlmostEqual(found[1] / found[0], 1, delta=0.12)

    def test_without_ink_there_is_none(self):
        self.assertEqual(thickness(np.zeros((1, 784)), SHAPE), 0)


class Vector(unittest.TestCase):
    def test_is_the_direction_of_the_attribute_and_not_of_the_class(self):
        rng = np.random.default_rng(1)
        labels = np.repeat([0, 1], (300, 100))
        values = rng.normal(size=400) + 5 * labels
        codes = np.stack([2 * (values - 5 * labels), 10 * labels, np.zeros(400)], axis=1)
        vector, difference = attribute_vector(codes, values, labels)
        np.testing.assert_allclose(vector, [2 * difference, 0, 0], atol=1e-12)

    def test_by_hand(self):
        # the larger class counts no more than the smaller one
        codes = np.array([[0.0], [1], [2], [9], [5], [5], [5], [5], [7]])
        values = np.array([1.0, 2, 3, 4, 40, 30, 25, 20, 10])
        labels = np.repeat([3, 6], (4, 5))
        vector, difference = attribute_vector(codes, values, labels)
        np.testing.assert_allclose(vector, [np.mean([9 - 0, 5 - 7])])
        self.assertAlmostEqual(difference, np.mean([3, 30]))


class Obtained(unittest.TestCase):
    def test_by_hand(self):
        asked = np.array([[-1.0, 0, 1], [-1, 0, 1]])
        correlation, slope = asked_and_obtained(asked, [[-2, 0, 2], [-4, 0, 4]])
        self.assertAlmostEqual(slope, 3)
        self.assertAlmostEqual(correlation, 12 / np.sqrt(4 * 40))
        self.assertEqual(asked_and_obtained(asked, np.ones((2, 3))), (0, 0))


class Kept(unittest.TestCase):
    def test_classes_differ_by_themselves_and_that_is_no_style(self):
        rng = np.random.default_rng(6)
        labels = np.repeat([0, 1, 2], 400)
        style = rng.standard_normal(1200)
        before = style + 10 * labels
        noise = rng.standard_normal((1200, 3))
        same = (2 * style + 50 * labels)[:, None] + np.array([0, 100, -30])
        self.assertAlmostEqual(style_kept(before, same, labels), 1)
        self.assertAlmostEqual(style_kept(before, -same, labels), -1)
        self.assertAlmostEqual(style_kept(before, noise, labels), 0, delta=0.06)
        half = style[:, None] + noise
        self.assertAlmostEqual(style_kept(before, half, labels), np.sqrt(0.5), delta=0.04)
        # the same image whatever was put in
        self.assertEqual(style_kept(before, np.ones((1200, 3)), labels), 0)

    def test_an_image_s_own_class_does_not_count(self):
        labels = np.repeat([0, 1], 3)
        before = np.array([1.0, 2, 3, 1, 2, 3])
        after = np.zeros((6, 2))
        after[:3, 0], after[3:, 1] = before[:3], before[3:]
        self.assertEqual(style_kept(before, after, labels), 0)
