"""Fingerprints, and passages that two texts share."""

import random
import unittest

from lab.assignments.grading.copies.reading import Token
from lab.assignments.grading.copies.winnowing import (
    LENGTH,
    MOST_PASSAGES,
    WINDOW,
    passages,
    winnowed,
)


def tokens_of(texts, function="f"):
    """A token a line."""
    return [Token(str(text), line, function) for line, text in enumerate(texts, 1)]


def anything(rng, count):
    return [rng.randrange(10**6) for _ in range(count)]


def all_of(*sides):
    return set().union(*(winnowed(side) for side in sides))


class Winnowing(unittest.TestCase):
    def test_a_shared_passage_that_is_long_enough_has_a_fingerprint_that_both_keep(self):
        rng = random.Random(0)
        for _ in range(50):
            shared = anything(rng, LENGTH + WINDOW - 1)
            one, other = (
                anything(rng, rng.randrange(30)) + shared + anything(rng, rng.randrange(30))
                for _ in range(2)
            )
            kept = winnowed(tokens_of(one)).keys() & winnowed(tokens_of(other)).keys()
            self.assertTrue(kept)

    def test_a_shorter_one_than_a_fingerprint_has_none(self):
        rng = random.Random(1)
        shared = anything(rng, LENGTH - 1)
        one, other = (tokens_of([*anything(rng, 20), *shared, *anything(rng, 20)]) for _ in "ab")
        self.assertEqual(winnowed(one).keys() & winnowed(other).keys(), set())

    def test_fewer_are_kept_than_there_are(self):
        kept = winnowed(tokens_of(anything(random.Random(2), 2000)))
        self.assertAlmostEqual(len(kept) / 2000, 2 / (WINDOW + 1), delta=0.05)

    def test_where_functions_stand_changes_nothing(self):
        rng = random.Random(3)
        first, second = (tokens_of(anything(rng, 25), name) for name in ("f", "g"))
        self.assertEqual(winnowed(first + second).keys(), winnowed(second + first).keys())

    def test_the_same_tokens_all_over_are_one_fingerprint(self):
        self.assertEqual(len(winnowed(tokens_of([7] * 100))), 1)


class Passages(unittest.TestCase):
    def setUp(self):
        rng = random.Random(4)
        self.a, self.b, self.c = (anything(rng, 15) for _ in range(3))

    def shared(self, one, other, unusual=None):
        first, second = tokens_of(one), tokens_of(other)
        return passages(first, second, all_of(first, second) if unusual is None else unusual)

    def test_lines_of_both_by_their_place_in_the_first(self):
        found = self.shared([*self.a, 0, *self.b], [*self.b, 1, 2, *self.a])
        self.assertEqual(found, (((1, 15), (18, 32)), ((17, 31), (1, 15))))

    def test_passages_that_touch_in_both_are_one(self):
        found = self.shared([*self.a, 0, *self.b], [*self.a, 1, *self.b])
        self.assertEqual(found, (((1, 15), (1, 15)), ((17, 31), (17, 31))))
        one, other = tokens_of([*self.a, 0, *self.b]), tokens_of([*self.a, 1, *self.b])
        for side in (one, other):
            side[15] = side[15]._replace(line=15)
            side[16:] = [token._replace(line=token.line - 1) for token in side[16:]]
        self.assertEqual(passages(one, other, all_of(one, other)), (((1, 30), (1, 30)),))

    def test_what_is_usual_is_no_passage(self):
        of_b = winnowed(tokens_of(self.b)).keys()
        found = self.shared([*self.a, 0, *self.b], [*self.a, 1, *self.b], of_b)
        self.assertEqual(found, (((17, 31), (17, 31)),))
        self.assertEqual(self.shared(self.a, self.a, set()), ())

    def test_a_passage_is_told_once(self):
        self.assertEqual(self.shared(self.a, [*self.a, 0, *self.a]), (((1, 15), (1, 15)),))

    def test_no_more_than_so_many(self):
        rng = random.Random(5)
        parts = [anything(rng, 12) for _ in range(2 * MOST_PASSAGES)]
        one = [token for part in parts for token in (*part, 0, 1)]
        other = [token for part in reversed(parts) for token in (*part, 2, 3)]
        self.assertEqual(len(self.shared(one, other)), MOST_PASSAGES)
