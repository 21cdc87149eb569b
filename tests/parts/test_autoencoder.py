import unittest
from types import SimpleNamespace

import numpy as np

from lab import data
from lab.data import Split
from lab.models import NotesVAE
from lab.parts import find
from lab.parts.autoencoder import KINDS, SQUARE, Parameters, measures
from lab.parts.autoencoder.experiment import _network
from lab.parts.autoencoder.measures import GRID, comparisons, of_pca
from tests.support.helpers import tiny_dataset
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


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

    def test_gains_compare_networks_that_differ_in_one_thing(self):
        shares = {"ae": 0.1, "vae_squared": 0.3, "vae_notes": 0.9, "ae_bernoulli": 0.4, "vae": 0.8}
        metrics = {"mse_ae_2": 0.03, "mse_pca_2": 0.05}
        for kind, share in shares.items():
            for size in (2, 16):
                metrics[f"judged_sure_{kind}_{size}_normal"] = share
                metrics[f"judged_sure_{kind}_{size}_fitted"] = share**2
        found = comparisons(metrics, [2])
        for name, gain in (
            ("kl_squared_2_normal", 0.3 - 0.1),
            ("kl_bernoulli_16_normal", 0.8 - 0.4),
            ("bernoulli_ae_2_fitted", 0.4**2 - 0.1**2),
            ("bernoulli_vae_16_normal", 0.8 - 0.3),
        ):
            self.assertAlmostEqual(found[f"judged_sure_gain_by_{name}"], gain, msg=name)
        self.assertAlmostEqual(found["mse_ratio_ae_to_pca_2"], 0.6)

    def test_elbo_of_the_deviation_that_suits_the_images_best(self):
        data = tiny_dataset()
        model = NotesVAE((5,), (5,), z_dim=2, input_dim=16)
        model.build()
        # which no code moves: no KL, and the same image for all
        for head in (model.mu_head, model.log_var_head, model.pixel_head):
            head.kernel.assign(np.zeros_like(head.kernel))
        found, _ = measures.of_squared_error("x", model, data)
        deviations = np.linspace(0.05, 1.5, 2000)
        scaled = np.mean(np.sum(data.test.images**2, axis=1)) / deviations**2
        elbos = -scaled / 2 - 16 * np.log(deviations * np.sqrt(2 * np.pi))
        self.assertAlmostEqual(found["test_elbo_nats_best_std_x"], elbos.max(), places=4)
        self.assertAlmostEqual(found["kl_nats_x"], 0)

    def test_torn_pairs_are_the_worst_first_and_no_image_comes_twice(self):
        split = Split(np.arange(30, dtype=np.uint8)[:, None], None)
        nearest = np.array([[1, 2], [0, 2], [0, 1], [4, 5]] + [[3, 5]] * 26)
        values = np.zeros((30, 2))
        values[1, 1], values[2, 0], values[3, 1], values[0, 0] = 9, 8, 7, 6
        found = measures._worst(split, nearest, values)[..., 0]
        self.assertEqual(found[:, :2].tolist(), [[1, 3], [2, 5]])
        self.assertEqual(len(set(found.ravel().tolist())), found.size)


class Story(unittest.TestCase):
    """The shipped record, then with numbers that say the contrary."""

    def told(self, language="en", **metrics):
        return told(find("autoencoder"), shipped("mnist", "autoencoder"), language, **metrics)

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in (
            "At every size h the AE reconstructs test images better than PCA",
            "50% of PCA's at h = 16 and 93% at h = 64",
            "The VAE's error does not fall beyond h = 16",
            "the KL brings the codes to N(0, I)",
            "+19 (AE) and +21 (VAE): then this loss helps more than the KL",
            "sure of 55% at best",
        ):
            self.assertIn(words, text)
        self.assertIn("При любом размере h", self.told("ru"))

    def test_where_pca_is_better_it_says_so(self):
        self.assertIn("Not at every size h", self.told(mse_ratio_ae_to_pca_64=1.2))
        none = {f"mse_ratio_ae_to_pca_{size}": 1.0 for size in (2, 16, 32, 64)}
        self.assertIn("At no size h", self.told(**none))
        self.assertNotIn("does not fall beyond", self.told(mse_vae_64=0.005))

    def test_turns_round_where_the_kl_does_not_help(self):
        one = {"judged_sure_gain_by_kl_squared_16_normal": 0.01}
        self.assertIn("with one of the two losses only", self.told(**one))
        neither = one | {"judged_sure_gain_by_kl_bernoulli_16_normal": -0.2}
        self.assertIn("with neither loss, contrary", self.told(**neither))
        moved = {f"judged_sure_gain_by_bernoulli_{name}_16_fitted": 0.0 for name in ("ae", "vae")}
        self.assertIn("even then the KL helps more", self.told(**moved))
        for name in moved:
            moved[name] = 0.07
        self.assertIn("neither helps more beyond the error", self.told(**moved))
        self.assertIn("as often as of test images", self.told(judged_sure_vae_16_fitted=0.96))


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("autoencoder")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_all_kinds_are_measured_in_the_same_ways(self):
        # longest first, for the shorter names are parts of the longer ones
        kinds = sorted(KINDS, key=len, reverse=True)
        for size in (2, 16):
            found = {kind: set() for kind in (*kinds, "pca")}
            for name in self.metrics:
                kind = next((k for k in found if f"_{k}_{size}" in name), None)
                if kind and not name.startswith(("mse_ratio", "judged_sure_gain", "kl_", "test_")):
                    found[kind].add(name.replace(f"_{kind}_{size}", ""))
            self.assertEqual(found["pca"], {"mse"})
            self.assertLess({"mse", "judged_sure_fitted", "near_images_far_codes"}, found["ae"])
            for kind in KINDS:
                self.assertEqual(found[kind], found["ae"], kind)

    def test_the_notes_network_is_as_wide_as_half_an_image(self):
        context = SimpleNamespace(parameters=Parameters(), dataset=tiny_dataset(), seed=3)
        layers = {
            kind: _network(context, kind, 2).get_config().get("encoder_layers")
            for kind in ("vae_squared", "vae_notes", "vae")
        }
        self.assertEqual(layers, {"vae_squared": (256, 128), "vae_notes": (8,), "vae": (256, 128)})

    def test_ranks_follow_from_the_separations(self):
        for name, array in (("images", "image"), ("ae_2", "ae_2"), ("vae_16", "vae_16")):
            separations = self.arrays[f"{array}_separations"]
            farther = np.sum(np.triu(separations) > separations[1, 7])
            self.assertEqual(self.metrics[f"rank_1_and_7_{name}"], farther + 1)

    def test_shares_follow_from_the_codes(self):
        for kind in ("ae", "ae_bernoulli", "vae"):
            codes = self.arrays[f"{kind}_codes"]
            self.assertEqual(codes.shape, (300, 2))
            inside = np.mean(np.all(np.abs(codes) <= 1.5, axis=1))
            self.assertAlmostEqual(self.metrics[f"codes_in_square_{kind}_2"], inside)

    def test_history_has_all_kinds(self):
        (row,) = self.result.history
        self.assertLessEqual({f"{kind}_val_loss" for kind in KINDS} | {"vae_val_kl"}, set(row))
        # the stored images are cut off to [0, 1], which can only bring them nearer
        self.assertLessEqual(self.metrics["mse_ae_2"], row["ae_val_loss"] + 1e-6)

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(
            panels,
            {
                "training": 5,
                "sizes": 4,
                "sure": 2,
                "reconstructions": 4,
                "maps": 3,
                "grids": 2,
                "samples": 2,
                "samples_wide": 2,
                "steps": 2,
                "class_pairs": 2,
                "torn_pairs": 2,
            },
        )
