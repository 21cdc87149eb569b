import unittest

import numpy as np

from lab.parts.vae_gan.measures import over_seeds
from tests.support.smoke_runs import smoke_run


class OverSeeds(unittest.TestCase):
    def test_the_worst_of_the_seeds_by_hand(self):
        def rows(sharpness, frechet, classes):
            names = ("sharpness", "sharpness_reconstructed", "frechet", "classes")
            values = (sharpness, sharpness, frechet, classes)
            return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]

        scores = {
            "vae": rows((0.05, 0.06), (30.0, 20.0), (9.0, 9.5)),
            # one is too sharp by 0.03, the other not sharp enough by as much
            "vae_gan": rows((0.23, 0.17), (10.0, 16.0), (9.8, 9.4)),
        }
        found = over_seeds(scores, {"sharpness_real": 0.2}, 10)
        self.assertAlmostEqual(found["sharpness_margin_min"], (0.14 - 0.03) / 0.2)
        self.assertAlmostEqual(found["frechet_ratio_vae_to_vae_gan_min"], 1.25)
        self.assertAlmostEqual(found["classes_share_vae_gan_min"], 0.94)
        self.assertAlmostEqual(found["frechet_vae"], 25)
        self.assertAlmostEqual(found["sharpness_vae_gan_1"], 0.17)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("vae-gan")

    def test_both_kinds_are_measured_after_each_epoch_as_at_the_end(self):
        self.assertEqual([row["epoch"] for row in self.result.history], [1, 2])
        last = self.result.history[-1]
        for kind in ("vae", "vae_gan"):
            self.assertGreater(last[f"{kind}_0_sharpness"], 0)
            self.assertTrue(1 <= last[f"{kind}_0_classes"] <= 10)
        self.assertEqual(
            self.result.metrics["val_fake_right_max"], last["vae_gan_0_val_fake_right"]
        )

    def test_pictures(self):
        arrays = self.result.record.arrays
        for kind in ("vae", "vae_gan"):
            self.assertEqual(arrays[f"{kind}_0_samples"].dtype, np.uint8)
            self.assertEqual(arrays[f"{kind}_0_reconstructions"].shape, (10, 784))

    def test_figures(self):
        panels = {name: len(f.axes) for name, f in self.result.figures.items()}
        expected = {"samples": 3, "reconstructions": 1, "scores": 3, "training": 6}
        self.assertEqual(panels, expected)
