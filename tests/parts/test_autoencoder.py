import unittest

import numpy as np

from lab import data
from lab.data import Split
from lab.parts.autoencoder import SQUARE, Parameters, measures
from lab.parts.autoencoder.measures import GRID, comparisons, of_pca
from tests.support.helpers import tiny_dataset
from tests.support.smoke_runs import smoke_run


class Notes(unittest.TestCase):
    def test_the_network_is_theirs(self):
        self.assertEqual(Parameters().hidden_layers, (256, 128))
        self.assertEqual(SQUARE, (-1.5, 1.5))

    def test_the_grid_has_their_square_the_second_number_upwards(self):
        grid = measures._grid(-1.5, 1.5).reshape(GRID, GRID, 2)
        np.testing.assert_allclose(grid[0, 0], [-1.5, 1.5])
        np.testing.assert_allclose(grid[-1, 0], [-1.5, -1.5])
        np.testing.assert_allclose(grid[-1, -1], [1.5, -1.5])
        np.testing.assert_allclose(np.diff(grid[3, :, 0]), 3 / (GRID - 1))
        own = measures._grid(np.array([0.0, 10]), np.array([1.0, 20]))
        np.testing.assert_allclose(own[[0, -1]], [[0, 20], [1, 10]])


class Numbers(unittest.TestCase):
    def test_pca_is_the_projection_on_the_first_singular_vectors(self):
        digits = data.load("digits")
        train, test = digits.train.images.astype(float), digits.test.images.astype(float)
        mean = train.mean(0)
        axes = np.linalg.svd(train - mean, full_matrices=False)[2][:4]
        by_hand = np.clip((test - mean) @ axes.T @ axes + mean, 0, 1)
        numbers, pictures = of_pca(digits, [2, 4])
        self.assertAlmostEqual(numbers["mse_pca_4"], np.mean((test - by_hand) ** 2), places=6)
        self.assertLess(numbers["mse_pca_4"], numbers["mse_pca_2"])
        shown = np.rint(255 * by_hand[np.unique(digits.test.labels, return_index=True)[1]])
        self.assertLessEqual(np.abs(pictures["pca_4_shown"] - shown).max(), 1)

    def test_fewer_images_than_components(self):
        few = tiny_dataset(train=5, test=9)
        numbers, _ = of_pca(few, [2, 8])
        self.assertLess(numbers["mse_pca_8"], numbers["mse_pca_2"])

    def test_the_gap_is_to_the_best_way_of_drawing_from_the_autoencoder(self):
        metrics = {
            "judged_sure_ae_2_normal": 0.1,
            "judged_sure_ae_2_fitted": 0.3,
            "judged_sure_ae_2_square": 0.4,
            "judged_sure_vae_2_normal": 0.9,
            "judged_sure_vae_2_fitted": 1.0,
            "mse_ae_2": 0.03,
            "mse_pca_2": 0.05,
        }
        found = comparisons(metrics, [2])
        self.assertAlmostEqual(found["judged_sure_gap_2"], 0.5)
        self.assertAlmostEqual(found["mse_ratio_ae_to_pca_2"], 0.6)

    def test_torn_pairs_are_the_worst_first_and_no_image_comes_twice(self):
        split = Split(np.arange(30, dtype=np.uint8)[:, None], None)
        nearest = np.array([[1, 2], [0, 2], [0, 1], [4, 5]] + [[3, 5]] * 26)
        values = np.zeros((30, 2))
        values[1, 1], values[2, 0], values[3, 1], values[0, 0] = 9, 8, 7, 6
        found = measures._worst(split, nearest, values)[..., 0]
        self.assertEqual(found[:, :2].tolist(), [[1, 3], [2, 5]])
        self.assertEqual(len(set(found.ravel().tolist())), found.size)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("autoencoder")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_both_kinds_are_measured_in_the_same_ways(self):
        for size in (2, 16):
            ae, vae, pca = (
                {
                    name.replace(f"_{kind}_{size}", "")
                    for name in self.metrics
                    if f"_{kind}_{size}" in name and not name.startswith("mse_ratio")
                }
                for kind in ("ae", "vae", "pca")
            )
            self.assertEqual(pca, {"mse"})
            self.assertLess({"mse", "judged_sure_fitted", "near_images_far_codes"}, ae)
            self.assertEqual(ae, vae)

    def test_ranks_follow_from_the_separations(self):
        for name, array in (("images", "image"), ("ae_2", "ae_2"), ("vae_16", "vae_16")):
            separations = self.arrays[f"{array}_separations"]
            farther = np.sum(np.triu(separations) > separations[1, 7])
            self.assertEqual(self.metrics[f"rank_1_and_7_{name}"], farther + 1)

    def test_shares_follow_from_the_codes(self):
        for kind in ("ae", "vae"):
            codes = self.arrays[f"{kind}_codes"]
            self.assertEqual(codes.shape, (300, 2))
            inside = np.mean(np.all(np.abs(codes) <= 1.5, axis=1))
            self.assertAlmostEqual(self.metrics[f"codes_in_square_{kind}_2"], inside)

    def test_history_has_both_kinds(self):
        (row,) = self.result.history
        self.assertLessEqual({"epoch", "ae_val_loss", "vae_val_loss", "vae_val_kl"}, set(row))
        # the stored images are cut off to [0, 1], which can only bring them nearer
        self.assertLessEqual(self.metrics["mse_ae_2"], row["ae_val_loss"] + 1e-6)

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(
            panels,
            {
                "training": 2,
                "sizes": 4,
                "reconstructions": 3,
                "maps": 2,
                "grids": 3,
                "samples": 3,
                "samples_wide": 3,
                "steps": 2,
                "class_pairs": 2,
                "torn_pairs": 2,
            },
        )
