import unittest

import numpy as np

from lab.evaluation.paths import spherical, straight

SHARES = np.linspace(0, 1, 5)


class Paths(unittest.TestCase):
    def setUp(self):
        rng = np.random.default_rng(0)
        self.start, self.end = rng.normal(size=(2, 6, 4))

    def test_both_lead_from_start_to_end(self):
        for way in (straight, spherical):
            path = way(self.start, self.end, SHARES)
            self.assertEqual(path.shape, (6, 5, 4))
            np.testing.assert_allclose(path[:, 0], self.start, atol=1e-12)
            np.testing.assert_allclose(path[:, -1], self.end, atol=1e-12)

    def test_straight_steps_are_equal(self):
        steps = np.diff(straight(self.start, self.end, SHARES), axis=1)
        np.testing.assert_allclose(steps, np.repeat(steps[:, :1], 4, axis=1), atol=1e-12)

    def test_the_arc_keeps_the_length_and_turns_evenly(self):
        start, end = (
            3 * p / np.linalg.norm(p, axis=1, keepdims=True) for p in (self.start, self.end)
        )
        path = spherical(start, end, SHARES)
        np.testing.assert_allclose(np.linalg.norm(path, axis=2), 3, atol=1e-12)
        cosines = np.sum(path[:, 1:] * path[:, :-1], axis=2) / 9
        np.testing.assert_allclose(cosines, np.repeat(cosines[:, :1], 4, axis=1), atol=1e-12)

    def test_a_quarter_turn_by_hand(self):
        path = spherical(np.array([[1.0, 0]]), np.array([[0.0, 2]]), [1 / 3])
        np.testing.assert_allclose(path[0, 0], [np.sqrt(3) / 2, 2 * 0.5])

    def test_no_arc_is_a_straight_line(self):
        start = np.array([[1.0, 1], [1, 1], [0, 0]])
        end = np.array([[2.0, 2], [-1, -1], [1, 3]])
        found = spherical(start, end, SHARES)
        np.testing.assert_allclose(found[:2], straight(start, end, SHARES)[:2], atol=1e-6)
        self.assertTrue(np.isfinite(found).all())
