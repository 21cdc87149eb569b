"""What counts, and how it adds up."""

import unittest

from lab.assignments.grading.record import Record
from lab.assignments.grading.totals import Grade
from lab.assignments.judge import FAILED, OK, Marked, Outcome
from lab.assignments.labs import LABS, framework

RECORD = Record(
    "s1",
    "A",
    "en",
    (
        Marked(framework.LINEAR, (Outcome("value", OK, 3, 3), Outcome("dL/dx", FAILED, 0, 3))),
        Marked(framework.RELU, (Outcome("value", OK, 4, 4),)),
    ),
)


class Totals(unittest.TestCase):
    def test_functions_lateness_and_questions_add_up(self):
        grade = Grade(RECORD, late=0.7, questions={1: 8, 2: 5.5})
        self.assertEqual((grade.raw, grade.marks, grade.total), (7, 13.5, 19.8))
        self.assertTrue(grade.is_final)

    def test_a_question_that_is_not_marked_yet_is_no_zero(self):
        grade = Grade(RECORD, questions={1: 0, 2: None})
        self.assertEqual((grade.marks, grade.total, grade.is_final), (0, 7, False))

    def test_lateness_costs_no_more_than_there_is(self):
        self.assertEqual(Grade(RECORD, late=50).total, 0)

    def test_every_lab_is_worth_100(self):
        self.assertEqual({lab.points for lab in LABS}, {100})
