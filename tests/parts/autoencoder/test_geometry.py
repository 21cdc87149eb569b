import unittest

import numpy as np

from lab.parts.autoencoder import geometry


class Gaussian(unittest.TestCase):
    def test_samples_have_the_codes_mean_and_covariance(self):
        rng = np.random.default_rng(0)
        codes = rng.normal(size=(500, 2)) @ [[2.0, 1], [0, 0.5]] + [3, -4]
        sampled = geometry.gaussian_of(codes, 100_000, rng)
        np.testing.assert_allclose(sampled.mean(0), codes.mean(0), atol=0.03)
        np.testing.assert_allclose(np.cov(sampled.T), np.cov(codes.T), rtol=0.03)


class Classes(unittest.TestCase):
    POINTS = np.array([[0.0, 1], [0, -1], [4, 2], [4, -2], [9, 0], [9, 0]])
    LABELS = np.array([0, 0, 1, 1, 2, 2])

    def test_separations_by_hand(self):
        found = geometry.class_separations(self.POINTS, self.LABELS)
        by_hand = {
            (0, 1): 4 / np.sqrt((1 + 4) / 2),
            (1, 2): 5 / np.sqrt(2),
            (0, 2): 9 / np.sqrt(0.5),
        }
        for (i, j), value in by_hand.items():
            self.assertAlmostEqual(found[i, j], value)
            self.assertAlmostEqual(found[j, i], value)
        np.testing.assert_array_equal(np.diag(found), 0)
        scaled = geometry.class_separations(7 * self.POINTS + 1, self.LABELS)
        np.testing.assert_allclose(scaled, found)

    def test_ranks_count_from_the_farthest_pair(self):
        found = geometry.class_separations(self.POINTS, self.LABELS)
        ranks = [geometry.pair_rank(found, *pair) for pair in ((0, 2), (1, 2), (0, 1), (1, 0))]
        self.assertEqual(ranks, [1, 2, 3, 3])


class Neighbours(unittest.TestCase):
    def test_nothing_is_torn_between_a_space_and_its_like(self):
        points = np.random.default_rng(0).normal(size=(200, 3))
        turned = 5 * points[:, [2, 0, 1]] - 4
        self.assertEqual(geometry.share_torn(points, turned, 10, 0.1), 0)

    def test_by_chance_all_but_the_share_that_is_near(self):
        rng = np.random.default_rng(0)
        found = geometry.share_torn(rng.normal(size=(400, 5)), rng.normal(size=(400, 5)), 10, 0.1)
        self.assertAlmostEqual(found, 0.9, delta=0.02)

    def test_a_fold_tears_codes_but_not_images(self):
        """Points on a line, folded in the middle: near codes lie far apart on the line."""
        line = np.linspace(-1, 1, 401)[:, None]
        folded = np.abs(line)
        near_codes = geometry.share_torn(folded, line, 10, 0.1)
        self.assertAlmostEqual(near_codes, 0.5, delta=0.06)
        self.assertLess(geometry.share_torn(line, folded, 10, 0.1), 0.02)

    def test_few_have_no_more_neighbours_than_there_are_others(self):
        points = np.array([[0.0], [1.0], [3.0]])
        nearest, _ = geometry.remoteness(points, points)
        self.assertEqual(np.sort(nearest, axis=1).tolist(), [[1, 2], [0, 2], [0, 1]])

    def test_remoteness_by_hand(self):
        near_in = np.array([[0.0], [1], [10], [20], [35]])
        far_in = np.array([[0.0], [8], [1], [3], [100]])
        nearest, values = geometry.remoteness(near_in, far_in, neighbours=1, within=0.5)
        self.assertEqual(nearest[:, 0].tolist(), [1, 0, 1, 2, 3])
        # the second nearest in the second space lies 3, 7, 2, 3, 97 away
        np.testing.assert_allclose(values[:, 0], [8 / 3, 8 / 7, 7 / 2, 2 / 3, 97 / 97])

    def test_nearest_distance_is_that_of_brute_force(self):
        rng = np.random.default_rng(0)
        images, others = rng.random((230, 12)), rng.random((50, 12))
        by_hand = np.sqrt(((images[:, None] - others) ** 2).mean(2)).min(1)
        np.testing.assert_allclose(geometry.nearest_distances(images, others), by_hand, rtol=1e-5)
        np.testing.assert_allclose(geometry.nearest_distances(others, others), 0, atol=1e-6)


class Steps(unittest.TestCase):
    def test_of_a_linear_decoder_in_closed_form(self):
        rng = np.random.default_rng(0)
        codes = rng.normal(size=(300, 3)) * [1, 2, 3]
        # orthonormal columns: every direction is kept in length
        basis = np.linalg.qr(rng.normal(size=(16, 3)))[0].T
        found = geometry.change_per_step(lambda z: z @ basis, codes, 0.05, rng)
        spread = np.sqrt(codes.var(axis=0).mean())
        np.testing.assert_allclose(found, 0.05 * spread / np.sqrt(16), rtol=1e-9)

    def test_a_larger_code_for_the_same_images_changes_nothing(self):
        codes = np.random.default_rng(0).normal(size=(50, 2))

        def changes(scale):
            rng = np.random.default_rng(1)
            return geometry.change_per_step(lambda z: np.tanh(z / scale), scale * codes, 0.1, rng)

        np.testing.assert_allclose(changes(1), changes(20), rtol=1e-9)
