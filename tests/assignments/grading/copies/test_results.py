"""Wrong results of two students, compared."""

import unittest

from lab.assignments.grading.copies.results import wrong_results
from lab.assignments.grading.record import Record
from lab.assignments.judge import FAILED, NOT_RUN, OK, Marked, Outcome
from lab.assignments.labs.made import LAB, TRIANGULAR_MASK


def record(*outcomes):
    return Record("s", "S", "en", (Marked(TRIANGULAR_MASK, outcomes),))


def results(words, mistake=""):
    return set(wrong_results(record(Outcome("type A", FAILED, 0, 4, words, mistake))))


class Results(unittest.TestCase):
    def test_only_what_failed_and_did_not_end_its_process(self):
        found = wrong_results(
            record(
                Outcome("type A", FAILED, 0, 4, "at 0: expected 1, received 2"),
                Outcome("type B", FAILED, 0, 4, "the process ended (code -9)", broken=True),
                Outcome("type C", NOT_RUN, 0, 2, "its process has ended"),
                Outcome("type D", OK, 2, 2, "fine"),
            )
        )
        told = ("3.1", "type A", "at 0: expected 1, received 2")
        self.assertEqual(list(found.values()), [told])

    def test_numbers_are_the_same_in_every_language(self):
        english = results("at (0, 1): expected \u22120.5, received 1.25e-07")
        self.assertEqual(english, results("в (0, 1): ожидалось \u22120,5, получено 1,25e-07"))
        self.assertNotEqual(english, results("at (0, 1): expected \u22120.5, received 1.26e-07"))

    def test_an_exception_is_the_same_on_another_line(self):
        one = results("KeyError: 'C' (line 12 of lab3.py)")
        self.assertEqual(one, results("KeyError: 'C' (строка 7 файла lab3.py)"))
        self.assertNotEqual(one, results("KeyError: 'B' (line 12 of lab3.py)"))

    def test_a_typical_mistake_is_told_by_its_name_whatever_came_out(self):
        self.assertEqual(results("expected 1", "lower"), results("expected 2", "lower"))
        outcome = Outcome("type A", FAILED, 0, 4, "expected 1", "lower")
        ((_, _, words),) = wrong_results(record(outcome)).values()
        self.assertEqual(words, LAB.exercises[0].mistakes["lower"].words)
