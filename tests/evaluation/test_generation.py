import unittest

import numpy as np

from lab.evaluation.generation import (
    effective_classes,
    judged_right,
    judged_sure,
    variance_within_class,
)


class Judge:
    """Sees the class in the brightest pixel."""

    def __call__(self, images):
        return images


class Generation(unittest.TestCase):
    def test_share_of_images_that_the_judge_takes_for_what_they_are(self):
        images = np.eye(4)[[0, 1, 2, 3, 0]]
        self.assertEqual(judged_right(Judge(), images, [0, 1, 2, 3, 0]), 1)
        self.assertEqual(judged_right(Judge(), images, [0, 1, 2, 0, 1]), 0.6)

    def test_variance_within_classes_not_between_them(self):
        ten_means = np.repeat(np.eye(10), 7, axis=0)
        labels = np.repeat(np.arange(10), 7)
        self.assertEqual(variance_within_class(ten_means, labels), 0)
        images = np.array([[0.0, 0.5], [1.0, 0.5], [0.2, 0.0], [0.2, 0.0], [0.2, 0.6]])
        by_hand = np.mean([np.mean([0.25, 0]), np.mean([0, 0.08])])
        self.assertAlmostEqual(variance_within_class(images, [5, 5, 2, 2, 2]), by_hand)
        shuffled = [3, 0, 4, 1, 2]
        self.assertAlmostEqual(
            variance_within_class(images[shuffled], np.array([5, 5, 2, 2, 2])[shuffled]), by_hand
        )

    def test_effective_classes_count_rare_ones_in_part(self):
        images = np.eye(4)
        self.assertAlmostEqual(effective_classes(Judge(), images), 4)
        self.assertAlmostEqual(effective_classes(Judge(), images[[2, 2, 2]]), 1)
        by_hand = np.exp(-0.75 * np.log(0.75) - 0.25 * np.log(0.25))
        self.assertAlmostEqual(effective_classes(Judge(), images[[0, 0, 3, 0]]), by_hand)

    def test_sure_is_a_probability_of_nine_tenths(self):
        logits = np.log(np.array([[0.91, 0.05, 0.04], [0.89, 0.06, 0.05], [0.3, 0.3, 0.4]]))
        self.assertAlmostEqual(judged_sure(Judge(), logits), 1 / 3)
        self.assertAlmostEqual(judged_sure(Judge(), logits, at_least=0.5), 2 / 3)
