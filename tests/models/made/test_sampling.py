import unittest
from unittest import mock

import numpy as np
from scipy import stats

from lab.models import MADE, MADEMixture
from lab.models.made import sampling
from lab.models.made.halves import fast_sample
from lab.models.made.network import MaskedNetwork
from lab.models.made.sampling import choose_components, naive_sample
from tests.support.small_mades import D, RefusesInput, all_images, random_made

NAN = np.nan


class Distribution(unittest.TestCase):
    """Frequencies of the sampled images beside the probabilities of all images (chi-square)."""

    def check(self, model, given=None, count=20_000):
        images = all_images(D)
        probs = np.exp(model.log_prob(images).numpy().astype(np.float64))
        if given is not None:
            probs *= ((images == given) | np.isnan(given)).all(axis=1)
        probs /= probs.sum()
        sampled = model.sample(count, seed=1, given=given) @ 2 ** np.arange(D)[::-1]
        counts = np.bincount(sampled.astype(int), minlength=2**D)
        self.assertEqual(counts[probs == 0].sum(), 0)
        likely = probs * count >= 5
        observed = np.append(counts[likely], counts[~likely].sum())
        expected = np.append(probs[likely], probs[~likely].sum()) * count
        observed, expected = observed[expected > 0], expected[expected > 0]
        self.assertGreater(stats.chisquare(observed, expected).pvalue, 1e-3)

    def test_one_order(self):
        for choices in ({"hidden_units": (D, D)}, {"hidden_units": (11,), "order": "random"}):
            self.check(random_made(scale=0.5, **choices))

    def test_several_orders(self):
        self.check(random_made(hidden_units=(11, 11), order="random", orders=3, scale=0.5))

    def test_given_is_kept_and_the_rest_follows_from_it(self):
        model = random_made(hidden_units=(D, D), scale=0.5)
        self.check(model, np.array([1, 0, NAN, NAN, NAN]))
        whole = [1, 0, 0, 1, 0]
        np.testing.assert_array_equal(model.sample(9, given=whole), [whole] * 9)

    def test_given_decides_between_orders(self):
        orders = [[0, 1, 2, 3, 4], [1, 0, 4, 2, 3]]
        model = random_made(hidden_units=(11, 11), order=orders)
        given = np.array([1, 0, NAN, NAN, NAN])
        log_probs = model.component_log_probs(given[None])
        self.assertGreater(np.abs(np.diff(log_probs, axis=0)).max(), 0.5)
        self.check(model, given)

    def test_given_decides_between_networks(self):
        networks = [random_made(hidden_units=(D, D), weight_seed=s) for s in range(3)]
        networks.append(random_made(order=[[0, 1, 2, 3, 4], [1, 0, 2, 3, 4]], hidden_units=(9,)))
        mixture = MADEMixture(networks)
        self.check(mixture)
        self.check(mixture, np.array([0, 1, NAN, NAN, NAN]))

    def test_each_image_may_have_its_own_prefix(self):
        model = random_made(hidden_units=(9,), order=[4, 3, 2, 1, 0])
        given = np.array([[NAN] * 5, [NAN, NAN, NAN, 0, 1], [1, 0, 1, 0, 1]])
        images = model.sample(3, given=given)
        np.testing.assert_array_equal(np.where(np.isnan(given), NAN, images), given)

    def test_no_uniform_serves_twice(self):
        """The component of an image and the pixels of any are sampled from numbers of their own."""
        model, used = random_made(hidden_units=(11,), order="random", orders=2), []

        def taken(function):
            def noting(first, uniforms, *rest):
                used.append(np.ravel(uniforms))
                return function(first, uniforms, *rest)

            return mock.patch.object(sampling, function.__name__, noting)

        with taken(choose_components), taken(fast_sample):
            model.sample(200, seed=3)
        self.assertEqual(sum(map(len, used)), 200 + 200 * D)
        # float32 has so many bits of them
        numbers = np.floor(np.concatenate(used).astype(float) * 2**24)
        self.assertGreater(len(np.unique(numbers)), 1.99 / 2 * len(numbers))

    def test_choice_of_components(self):
        log_weights = np.log([[0.2], [0.5], [0.3]]) - 2000
        chosen = choose_components(log_weights, np.array([0, 0.19, 0.21, 0.69, 0.71, 0.999]))
        self.assertEqual(chosen.tolist(), [0, 0, 1, 1, 2, 2])


class Seed(unittest.TestCase):
    def test_images_are_a_function_of_the_seed(self):
        model = random_made(hidden_units=(11,), order="random", orders=2)
        first, same, other = (model.sample(50, seed=seed) for seed in (3, 3, 4))
        np.testing.assert_array_equal(first, same)
        self.assertTrue((first != other).any())
        self.assertEqual((first.shape, first.dtype), ((50, D), np.float32))


class BadInput(RefusesInput):
    def test_messages(self):
        model = random_made(hidden_units=(D,))
        for message, arguments in (
            ("n: expected a positive integer, received 0", {"n": 0}),
            (
                "given: expected the shape [5] or [2, 5], received (3,)",
                {"n": 2, "given": [1, 0, NAN]},
            ),
            (
                "given: expected pixels 0 or 1, or NaN for unknown, received 0.5 in image 0, "
                "pixel 1",
                {"n": 2, "given": [1, 0.5, NAN, NAN, NAN]},
            ),
            (
                "given: expected a prefix of the pixel order, received image 1 with pixel 2 known "
                "but not pixel 1, which comes before it in order 0",
                {"n": 2, "given": [[NAN] * 5, [1, NAN, 0, NAN, NAN]]},
            ),
        ):
            with self.subTest(message):
                self.assert_error(message, model.sample, **arguments)

    def test_prefix_of_one_order_but_not_of_the_other(self):
        model = MADE(D, (D,), order=[[0, 1, 2, 3, 4], [1, 0, 2, 3, 4]])
        model.build()
        message = (
            "given: expected a prefix of the pixel order, received image 0 with pixel 0 known but "
            "not pixel 1, which comes before it in order 1"
        )
        self.assert_error(message, model.sample, 2, given=[1, NAN, NAN, NAN, NAN])

    def test_uniforms(self):
        network = MaskedNetwork.of(random_made(hidden_units=(D,)))
        message = "uniforms: expected the shape [n, 5], received (3, 4)"
        for sampler in (fast_sample, naive_sample):
            self.assert_error(message, sampler, network, np.zeros((3, 4)))


if __name__ == "__main__":
    unittest.main()
