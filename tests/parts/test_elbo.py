import math
import unittest

import numpy as np
from scipy.stats import norm

from lab.parts import find
from lab.parts.elbo import COUNTS, measures
from lab.parts.elbo.estimators import FORMS
from tests.support.helpers import tiny_split
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Forms(unittest.TestCase):
    def test_by_count_the_means_of_the_first_samples_and_their_errors(self):
        rng = np.random.default_rng(0)
        ratios, kl = rng.normal(3, 2, (1000, 50)), np.full(50, 3.0)
        found = measures.kl_by_count(ratios, kl)
        np.testing.assert_allclose(found["kl_of_one"][1], ratios[:2, 0].mean())
        np.testing.assert_allclose(found["kl_of_all"][-1], ratios.mean())
        np.testing.assert_allclose(found["kl_of_one_error"], 2 / np.sqrt(COUNTS), rtol=0.1)
        errors = 2 / np.sqrt(50 * np.array(COUNTS))
        np.testing.assert_allclose(found["kl_of_all_error"], errors, rtol=0.05)

    def test_a_wrong_kl_would_stand_out(self):
        class Wrong:
            seed, z_dim = 0, 2

            def encode(self, x):
                import tensorflow as tf

                # what it says is 1.2 times as wide as what it samples from
                self.log_var = tf.zeros((len(x), 2))
                return self.log_var + 1, self.log_var + 2 * math.log(1.2)

            def reparameterize(self, mu, log_var, epsilon):
                return mu + epsilon

            def log_likelihood(self, x, z):
                return 0 * z[..., 0]

        split = tiny_split(30, 1)
        found = measures.of_kl(*measures.kl_both_ways(Wrong(), split))
        # of the two latents KL is 1.44 - 2 log 1.2, the mean of the samples 1 - 2 log 1.2, their
        # variance 2
        error = np.sqrt(2 / (30 * measures.KL_SAMPLES))
        self.assertAlmostEqual(found["kl_z_score"], 0.44 / error, delta=4)


class Deviations(unittest.TestCase):
    def test_the_best_has_the_largest_elbo_of_validation_images(self):
        losses = {"std0.1": (-5.0, 3.0), "std0.2": (-1.0, -2.0), "std0.5": (0.0, 1.0)}
        histories = {
            name: [{"val_loss": loss} for loss in by_epoch] for name, by_epoch in losses.items()
        }
        self.assertEqual(measures.best_std(histories, (0.1, 0.2, 0.5)), 0.2)

    def test_what_a_deviation_gains_by_itself(self):
        """Beside the densities of pixels that err by their deviation times 1.5."""
        std, other, pixels = 0.2, 0.3, 50
        errors = np.full(pixels, 1.5 * std)
        recon = -norm.logpdf(errors, 0, std).mean()
        found = measures._of_a_learned_std(std, recon, other, pixels)
        gain = norm.logpdf(errors, 0, std).sum() - norm.logpdf(errors, 0, other).sum()
        self.assertAlmostEqual(found["elbo_gain_nats_of_std"], gain)
        self.assertAlmostEqual(found["std_ratio_to_rmse"], 1 / 1.5)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("elbo")
        cls.metrics, cls.last = cls.result.metrics, cls.result.history[-1]

    def test_both_forms_have_the_same_value(self):
        self.assertLess(self.metrics["kl_z_score"], 4)
        self.assertLess(self.metrics["kl_z_score_linear"], 4)

    def test_noise_is_that_of_the_last_epoch(self):
        for form in ("analytic", "monte_carlo"):
            for kind in ("variance", "gradient"):
                quantity = {"variance": "elbo_variance", "gradient": "gradient_variance"}[kind]
                found = self.metrics[f"{quantity}_{form}_end"]
                self.assertAlmostEqual(found, self.last[f"samples1_{kind}_{form}"], delta=1e-6)
        noise = self.result.record.arrays["vae_variance_analytic"]
        # before the training and after each epoch
        self.assertEqual(len(noise), 1 + len(self.result.history))

    def test_the_linear_one_stays_below_its_closed_forms(self):
        m = self.metrics
        self.assertGreater(m["test_elbo_gap_nats_linear"], 0)
        self.assertGreater(m["test_log_prob_deficit_nats_linear"], 0)
        below = m["test_log_prob_nats_closed_form_linear"] - m["test_log_prob_nats_linear"]
        self.assertAlmostEqual(m["test_log_prob_deficit_nats_linear"], below)
        # with the exact posterior log p(x|z) - log q(z|x) + log p(z) is log p(x) for every z
        of_form = {form: m[f"elbo_variance_{form}_closed_form_linear"] for form in FORMS}
        self.assertLess(of_form["monte_carlo"], 1e-3)
        self.assertGreater(of_form["analytic"], 0.1)

    def test_the_elbo_in_nats_is_near_the_loss_of_other_images(self):
        for name in ("samples1", "learned"):
            # of validation images, which are other ones
            loss = self.last[f"{name}_val_loss"]
            self.assertAlmostEqual(
                self.metrics[f"test_elbo_nats_{name}"], -loss, delta=0.1 * abs(loss)
            )

    def test_the_squared_error_that_the_learned_deviation_is_measured_by(self):
        m = self.metrics
        rms = m["std_learned"] / m["std_ratio_to_rmse_learned"]
        # z sampled from q errs more than its mean
        self.assertTrue(
            math.sqrt(m["test_mse_learned"]) < rms < 1.3 * math.sqrt(m["test_mse_learned"])
        )

    def test_figures(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        expected = {"kl": 2, "noise": 4, "samples_per_image": 2, "decoder_std": 2}
        self.assertEqual(panels, expected | {"images": 2, "likelihoods": 2})


class Story(unittest.TestCase):
    def told(self, language="en", **metrics):
        return told(find("elbo"), shipped("mnist", "elbo"), language, **metrics)

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in (
            "which gives the same: 17.755 and 17.754 nats",
            "2.71 times as large",
            "Monte Carlo has less variance, 0.703 times",
            "cancels wholly",
            "10 samples of z per image gain 1.5 nats",
            "By itself the value of σ explains 0.5 nats of that",
            "it seems, the start",
        ):
            self.assertIn(words, text)
        self.assertIn("по-видимому, дело в начале обучения", self.told("ru"))

    def test_noise_turned_round(self):
        text = self.told(elbo_variance_ratio_start=0.8, elbo_variance_ratio_end=1.4)
        self.assertIn("closed form is the noisier one, contrary to what is expected", text)
        self.assertIn("After training the ratio is 1.4, for the gradient", text)
        self.assertIn("it still is: 1.4 times", self.told(elbo_variance_ratio_end=1.4))
        text = self.told(elbo_variance_ratio_start=1.02, elbo_variance_ratio_end=1.02)
        self.assertIn("about the same in both forms", text)
        self.assertIn("no difference any more", text)
        text = self.told(elbo_variance_monte_carlo_closed_form_linear=0.5)
        self.assertIn("should cancel wholly, but of 2.05 nats² 0.5 are left", text)

    def test_forms_that_do_not_agree(self):
        for name in ("kl_z_score", "kl_z_score_linear"):
            text = self.told(**{name: 7.0})
            self.assertIn("7.0 standard errors apart. One of them is wrong", text)

    def test_more_samples_turned_round(self):
        for gain, words in ((0.4, "no more than another seed"), (-2.0, "lose 2.0 nats")):
            self.assertIn(words, self.told(elbo_gain_nats_samples10=gain))

    def test_fixed_deviations_turned_round(self):
        self.assertIn("buys accuracy with a large KL", self.told())
        text = self.told(test_mse_std1=0.001)
        self.assertIn("should buy", text)
        self.assertIn("from 0.0154 to 0.0010", text)

    def test_a_learned_deviation_turned_round(self):
        text = self.told(elbo_gain_nats_learned=-5.0)
        self.assertIn("5.0 nats below that of the best fixed σ, contrary", text)
        self.assertNotIn("the start", text)
        self.assertIn("(difference +0.3 nats)", self.told(elbo_gain_nats_learned=0.3))
        text = self.told(elbo_gain_nats_of_std_learned=19.0)
        self.assertIn("By itself the value of σ explains 19.0 nats", text)
        text = self.told(std_ratio_to_rmse_learned=1.8)
        self.assertIn("1.80 times the root-mean-square error of the pixels, though", text)
