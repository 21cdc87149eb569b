import unittest

import numpy as np

from lab.models import MADE, MADEMixture
from lab.parts.densities import measures
from tests.support.helpers import tiny_vae


class BlackAndWhite(unittest.TestCase):
    def test_grey_is_the_probability_of_white_or_thresholded_in_the_middle(self):
        grey = np.tile(np.array([0.0, 0.2, 0.498, 0.505, 1.0], np.float32), (20_000, 1))
        drawn = measures.black_and_white(grey, True, seed=0)
        np.testing.assert_allclose(drawn.mean(axis=0), grey[0], atol=0.015)
        self.assertEqual(set(np.unique(drawn)), {0, 1})
        cut = measures.black_and_white(grey, False, seed=0)
        np.testing.assert_array_equal(cut[0], [0, 0, 0, 1, 1])

    def test_what_is_black_and_white_stays_as_it_is(self):
        images = np.random.default_rng(0).integers(0, 2, (50, 9)).astype(np.float32)
        for drawn in (True, False):
            found = measures.black_and_white(images, drawn, seed=1)
            np.testing.assert_array_equal(found, images)


class Parameters(unittest.TestCase):
    def test_are_those_that_masks_leave_and_of_all_networks_of_a_mixture(self):
        made = MADE(4, (4,))
        made.build()
        # strict masks A: 0 + 1 + 2 + 3 of the inputs; B: 1 + 2 + 3 + 4; and biases
        self.assertEqual(measures.parameters(made), 6 + 10 + 8)
        self.assertEqual(measures.parameters(MADEMixture([made, made])), 48)

    def test_of_a_vae_are_all_its_variables_that_training_moves(self):
        model = tiny_vae()
        expected = sum(np.size(variable) for variable in model.trainable_variables)
        self.assertEqual(measures.parameters(model), expected)


class Agreement(unittest.TestCase):
    def test_share_of_pairs_within_one_kind(self):
        metrics = {f"frechet_{key}": value for key, value in zip("abcde", range(5), strict=True)}
        # the likelier the closer, but for b and c
        metrics |= {"test_nll_nats_exact_a": 80, "test_nll_nats_exact_b": 95}
        metrics |= {"test_nll_nats_exact_c": 90}
        # of another kind: not compared with those
        metrics |= {"test_nll_nats_bound_d": 70, "test_nll_nats_bound_e": 60}
        found = measures.agreement(metrics, "abcde")
        self.assertEqual(found, {"agreeing_pairs_exact": 2 / 3, "agreeing_pairs_bound": 0})
