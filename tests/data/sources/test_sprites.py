import unittest

import numpy as np

from lab import data
from lab.data.sources.sprites import AREA, FACTORS, SHAPES, VALUES, all_sprites, load_sprites

# the power n of which the moment, the sum of ink (x + iy)^n, turns by n angles and is not 0
MOMENTS = {"square": 4, "ellipse": 2, "heart": 3}
ROWS, COLUMNS = np.mgrid[:28, :28].reshape(2, -1)


def centres(pixels):
    """x and y of the centre of mass of images [N, D]."""
    ink = pixels / 255
    return ink @ COLUMNS / ink.sum(1), ink @ ROWS / ink.sum(1)


def moments(pixels, power):
    """Complex moments [N] about the centre of mass."""
    x, y = centres(pixels)
    return (pixels / 255 * (COLUMNS - x[:, None] + 1j * (ROWS - y[:, None])) ** power).sum(1)


def values_of(name, factors):
    return VALUES[name][factors[:, FACTORS.index(name)]]


class Factors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pixels, cls.factors = all_sprites()

    def test_every_combination_is_there_once_and_no_image_twice(self):
        counts = [len(values) for values in VALUES.values()]
        self.assertEqual(len(self.factors), np.prod(counts))
        np.testing.assert_array_equal(self.factors.max(0) + 1, counts)
        self.assertEqual(len(np.unique(self.factors, axis=0)), len(self.factors))
        self.assertEqual(len({image.tobytes() for image in self.pixels}), len(self.pixels))

    def test_the_centre_of_mass_is_where_x_and_y_say_whatever_the_others(self):
        for name, centre in zip("xy", centres(self.pixels), strict=True):
            np.testing.assert_allclose(centre, 6 + values_of(name, self.factors), atol=0.05)

    def test_the_ink_is_what_scale_says_whatever_the_others(self):
        ink = self.pixels.sum(1) / 255
        np.testing.assert_allclose(ink / values_of("scale", self.factors) ** 2, AREA, rtol=0.04)

    def test_moments_turn_with_rotation(self):
        for number, shape in enumerate(SHAPES):
            large = self.factors[:, [0, 1, 3, 4]] == [number, len(VALUES["scale"]) - 1, 8, 8]
            chosen = large.all(1)
            power = MOMENTS[shape]
            found = moments(self.pixels[chosen], power)
            angles = np.radians(values_of("rotation", self.factors[chosen]))
            turned_back = found * np.exp(-1j * power * angles) / found[0]
            np.testing.assert_allclose(turned_back, 1, atol=0.08, err_msg=shape)

    def test_shapes_are_told_apart_by_their_moments(self):
        """About the centre, in units of the ink: only the ellipse is longer than wide, only the
        heart has a point.
        """
        large = self.factors[:, 1] == len(VALUES["scale"]) - 1
        ink = self.pixels[large].sum(1) / 255
        second, third = (
            np.abs(moments(self.pixels[large], n)) / ink ** (1 + n / 2) for n in (2, 3)
        )
        shape = self.factors[large, 0]
        longer, pointed = (shape == SHAPES.index(name) for name in ("ellipse", "heart"))
        self.assertGreater(second[longer].min(), 2 * second[~longer].max())
        self.assertGreater(third[pointed].min(), 2 * third[~pointed].max())

    def test_no_sprite_is_cut_off_and_edges_are_grey(self):
        middle = self.pixels[(self.factors[:, 3:] == 8).all(1)].reshape(-1, 28, 28)
        frame = np.ones((28, 28), bool)
        frame[8:21, 8:21] = False
        self.assertEqual(middle[:, frame].max(), 0)
        self.assertEqual(middle.max(), 255)
        grey = (middle > 0) & (middle < 255)
        self.assertGreater(grey.any(axis=(1, 2)).mean(), 0.9)

    def test_what_is_not_varied_stays_in_the_middle(self):
        pixels, factors = all_sprites(("y", "scale"))
        self.assertEqual(pixels.shape, (6 * 16, 784))
        np.testing.assert_array_equal(np.unique(factors[:, [0, 2, 3]], axis=0), [[1, 6, 8]])
        self.assertEqual(len(np.unique(factors[:, [1, 4]], axis=0)), 6 * 16)
        same = (self.factors[:, [0, 2, 3]] == [1, 6, 8]).all(1)
        np.testing.assert_array_equal(pixels, self.pixels[same])


class AsADataSet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dataset = data.load("sprites")

    def test_sizes_names_and_labels(self):
        splits = self.dataset.train, self.dataset.test
        self.assertEqual([len(split) for split in splits], [46_080, 9_216])
        self.assertEqual((self.dataset.name, self.dataset.shape), ("sprites", (28, 28)))
        self.assertEqual(self.dataset.class_names, SHAPES)
        self.assertEqual(self.dataset.factor_names, FACTORS)
        for split in splits:
            np.testing.assert_array_equal(split.labels, split.factors[:, 0])
            self.assertEqual((split.labels.dtype, split.pixels.dtype), (np.int32, np.uint8))
            self.assertTrue(split.pixels.flags.c_contiguous)

    def test_factors_stay_with_their_images(self):
        pixels, factors = all_sprites()
        image_of = {tuple(row): image for row, image in zip(factors, pixels, strict=True)}
        for split in (self.dataset.train, self.dataset.test.spread(100)):
            for row, image in zip(split.factors[:100], split.pixels[:100], strict=True):
                np.testing.assert_array_equal(image, image_of[tuple(row)])

    def test_train_and_test_are_disjoint(self):
        train, test = (
            {image.tobytes() for image in split.pixels}
            for split in (self.dataset.train, self.dataset.test)
        )
        self.assertEqual((len(train), len(test)), (46_080, 9_216))
        self.assertEqual(train & test, set())

    def test_every_value_of_every_factor_is_in_both(self):
        for split in (self.dataset.train, self.dataset.test):
            for i, values in enumerate(VALUES.values()):
                counts = np.bincount(split.factors[:, i])
                self.assertEqual(len(counts), len(values))
                self.assertGreater(counts.min() / counts.max(), 0.8)

    def test_the_seed_decides_on_the_split_and_nothing_else(self):
        small = ("shape", "rotation", "x")
        one, same, other = (load_sprites(small, seed) for seed in (1, 1, 2))
        self.assertEqual(one.checksums, same.checksums)
        self.assertNotEqual(one.checksums, other.checksums)
        everything = [
            sorted(image.tobytes() for split in (d.train, d.test) for image in split.pixels)
            for d in (one, other)
        ]
        self.assertEqual(*everything)

    def test_black_and_white_keeps_the_factors(self):
        black_or_white = load_sprites(("x", "scale")).binary()
        self.assertTrue(black_or_white.thresholded)
        self.assertEqual(black_or_white.test.factors.shape, (len(black_or_white.test), 5))
        bare = black_or_white.without_labels()
        self.assertIs(bare.train.factors, black_or_white.train.factors)
