import unittest

import numpy as np

from lab.parts.autoencoder_uses.detection import (
    FALSE_POSITIVE_RATES,
    brightness_deviations,
    detection,
)

RNG = np.random.default_rng(0)


class Scores(unittest.TestCase):
    def test_brightness_deviates_in_both_directions(self):
        normal = np.array([[0.2, 0.4], [0.4, 0.6]])
        images = np.array([[0.4, 0.4], [0.0, 0.0], [1.0, 1.0]])
        np.testing.assert_allclose(brightness_deviations(images, normal), [0, 0.4, 0.6])


class Detections(unittest.TestCase):
    NORMAL, FOREIGN = RNG.normal(0, 1, 400), RNG.normal(1.5, 1, 300)

    def test_auroc_is_the_share_of_pairs_in_the_right_order(self):
        pairs = self.FOREIGN[:, None] > self.NORMAL
        found = detection(self.NORMAL, self.NORMAL, self.FOREIGN)
        self.assertAlmostEqual(found.auroc, pairs.mean())
        turned = detection(self.NORMAL, -self.NORMAL, -self.FOREIGN)
        self.assertAlmostEqual(turned.auroc, 1 - pairs.mean())

    def test_threshold_comes_from_what_was_seen_in_training(self):
        seen = np.arange(101.0)
        found = detection(seen, np.array([3.0, 95.0, 96.0, 99.0]), np.array([50.0, 200.0, 300.0]))
        self.assertEqual(found.threshold, 95)
        self.assertEqual(found.true_negative_rate, 0.5)
        self.assertAlmostEqual(found.false_negative_rate, 1 / 3)

    def test_alarms_are_the_roc_curve(self):
        found = detection(self.NORMAL, self.NORMAL, self.FOREIGN)
        for index in (20, 100, 180):
            threshold = np.quantile(self.NORMAL, 1 - FALSE_POSITIVE_RATES[index])
            by_hand = (threshold < self.FOREIGN).mean()
            self.assertAlmostEqual(found.true_positive_rates[index], by_hand, delta=0.01)
        self.assertTrue((np.diff(found.true_positive_rates) >= 0).all())
        area = np.trapezoid(found.true_positive_rates, FALSE_POSITIVE_RATES)
        self.assertAlmostEqual(area, found.auroc, delta=0.002)
