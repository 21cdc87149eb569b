import unittest

import numpy as np
from scipy.linalg import sqrtm

from lab.evaluation.frechet import frechet_distance, judge_frechet_distance
from lab.models import DigitClassifier

RNG = np.random.default_rng(0)


def correlated(count, shift=0.0):
    return RNG.standard_normal((count, 4)) @ RNG.standard_normal((4, 4)) + shift


class Distance(unittest.TestCase):
    def test_by_its_formula_with_the_root_of_the_product(self):
        one, other = correlated(50), correlated(40, 1.0)
        c, d = (np.cov(features.T) for features in (one, other))
        apart = np.sum((one.mean(0) - other.mean(0)) ** 2)
        expected = apart + np.trace(c + d - 2 * sqrtm(c @ d).real)
        self.assertAlmostEqual(frechet_distance(one, other), expected)
        self.assertAlmostEqual(frechet_distance(other, one), expected)

    def test_on_the_line_it_is_that_of_means_and_deviations(self):
        x = RNG.standard_normal(30)
        # 2 x + 3 has another mean and twice the deviation
        features = [np.stack([values, np.zeros(30)], 1) for values in (x, 2 * x + 3)]
        expected = (x.mean() + 3) ** 2 + x.std(ddof=1) ** 2
        self.assertAlmostEqual(frechet_distance(*features), expected)

    def test_of_the_same_it_is_nothing_also_with_fewer_points_than_features(self):
        for count in (50, 3):
            features = correlated(count)
            self.assertAlmostEqual(frechet_distance(features, features[::-1]), 0, places=6)

    def test_in_the_judge_s_last_hidden_layer(self):
        judge = DigitClassifier((6, 5), input_dim=16, num_classes=3, seed=2)
        judge.build()
        images, others = RNG.random((2, 30, 16), np.float32)
        hidden = [images, others]
        for layer in judge.hidden:
            kernel, bias = layer.get_weights()
            hidden = [np.maximum(h @ kernel + bias, 0) for h in hidden]
        np.testing.assert_allclose(judge.features(images), hidden[0], atol=1e-5)
        found = judge_frechet_distance(judge, images, others)
        self.assertAlmostEqual(found, frechet_distance(*hidden), places=4)
