import unittest

import numpy as np

from lab.parts.latent import AMOUNTS, PATH_SHARES, measures
from tests.support.helpers import tiny_split
from tests.support.smoke_runs import smoke_run


class Pairs(unittest.TestCase):
    def test_are_of_two_classes(self):
        split = tiny_split(40, 2)
        start, end = measures._pairs_of_classes(split, np.random.default_rng(0))
        self.assertEqual(start.shape, end.shape)
        classes = {
            image.tobytes(): label for image, label in zip(split.images, split.labels, strict=True)
        }
        for one, other in zip(start, end, strict=True):
            self.assertNotEqual(classes[one.tobytes()], classes[other.tobytes()])

    def test_the_middle_of_shares_and_amounts(self):
        self.assertEqual(PATH_SHARES[measures.HALFWAY], 0.5)
        self.assertEqual(AMOUNTS[measures.UNCHANGED], 0)


class Judge:
    def __call__(self, images):
        return np.stack([images[:, 0], 1 - images[:, 0]], axis=1)


class Kept(unittest.TestCase):
    def test_is_the_share_that_stays_what_it_was_at_half_a_vector(self):
        images = np.zeros((2, len(AMOUNTS), 1))
        # the second image changes its class above +0.25, and far beyond what is looked at the first
        images[1, np.array(AMOUNTS) > 0.25] = 1
        images[0, np.array(AMOUNTS) > 0.75] = 1
        self.assertEqual(measures._class_kept(Judge(), images), 0.75)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("latent")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_the_deviation_is_that_of_the_training_s_last_epoch(self):
        last = self.result.history[-1]
        for name in ("reconstruction", "kl", "both"):
            sigma = np.exp(last[f"{name}_val_log_sigma"])
            self.assertAlmostEqual(self.metrics[f"sigma_{name}"] / sigma, 1, places=4)

    def test_kl_alone_makes_the_prior_and_reconstruction_alone_narrows(self):
        self.assertAlmostEqual(self.metrics["sigma_kl"], 1, delta=0.05)
        self.assertAlmostEqual(self.metrics["spread_kl"], 1, delta=0.15)
        self.assertLess(self.metrics["sigma_reconstruction"], self.metrics["sigma_both"])
        self.assertLess(self.metrics["sigma_both"], self.metrics["sigma_kl"])

    def test_each_loss_is_the_half_it_is_named_after(self):
        last = self.result.history[-1]
        kl, recon = last["both_val_kl"], last["both_val_recon"]
        self.assertAlmostEqual(last["both_val_loss"], 784 * recon + 2 * kl, delta=0.01)
        self.assertAlmostEqual(last["kl_val_loss"], 2 * last["kl_val_kl"], places=6)
        recon = last["reconstruction_val_recon"]
        self.assertAlmostEqual(last["reconstruction_val_loss"], 784 * recon, delta=0.01)

    def test_blended_paths_begin_and_end_with_test_images(self):
        path = self.arrays["blended_path"].astype(float)
        middle = measures.HALFWAY
        np.testing.assert_allclose(path[:, middle], (path[:, 0] + path[:, -1]) / 2, atol=1)
        self.assertEqual(self.arrays["straight_path"].shape, path.shape)
        ends = self.arrays["straight_path"][:, [0, -1]], self.arrays["spherical_path"][:, [0, -1]]
        self.assertLessEqual(np.abs(ends[0].astype(int) - ends[1]).max(), 1)

    def test_nothing_asked_is_nothing_obtained(self):
        for name in ("slant", "thickness"):
            asked, obtained = self.arrays[f"{name}_asked"], self.arrays[f"{name}_obtained"]
            middle = measures.UNCHANGED
            self.assertEqual(asked[middle], 0)
            np.testing.assert_array_equal(obtained[:, middle], 0)
            np.testing.assert_allclose(asked, -asked[::-1])
            self.assertGreater(asked[-1], 0)

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(
            panels,
            {
                "maps": 3,
                "grids": 2,
                "sigma": 1,
                "paths": 3,
                "path_sure": 1,
                "attributes": 2,
                "asked_and_obtained": 2,
            },
        )
