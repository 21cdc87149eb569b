import unittest

import numpy as np

from lab.evaluation.reconstruction import mean_squared_error
from lab.parts.autoencoder_uses.compression import jpeg, rounded

RNG = np.random.default_rng(0)


class Rounding(unittest.TestCase):
    CODES = RNG.normal((3, -1), (2, 0.1), (20_000, 2))

    def test_as_many_levels_as_bits_allow_each_the_mean_of_its_cell(self):
        for bits in (1, 3):
            result = rounded(self.CODES, self.CODES, bits)
            for column, known in zip(result.T, self.CODES.T, strict=True):
                levels = np.unique(column)
                self.assertEqual(len(levels), 2**bits)
                for level in levels:
                    self.assertAlmostEqual(known[column == level].mean(), level, places=10)

    def test_error_of_normal_codes_is_about_the_best_there_is(self):
        """Least mean squared errors of a standard normal number: Max (1960), table I."""
        for bits, least in ((1, 0.3634), (2, 0.1175), (3, 0.03454), (4, 0.009497)):
            error = (rounded(self.CODES, self.CODES, bits) - self.CODES).var(axis=0)
            relative = error / self.CODES.var(axis=0)
            np.testing.assert_array_less(relative, 1.1 * least)
            np.testing.assert_array_less(0.94 * least, relative)

    def test_levels_come_from_the_reference(self):
        reference = np.array([[-1.0], [-1.0], [1.0], [1.0]])
        result = rounded(np.array([[-50.0], [-0.1], [0.2], [9.0]]), reference, 1)
        np.testing.assert_array_equal(result, [[-1], [-1], [1], [1]])

    def test_cells_without_a_reference_and_codes_that_never_vary(self):
        result = rounded(np.linspace(-3, 3, 50)[:, None], np.array([[-1.0], [1.0]]), 4)
        self.assertTrue(np.isfinite(result).all())
        self.assertTrue((np.diff(result[:, 0]) >= 0).all())
        np.testing.assert_array_equal(rounded(np.full((3, 1), 7.0), np.full((9, 1), 7.0), 2), 7)


class Jpeg(unittest.TestCase):
    PIXELS = np.clip(
        128 + 60 * np.sin(np.arange(784) / np.linspace(3, 40, 5)[:, None]), 0, 255
    ).astype(np.uint8)

    def test_better_quality_takes_more_bits_and_errs_less(self):
        sizes, errors = [], []
        for quality in (1, 20, 90):
            decoded, bits = jpeg(self.PIXELS, (28, 28), quality)
            self.assertEqual((decoded.shape, decoded.dtype), (self.PIXELS.shape, np.uint8))
            sizes.append(bits.mean())
            errors.append(mean_squared_error(self.PIXELS / 255, decoded / 255))
        self.assertEqual(sizes, sorted(sizes))
        self.assertEqual(errors, sorted(errors)[::-1])
        self.assertLess(errors[-1], 1e-4)

    def test_a_flat_image_is_two_bits_of_difference_and_an_end_for_each_block(self):
        """The DC code "no difference" has 2 bits, the end of block 4: 16 blocks, in whole bytes."""
        _, bits = jpeg(np.full((1, 784), 128, np.uint8), (28, 28), 50)
        self.assertEqual(bits[0], 16 * (2 + 4))
