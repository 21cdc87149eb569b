import unittest

import numpy as np

from lab.parts import find
from lab.parts.generative_basics import GREEN
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("generative-basics")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_end_points_are_likely_green_for_the_classifier_and_far_from_the_green_points(self):
        points = self.arrays["points"][self.arrays["labels"] == GREEN].astype(float)
        ends = self.arrays["paths"][-1]
        inverse = np.linalg.inv(np.cov(points.T))
        apart = ends - points.mean(axis=0)
        distances = np.sqrt(np.einsum("ni,ij,nj->n", apart, inverse, apart))
        self.assertAlmostEqual(distances.min(), self.metrics["mahalanobis_descended_min"], places=4)
        self.assertGreater(self.metrics["p_green_descended_min"], 0.999)
        self.assertGreater(distances.min(), self.metrics["mahalanobis_sampled_max"])

    def test_the_divergences_of_the_errata(self):
        for name, value in (("p_q", 1.154), ("p_h", 2), ("q_p", 7.401), ("h_p", 2)):
            self.assertAlmostEqual(self.metrics[f"kl_nats_{name}"], value, places=3)
        self.assertLess(self.metrics["kl_error_nats_areas"], 1e-9)
        step = np.diff(self.arrays["area_axis"])[0]
        drawn = self.arrays["integrands"].sum(axis=1) * step
        np.testing.assert_allclose(drawn, [1.154, 2, 7.401, 2], atol=0.01)

    def test_the_printed_term_is_not_the_divergence(self):
        self.assertLess(self.metrics["kl_error_nats_term"], 1e-9)
        self.assertGreater(self.metrics["kl_error_nats_printed_term"], 1)

    def test_each_fit_is_the_better_one_in_its_own_direction(self):
        fits = ("forward", "reverse")
        to_fit = [self.metrics[f"kl_nats_target_{fit}"] for fit in fits]
        from_fit = [self.metrics[f"kl_nats_{fit}_target"] for fit in fits]
        self.assertLess(*to_fit)
        self.assertGreater(*from_fit)
        self.assertAlmostEqual(self.metrics["mean_forward"], 0.6 * -2 + 0.4 * 2)

    def test_the_most_likely_parameter_is_the_mean_share(self):
        frequencies = self.arrays["frequencies"]
        trials = len(frequencies) - 1
        share = frequencies @ np.arange(trials + 1) / trials
        self.assertAlmostEqual(self.metrics["theta_max_likelihood"], share, places=6)
        nll, kl = self.arrays["nll_and_kl"]
        np.testing.assert_allclose(nll - kl, self.metrics["entropy_nats"])
        self.assertEqual(nll.argmin(), kl.argmin())
        self.assertGreater(kl.min(), 0.05)

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        names = {"green": 2, "kl_term": 2, "kl_areas": 4, "kl_directions": 2, "likelihood": 2}
        self.assertEqual(panels, names)


class Story(unittest.TestCase):
    def told(self, language="en", **metrics):
        return told(
            find("generative-basics"), shipped("toy", "generative-basics"), language, **metrics
        )

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in (
            "at least 0.99999, but 6.5 standard deviations",
            "is 1.154 nats, in the other direction 7.401",
            "covers 2 (standard deviation 2.05)",
            "its best θ = 0.418 by both",
            "more than 10,000 steps",
        ):
            self.assertIn(words, text)
        self.assertIn("больше 10", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        contrary = {
            "mahalanobis_ratio_descended_to_sampled": 1.1,
            "kl_error_nats_areas": 0.2,
            "modes_reverse": 2,
            "theta_gap": 0.05,
        }
        text = self.told(**contrary)
        for words in (
            "this time not far",
            "so one of them is wrong",
            "should decide the fit",
            "two minima are 0.05 apart",
        ):
            self.assertIn(words, text)
