import unittest

import numpy as np

from lab.models import LinearVAE, PlainVAE
from lab.parts.elbo.estimators import elbo_terms, form_variances, gradient_noise, gradient_of
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images


def small(**options):
    model = PlainVAE((7,), (6,), "tanh", input_dim=16, seed=3, **options)
    model.build()
    return model


class Draws(unittest.TestCase):
    def test_make_the_model_s_own_weights_and_bound(self):
        model = small()
        log_likelihoods, log_ratios, kl = elbo_terms(model, X, 3, 5)
        np.testing.assert_allclose(
            log_likelihoods - log_ratios, model.log_weights(X, 3, seed=5), rtol=1e-5
        )
        one, _, _ = elbo_terms(model, X, 1, 5)
        np.testing.assert_allclose(one[0] - kl, model.elbo(X, seed=5), rtol=1e-5)

    def test_the_mean_of_the_ratios_is_kl(self):
        _, log_ratios, kl = elbo_terms(small(), X[:5], 20_000, 0)
        error = log_ratios.numpy().std(0) / np.sqrt(20_000)
        self.assertLess(np.abs((log_ratios.numpy().mean(0) - kl) / error).max(), 5)

    def test_variances_of_both_forms(self):
        values = np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 10.0]])
        ratios = np.array([[1.0, 0.0], [3.0, 2.0], [5.0, 4.0]])
        found = form_variances(values, ratios)
        self.assertEqual(found, {"analytic": (4 + 0) / 2, "monte_carlo": (0 + 4) / 2})

    def test_with_the_exact_q_only_the_analytic_form_varies(self):
        model = LinearVAE(z_dim=3, input_dim=16)
        model.maximise_likelihood(X)
        log_likelihoods, log_ratios, _ = elbo_terms(model, X, 4000, 0)
        found = form_variances(log_likelihoods.numpy(), log_ratios.numpy())
        self.assertLess(found["monte_carlo"], 1e-6)
        # log q - log p of one latent: -e^2 (1 - s^2) / 2 + m s e, and 0 of all else
        mu, log_var = (part.numpy() for part in model.encode(X))
        variance = np.exp(log_var)
        by_hand = ((1 - variance) ** 2 / 2 + mu**2 * variance).sum(1).mean()
        self.assertAlmostEqual(found["analytic"], by_hand, delta=0.04 * by_hand)


class Gradients(unittest.TestCase):
    def test_is_the_slope_of_the_bound(self):
        model = small()
        for form in ("analytic", "monte_carlo"):
            gradient = gradient_of(model, form, 2, [model.mu_head.bias])(X, 4)

            def loss(bias, form=form):
                model.mu_head.bias.assign(bias)
                log_likelihoods, log_ratios, kl = elbo_terms(model, X, 2, 4)
                cost = kl if form == "analytic" else log_ratios
                return float(np.mean(cost - log_likelihoods))

            start = model.mu_head.bias.numpy()
            for i, step in enumerate(0.01 * np.eye(2)):
                slope = (loss(start + step) - loss(start - step)) / 0.02
                self.assertAlmostEqual(gradient[i], slope, places=2, msg=form)
            model.mu_head.bias.assign(start)

    def test_noise_of_z_and_of_the_batch_come_apart(self):
        rng = np.random.default_rng(0)
        batches = list(rng.normal(0, 3, (400, 5)))

        def gradient(images, seed):
            return images + np.random.default_rng(seed).normal(0, 2, 5)

        of_z, of_batch = gradient_noise(gradient, batches, 10)
        self.assertAlmostEqual(of_z, 5 * 4, delta=1)
        self.assertAlmostEqual(of_batch, 5 * 9, delta=4)

    def test_what_z_leaves_in_the_means_is_not_the_batch_s(self):
        """Batches that are all alike: the means of two samples differ, by half of z's noise."""
        batches = np.zeros((2000, 5))

        def gradient(images, seed):
            return images + np.random.default_rng(seed).normal(0, 2, 5)

        of_z, of_batch = gradient_noise(gradient, batches, 2)
        self.assertAlmostEqual(of_z, 5 * 4, delta=1)
        self.assertAlmostEqual(of_batch, 0, delta=1)

    def test_one_batch_tells_nothing_of_others(self):
        of_z, of_batch = gradient_noise(lambda x, seed: np.array([float(seed)]), [X], 3)
        self.assertEqual((of_z, of_batch), (1.0, None))

    def test_more_samples_divide_the_noise_of_z(self):
        model = small()
        found = [
            gradient_noise(gradient_of(model, "analytic", k, model.trainable_variables), [X], 400)
            for k in (1, 10)
        ]
        self.assertAlmostEqual(found[0][0] / found[1][0], 10, delta=2)
