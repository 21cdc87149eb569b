import unittest

import numpy as np
import tensorflow as tf

import lab
from lab.parts import find
from lab.parts.collapse import measures
from lab.parts.collapse.figures import named
from lab.parts.collapse.measures import of_phases
from tests.support.helpers import LabTest
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class OnePixelEach:
    """q(z|x) = N(x, sigma^2), latent by latent; pixel j is N(z_j, 1) for the first latent alone."""

    seed, step, z_dim = 0, 7, 3
    SIGMA = np.array([0.5, 0.5, 1.0], np.float32)

    def encode(self, images):
        mu = images * np.array([1, 1, 0], np.float32)
        return tf.constant(mu), tf.constant(np.broadcast_to(2 * np.log(self.SIGMA), mu.shape))

    def reparameterize(self, mu, log_var, epsilon):
        return mu + np.exp(log_var / 2) * epsilon

    def log_likelihood(self, images, z):
        return -np.square(images[:, 0] - z[:, 0]) / 2


class OfLatents(unittest.TestCase):
    def test_gain_kl_deviation_and_information_of_each(self):
        images = np.random.default_rng(1).standard_normal((1000, 3)).astype(np.float32)
        found = measures.of_latents(OnePixelEach(), images)
        square = np.square(images.astype(float)).mean(0)
        # without the first latent z is N(0, 1), with it N(x, 1/4)
        self.assertAlmostEqual(found["gain_0"], (square[0] + 1 - 0.25) / 2, delta=0.1)
        self.assertEqual((found["gain_1"], found["gain_2"]), (0, 0))
        for j in (0, 1):
            kl = (0.25 - np.log(0.25) - 1 + square[j]) / 2
            self.assertAlmostEqual(found[f"kl_{j}"], kl, places=4)
            self.assertAlmostEqual(found[f"information_{j}"], np.log(1 + 4) / 2, delta=0.1)
        self.assertAlmostEqual(found["kl_2"], 0)
        self.assertAlmostEqual(found["information_2"], 0)
        for j, sigma in enumerate((0.5, 0.5, 1)):
            self.assertAlmostEqual(found[f"sigma_{j}"], sigma, places=5)

    def test_the_same_step_measures_the_same(self):
        images = np.random.default_rng(2).standard_normal((50, 3)).astype(np.float32)
        once, again = (measures.of_latents(OnePixelEach(), images) for _ in range(2))
        self.assertEqual(once, again)


class OfPhases(unittest.TestCase):
    GAIN = (20, 30, 5, 0.5, 0.1, 0.0, 1, 9, 25)
    KL = (2, 2.4, 2, 1, 0.2, 0.04, 0.1, 1.5, 1.8)

    def rows(self, gain=GAIN, kl=KL):
        return [
            {"gain_1": g, "kl_1": k, "sigma_1": 1 / (1 + k), "information_1": k / 2, "updates": 50}
            for g, k in zip(gain, kl, strict=True)
        ]

    def test_by_hand(self):
        found = of_phases(self.rows(), 1, start=2, stop=6)
        by_hand = {
            "gain_nats_before": 30,
            "kl_nats_before": 2.4,
            "gain_nats_noise": 0,
            "kl_nats_noise": 0.04,
            "sigma_noise": 1 / 1.04,
            "information_nats_after": 0.9,
            "gain_nats_after": 25,
            "gain_minus_kl_nats_before": 27.6,
            "gain_minus_kl_nats_after": 23.2,
            "updates_to_gain_below_kl": 100,
            "kl_nats_when_gain_falls_below": 1,
            "updates_to_ignored": 200,
            "updates_from_gain_below_kl_to_ignored": 100,
            "updates_to_active": 100,
            "kl_ratio_after_to_before": 0.75,
        }
        for name, value in by_hand.items():
            self.assertAlmostEqual(found[name], value, msg=name)

    def test_what_does_not_happen_takes_the_whole_phase(self):
        rows = self.rows(gain=(30,) * 9, kl=(2,) * 5 + (0.5,) * 4)
        found = of_phases(rows, 1, start=2, stop=6)
        self.assertEqual(found["updates_to_gain_below_kl"], 200)
        self.assertEqual(found["updates_to_ignored"], 200)
        self.assertEqual(found["updates_to_active"], 150)


class Remedies(unittest.TestCase):
    def test_networks_of_one_seed_are_compared(self):
        tables = {
            "shallow": {"in_use": np.array([15, 17]), "test_elbo_nats": np.array([-107.0, -106.0])},
            "deep": {"in_use": np.array([3, 5]), "test_elbo_nats": np.array([-140.0, -120.0])},
            "deep_warm_up": {
                "in_use": np.array([4, 8]),
                "test_elbo_nats": np.array([-130.0, -116]),
            },
            "deep_small_beta": {
                "in_use": np.array([3, 4]),
                "test_elbo_nats": np.array([-139, -121]),
            },
        }
        found = measures.remedies(tables)
        by_hand = {
            "in_use_lost_by_depth": 12,
            "in_use_lost_by_depth_se": 0,
            "in_use_gain_warm_up": 2,
            "in_use_gain_warm_up_se": 1,
            "elbo_gain_nats_warm_up": 7,
            "elbo_gain_nats_warm_up_se": 3,
            "in_use_gain_small_beta": -0.5,
            "elbo_gain_nats_small_beta": 0,
            # Student's t with one degree of freedom: 12.706
            "in_use_gain_warm_up_ci_low": 2 - 12.706,
        }
        for name, value in by_hand.items():
            self.assertAlmostEqual(found[name], value, places=3, msg=name)


class Phases(LabTest):
    def test_each_needs_an_epoch(self):
        for settings in ({"epochs": 2}, {"noise_from": 0.5}, {"noise_until": 1.0}):
            with self.subTest(**settings), self.refused("noise_from=", "three phases"):
                lab.run("collapse", smoke=True, dataset="digits", out=self.folder, **settings)


class Story(unittest.TestCase):
    """The shipped record, then with numbers that say the contrary."""

    def told(self, language="en", **metrics):
        return told(find("collapse"), shipped("mnist", "collapse"), language, **metrics)

    def test_says_that_a_warm_up_is_not_shown_to_keep_latents(self):
        text = self.told()
        for words in (
            "its KL falls to 0.015 nats (F): it moves to the prior and is ignored",
            "33.2 nats for a KL of 1.9 (84% of the KL before)",
            "than those with 2 (F), by 11.6 (95% interval 9.0 to 14.2)",
            "improves the ELBO of the deep networks by +13.4 (95% interval +9.5 to +17.3) nats",
            "That it keeps more latents in use is not shown: their number changes by +1.0",
            "3 to 7 latents are in use, and 3 to 22 are active",
        ):
            self.assertIn(words, text)
        self.assertIn("не показано: их число меняется на +1,0", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        for words, metrics in {
            "it has not collapsed, contrary": {"kl_nats_noise": 0.5, "gain_nats_noise": 3.0},
            "it is not yet active": {"gain_nats_before": 1.0},
            "does not recover, contrary": {"kl_nats_after": 0.01},
            "is not shown (F): the difference is": {"in_use_lost_by_depth_ci_low": -1.0},
            "have more in use": {"in_use_lost_by_depth_ci_high": -1.0},
            "improves the ELBO of the deep networks is not": {"elbo_gain_nats_warm_up_ci_low": -1},
            "makes the ELBO of the deep networks worse": {"elbo_gain_nats_warm_up_ci_high": -1},
            "With it more latents are in use": {"in_use_gain_warm_up_ci_low": 0.5},
            "With it fewer latents are in use": {"in_use_gain_warm_up_ci_high": -0.5},
        }.items():
            with self.subTest(words):
                lows = {
                    name.replace("high", "low"): -9.0 for name in metrics if name.endswith("high")
                }
                self.assertIn(words, self.told(**metrics, **lows))

    def test_a_recovery_counts_only_after_a_collapse(self):
        text = self.told(kl_nats_noise=0.5, gain_nats_noise=3.0)
        self.assertIn("At the end of the training it gains 33.2 nats for 1.9.", text)
        self.assertNotIn("recover", text)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("collapse")
        cls.history, cls.metrics = cls.result.history, cls.result.metrics

    def test_the_noise_stands_in_the_losses_of_its_phase_alone(self):
        """The decoder cannot make anything of a latent ten times as wide as it knows it."""
        recon = [row["noisy_val_recon"] for row in self.history]
        kl = [row["noisy_val_kl"] * 4 for row in self.history]
        of_latents = [sum(row[f"noisy_kl_{j}"] for j in range(4)) for row in self.history]
        np.testing.assert_allclose(kl, of_latents, rtol=1e-3)
        self.assertEqual(self.result.record.arrays["phases"].tolist(), [15, 30])
        self.assertGreater(recon[1], recon[2])

    def test_a_warm_up_changes_the_training_loss_and_no_other(self):
        first, last = self.history[0], self.history[-1]
        for row in (first, last):
            for run, beta in (("deep", 1), ("deep_warm_up", 1), ("deep_small_beta", 0.5)):
                loss, recon, kl = (row[f"{run}_val_{name}"] for name in ("loss", "recon", "kl"))
                self.assertAlmostEqual(loss, 784 * recon + beta * 8 * kl, delta=0.01)
        loss, recon, kl = (first[f"deep_warm_up_train_{name}"] for name in ("loss", "recon", "kl"))
        self.assertLess(loss, 784 * recon + 8 * kl)
        loss, recon, kl = (last[f"deep_warm_up_train_{name}"] for name in ("loss", "recon", "kl"))
        self.assertAlmostEqual(loss, 784 * recon + 8 * kl, delta=0.02)

    def test_what_the_metrics_and_the_history_say_is_the_mean_of_the_seeds(self):
        arrays = self.result.record.arrays
        for run in ("shallow", "deep", "deep_warm_up", "deep_small_beta"):
            for name in ("active_units", "in_use", "kl_nats"):
                by_seed = arrays[f"{name}_{run}"]
                self.assertEqual(by_seed.shape, (2,))
                self.assertAlmostEqual(self.metrics[f"{name}_{run}"], by_seed.mean(), places=4)
                last = self.history[-1][f"{run}_{name}"]
                self.assertAlmostEqual(self.metrics[f"{name}_{run}"], last, places=4)
        self.assertNotEqual(*arrays["kl_nats_shallow"])

    def test_each_latent_s_kl_in_order(self):
        for run in ("shallow", "deep", "deep_warm_up", "deep_small_beta"):
            kls = self.result.record.arrays[f"latent_kls_{run}"]
            self.assertEqual(kls.shape, (2, 8))
            self.assertTrue((np.diff(kls) <= 0).all())
            self.assertAlmostEqual(self.metrics[f"kl_nats_{run}"], kls.sum(1).mean(), places=4)
            in_use = (kls >= self.metrics["kl_nats_least_in_use"]).sum(1).mean()
            self.assertEqual(self.metrics[f"in_use_{run}"], in_use)

    def test_no_more_is_known_than_which_image_it_was(self):
        self.assertAlmostEqual(self.metrics["information_nats_max"], np.log(300))
        for run in ("shallow", "deep", "deep_warm_up", "deep_small_beta"):
            found = self.result.record.arrays[f"information_nats_{run}"]
            self.assertLessEqual(found.max(), np.log(300))

    def test_figures(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        expected = {
            "phases": 2,
            "latents": 2,
            "training": 2,
            "remedies": 4,
            "images": 2,
            "latent_kls": 1,
        }
        self.assertEqual(panels, expected)
        names = named(self.result.record.config["parameters"])
        self.assertEqual(names["deep_small_beta"], "3 hidden layers, β = 0.5")
