import unittest

import numpy as np
from scipy.ndimage import gaussian_filter

from lab.evaluation.neighbours import Manifold, copying, nearest_distances

CLASSES, PER_CLASS = 4, 60


def bars(seed, classes=range(CLASSES)):
    """Images 8 x 8 with one bar each, in a row of its class, of some brightness and position."""
    rng = np.random.default_rng(seed)
    columns = np.arange(8)
    images = np.zeros((len(classes), PER_CLASS, 8, 8))
    for place, number in enumerate(classes):
        centres, brightness = rng.uniform(2, 5, PER_CLASS), rng.uniform(0.7, 1, PER_CLASS)
        bar = np.exp(-np.square(columns - centres[:, None]) / 4)
        images[place, :, 2 * number] = brightness[:, None] * bar
    return images.reshape(-1, 64)


def blurred(images):
    return gaussian_filter(images.reshape(-1, 8, 8), (0, 1, 1)).reshape(-1, 64)


def precision_and_recall(real, generated):
    return Manifold(real).share_of(generated), Manifold(generated).share_of(real)


class Balls(unittest.TestCase):
    def test_reach_as_far_as_the_kth_neighbour(self):
        line = np.array([[0.0], [1.0], [3.0], [7.0]])
        np.testing.assert_allclose(Manifold(line, k=1).radii, [1, 1, 2, 4], atol=1e-6)
        np.testing.assert_allclose(Manifold(line, k=2).radii, [3, 2, 3, 6], atol=1e-6)

    def test_a_point_counts_in_any_of_them(self):
        # the balls of k = 1 cover [-1, 5] and [3, 11]
        manifold = Manifold([[0.0], [1.0], [3.0], [7.0]], k=1)
        self.assertEqual(manifold.share_of([[-0.9], [-1.1], [5.5], [10.9], [11.1]]), 0.6)


class PrecisionAndRecall(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.real = bars(0)

    def test_of_other_images_alike_both_are_high(self):
        precision, recall = precision_and_recall(self.real, bars(1))
        self.assertGreater(precision, 0.8)
        self.assertGreater(recall, 0.8)

    def test_a_dropped_class_lowers_recall_only(self):
        whole = precision_and_recall(self.real, bars(1))
        precision, recall = precision_and_recall(self.real, bars(1, range(CLASSES - 1)))
        self.assertAlmostEqual(precision, whole[0], delta=0.05)
        # all of the other classes that was covered before
        self.assertAlmostEqual(recall, 0.75 * whole[1], delta=0.05)

    def test_blur_lowers_precision_only(self):
        whole, images = precision_and_recall(self.real, bars(1)), bars(1)
        self.assertEqual(precision_and_recall(self.real, blurred(images))[0], 0)
        images[::2] = blurred(images[::2])
        precision, recall = precision_and_recall(self.real, images)
        self.assertAlmostEqual(precision, whole[0] / 2, delta=0.05)
        self.assertAlmostEqual(recall, whole[1], delta=0.05)

    def test_one_image_over_and_over_covers_nothing_but_is_precise(self):
        one = self.real[:1] + np.random.default_rng(2).normal(0, 1e-4, (200, 64))
        precision, recall = precision_and_recall(self.real, one)
        self.assertEqual(precision, 1)
        # the real image beside them
        self.assertLess(recall, 0.01)


class Copies(unittest.TestCase):
    def test_distances_by_hand(self):
        images = [[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]]
        found = nearest_distances(images, [[0.0, 0.0], [0.0, 1.0], [3.0, 1.0]])
        np.testing.assert_allclose(found, [0, 3, 1], atol=1e-6)

    def test_copies_of_training_images_are_found_out_and_unseen_images_are_not(self):
        training, test, others = bars(0), bars(1), bars(2)
        unseen = nearest_distances(test, training)
        copies = copying(nearest_distances(training[::2], training), unseen)
        self.assertEqual(copies, {"nearest_distance_ratio": 0, "copies_share": 1})
        honest = copying(nearest_distances(others, training), unseen)
        self.assertAlmostEqual(honest["nearest_distance_ratio"], 1, delta=0.2)
        self.assertLess(honest["copies_share"], 0.05)

    def test_some_copies_among_many_are_found_though_the_median_hides_them(self):
        unseen = np.linspace(1, 3, 1000)
        distances = np.concatenate([np.zeros(100), np.linspace(1.1, 3, 900)])
        found = copying(distances, unseen)
        self.assertAlmostEqual(found["copies_share"], 0.1)
        self.assertGreater(found["nearest_distance_ratio"], 0.9)
