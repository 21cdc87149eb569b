import unittest
from unittest import mock

import numpy as np

from lab.evaluation import importance
from lab.evaluation.importance import (
    batched_log_weights,
    effective_sample_size,
    estimated_mean_nll,
    estimates,
)
from lab.models import LinearVAE
from tests.support.helpers import tiny_split

X = tiny_split(250, 4).images


def fitted(too_wide=1.3):
    """A linear-Gaussian VAE whose q is too wide, and log p(x) of X."""
    model = LinearVAE(z_dim=2, input_dim=16, seed=1)
    model.maximise_likelihood(X)
    model.log_var_head.bias.assign_add([2 * np.log(too_wide)] * 2)
    return model, model.log_prob(X).numpy()


class Weights(unittest.TestCase):
    def test_come_in_batches_each_with_noise_of_its_own(self):
        model, _ = fitted()
        found = batched_log_weights(model, X, 130)
        self.assertEqual(found.shape, (130, 250))
        # 100 images at a time, 100 samples of each
        by_hand = model.log_weights(X[100:200], 30, seed=100 * 130 + 100)
        np.testing.assert_allclose(found[100:, 100:200], by_hand, rtol=1e-5)
        self.assertEqual(len(np.unique(found[:, 3:6].round(5))), 130 * 3)

    def test_one_program_serves_all_batches_where_that_is_worth_its_compiling(self):
        model, _ = fitted()
        short = batched_log_weights(model, X, 100)
        self.assertEqual(model.compiled_log_weights.experimental_get_tracing_count(), 0)
        with mock.patch.object(importance, "WORTH_COMPILING", 1):
            long = batched_log_weights(model, X, 100)
        self.assertEqual(model.compiled_log_weights.experimental_get_tracing_count(), 1)
        np.testing.assert_allclose(long, short, rtol=1e-5, atol=1e-4)

    def test_of_the_prior_are_likelihoods(self):
        model, _ = fitted()
        found = batched_log_weights(model, X[:10], 7, "prior", seed=3)
        by_hand = model.log_weights(X[:10], 7, seed=3, proposal="prior")
        np.testing.assert_allclose(found, by_hand, rtol=1e-5)

    def test_estimates_of_both_come_to_the_closed_form(self):
        model, exact = fitted()
        for proposal, near in (("posterior", 0.05), ("prior", 0.5)):
            weights = batched_log_weights(model, X, 4000, proposal)
            error = estimates(weights, 4000)[0] - exact
            self.assertLess(np.abs(error).max(), near, proposal)


class Estimates(unittest.TestCase):
    def test_by_hand(self):
        weights = np.array([[1.0, 8.0], [3.0, 8.0], [2.0, 0.5], [4.0, 0.5], [9.0, 9.0]])
        np.testing.assert_allclose(
            estimates(np.log(weights), 2), np.log([[2.0, 8.0], [3.0, 0.5]]), rtol=1e-12
        )
        np.testing.assert_allclose(estimates(np.log(weights), 5)[0], np.log([3.8, 5.2]))

    def test_large_negative_logarithms_stay_finite(self):
        np.testing.assert_allclose(estimates(np.full((4, 1), -2000.0), 4), [[-2000.0]])

    def test_effective_sample_size(self):
        weights = np.array([[1.0, 1.0, 3.0], [1.0, 1e-30, 1.0], [1.0, 1e-30, 0.0001]])
        found = effective_sample_size(np.log(weights) - 700)
        np.testing.assert_allclose(found, [3, 1, 4.0001**2 / (9 + 1 + 1e-8)], rtol=1e-6)


class MeanNll(unittest.TestCase):
    def test_of_all_images_needs_no_correction(self):
        model, exact = fitted()
        found = estimated_mean_nll(model, X, 5, 1000, np.arange(250))
        self.assertAlmostEqual(found.nll, -exact.mean(), delta=0.01)
        self.assertEqual(found.se, 0)
        self.assertAlmostEqual(found.images_se, exact.std(ddof=1) / np.sqrt(250), delta=0.01)

    def test_a_few_images_tell_what_more_samples_gain(self):
        model, exact = fitted(2)
        few = -estimates(batched_log_weights(model, X, 3), 3)[0].mean()
        found = estimated_mean_nll(model, X, 3, 2000, np.arange(0, 250, 2))
        self.assertGreater(few + exact.mean(), 0.25)
        self.assertLess(abs(found.nll + exact.mean()), 3 * found.se)
        self.assertLess(found.se, 0.08)

    def test_the_error_is_that_of_the_mean_gain_of_the_images_chosen(self):
        model, _ = fitted(2)
        chosen = np.arange(0, 250, 5)
        found = estimated_mean_nll(model, X, 3, 200, chosen)
        few = estimates(batched_log_weights(model, X, 3), 3)[0]
        gains = estimates(batched_log_weights(model, X[chosen], 200), 200)[0] - few[chosen]
        self.assertAlmostEqual(found.nll, -(few.mean() + gains.mean()), places=4)
        np.testing.assert_allclose(found.of_images, -few - gains.mean(), rtol=1e-5)
        squares = np.sum(np.square(gains - gains.mean()))
        self.assertAlmostEqual(found.se, np.sqrt(squares / 49 / 50), places=5)

    def test_how_far_the_samples_carry(self):
        model, _ = fitted(2)
        found = estimated_mean_nll(model, X, 3, 200, np.arange(0, 250, 5))
        weights = batched_log_weights(model, X[::5], 200)
        half = [estimates(weights[part], 100).mean() for part in (slice(100), slice(100, 200))]
        self.assertAlmostEqual(found.rise, estimates(weights, 200).mean() - np.mean(half), places=5)
        self.assertGreater(found.rise, 0)
        sizes = effective_sample_size(weights)
        self.assertAlmostEqual(found.effective_samples, np.median(sizes), places=4)
