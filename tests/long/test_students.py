"""The synthetic class: what its students' functions are meant to be, the judge finds."""

import unittest

from lab.assignments.judge import FAILED, OK, UNWRITTEN, marked
from lab.assignments.labs.made import LAB
from lab.assignments.session import answering
from tests.support.students import drawn_class

SEEDS = range(3)


def agrees(part, mark):
    """Whether an exercise was marked as its Part says."""
    states = {outcome.state for outcome in mark.outcomes}
    if part is None:
        return states == {UNWRITTEN}
    if part.mistake:
        return part.mistake in {outcome.mistake for outcome in mark.outcomes}
    return FAILED in states if part.slip else states == {OK}


class Students(unittest.TestCase):
    """Right answers are right in anybody's words; errors are those that were meant."""

    def test_the_judge_finds_what_was_meant(self):
        with answering(LAB) as on:
            for seed in SEEDS:
                for student in drawn_class(seed).students:
                    for mark in marked(LAB, on(student.text)):
                        part = student.parts[mark.exercise.function]
                        of = mark.exercise.number
                        with self.subTest(seed=seed, number=student.number, of=of):
                            self.assertTrue(agrees(part, mark))
