import unittest

import numpy as np

from lab.models.noise import CORRUPTIONS
from lab.parts import find
from lab.parts.autoencoder_kinds import NOISES, WAYS
from lab.parts.autoencoder_kinds.figures import WAY_NAMES
from lab.parts.autoencoder_kinds.measures import inked_noise
from tests.support.helpers import tiny_dataset
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Measures(unittest.TestCase):
    def test_foreign_images_are_noise_where_there_is_ink(self):
        data = tiny_dataset()
        data.train.pixels[:, 3] = 0
        images = inked_noise(data, 0, 400)
        self.assertEqual(images[:, 3].max(), 0)
        others = np.delete(images, 3, axis=1)
        self.assertAlmostEqual(others.mean(), 0.5, delta=0.02)
        self.assertAlmostEqual(others.var(), 1 / 12, delta=0.01)


class Story(unittest.TestCase):
    """The shipped record, then with numbers that say the contrary."""

    def told(self, language="en", **metrics):
        record = shipped("mnist", "autoencoder-kinds")
        return told(find("autoencoder-kinds"), record, language, **metrics)

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in (
            "A code of 1,000 units",
            "reproduces 70% of the variance of noise",
            "by 6.6 to 9.9 dB, by 2.6 to 8.1 dB more than a 3 × 3 median filter",
            "at least 0.5 dB below it",
            "close to the ρ = 0.05 asked for; the squared error is 6.1 times",
            "to 79% of its value without it (F)",
            "falls as much (81%)",
        ):
            self.assertIn(words, text)
        self.assertIn("два других отстают не менее чем на 0,5 дБ", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        contrary = {
            "mse_overcomplete_foreign": 0.06,
            "psnr_gain_db_masking_over_noisy": -1.0,
            "activation_ratio_sparse_to_rho": 3.0,
            "jacobian_norm_ratio_encoder": 1.1,
        }
        text = self.told(**contrary)
        for words in (
            "does not yet copy noise",
            "Not every denoiser removes its noise, contrary",
            "asks for a mean activation of ρ = 0.05; after this training it is 0.052",
            "does not lower the norm of the encoder's Jacobian beyond the error, contrary",
        ):
            self.assertIn(words, text)
        self.assertNotIn("uniform noise", text)
        self.assertIn("but not always more", self.told(psnr_gain_db_masking_over_median=-1.0))
        elsewhere = self.told(jacobian_norm_contractive_encoder_noise=7.0)
        self.assertIn("norm is 99%: where the images do not lie the effect is another", elsewhere)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("autoencoder-kinds")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(
            panels,
            {
                "training": 2,
                "copies": 2,
                "denoised": 3,
                "psnr": 3,
                "features": 2,
                "activations": 2,
                "contraction": 2,
                "singular_values": 1,
            },
        )

    def test_decibels_are_those_of_the_curves(self):
        self.assertEqual(NOISES, CORRUPTIONS)
        self.assertEqual(tuple(WAY_NAMES), WAYS)
        for kind in NOISES:
            usual = self.result.record.config["parameters"][f"{kind}_strength"]
            strengths = self.arrays[f"strengths_{kind}"].tolist()
            curves = self.arrays[f"psnr_{kind}"][:, strengths.index(usual)]
            at_usual = dict(zip(WAYS, curves, strict=True))
            gain = at_usual[kind] - at_usual["noisy"]
            self.assertAlmostEqual(self.metrics[f"psnr_gain_db_{kind}_over_noisy"], gain)
            over = at_usual[kind] - at_usual["median"]
            self.assertAlmostEqual(self.metrics[f"psnr_gain_db_{kind}_over_median"], over)
            self.assertTrue((np.diff(self.arrays[f"psnr_{kind}"][0]) < 0).all(), kind)

    def test_activations_of_all_units_and_images(self):
        for name in ("sparse", "dense"):
            self.assertAlmostEqual(self.arrays[f"{name}_histogram"].sum(), 1)
            rates = self.arrays[f"{name}_rates"]
            self.assertAlmostEqual(rates.mean(), self.metrics[f"activation_{name}_mean"], places=5)
        ratio = self.metrics["activation_sparse_mean"] / 0.05
        self.assertAlmostEqual(self.metrics["activation_ratio_sparse_to_rho"], ratio)

    def test_the_norm_is_that_of_the_singular_values(self):
        for name in ("contractive", "uncontracted"):
            norm = np.sqrt((self.arrays[f"{name}_singular_values"] ** 2).sum())
            ours = self.metrics[f"jacobian_norm_{name}_map_data"]
            # another few images
            self.assertAlmostEqual(norm, ours, delta=0.1 * ours)

    def test_history_has_the_error_of_every_network(self):
        (row,) = self.result.history
        for name in ("sparse", "contractive"):
            error = self.metrics[f"mse_{name}"]
            self.assertAlmostEqual(row[f"{name}_val_recon"], error, delta=1e-4 * error)
            self.assertGreater(row[f"{name}_val_loss"], row[f"{name}_val_recon"])
        for name in ("undercomplete", *NOISES):
            self.assertEqual(row[f"{name}_val_loss"], row[f"{name}_val_recon"])
