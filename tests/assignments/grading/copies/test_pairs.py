"""Planted copies in a class of forty stand out, and nobody else does.

What counts how much was chosen on classes 0 to 29; these are others.
"""

import json
import os
import subprocess
import sys
import unittest

from lab.assignments.grading.copies import SHOWN, pairs, too_short
from lab.assignments.grading.record import Record
from lab.assignments.judge import FAILED, Marked, Outcome
from lab.assignments.labs.made import LAB
from lab.assignments.stubs import solution_file, stub_file
from lab.languages import speaking
from tests.support.helpers import ROOT
from tests.support.students import KINDS, drawn_class

SEEDS = range(100, 105)
TOLD_ELSEWHERE = """
import json, sys
from lab.assignments.grading.copies import pairs
from lab.assignments.labs.made import LAB
print(pairs(LAB, json.load(sys.stdin)))
"""
ODD = "    # my cat walked over this line twice\n    # so I typed it again with gloves on\n"


def students_of(found):
    return [frozenset((pair.first, pair.second)) for pair in found]


def code_of(number):
    """A function that nobody else writes, of some sixty tokens."""
    sums = " + ".join(f"units.part_{number}_{i}[{i}] * {number + i}" for i in range(8))
    return f"def triangular_mask(units, mask_type):\n    return {sums}\n"


def small_class(odd=ODD):
    """Five of whom two have the same comments, and one hardly anything."""
    texts = {f"s{number}": code_of(10 * number) for number in range(4)}
    texts |= {name: texts[name] + odd for name in ("s1", "s3")}
    return texts | {"short": "x = 1\n" + ODD}


class Planted(unittest.TestCase):
    """Classes with six copies, and without."""

    def test_the_six_copies_come_first_and_no_other_pair_is_told_of(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                drawn = drawn_class(seed)
                found = pairs(LAB, drawn.texts, drawn.records)
                self.assertEqual(set(students_of(found)), set(drawn.planted.values()))
                self.assertEqual(len(drawn.planted), len(KINDS))

    def test_in_a_class_without_copies_no_pair_is_told_of(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                drawn = drawn_class(seed, kinds=())
                self.assertEqual(pairs(LAB, drawn.texts, drawn.records), ())


class Evidence(unittest.TestCase):
    """What is told of a pair."""

    @classmethod
    def setUpClass(cls):
        cls.drawn = drawn_class(SEEDS[0])
        cls.found = pairs(LAB, cls.drawn.texts, cls.drawn.records)
        by_students = dict(zip(students_of(cls.found), cls.found, strict=True))
        cls.of = {kind: by_students[two] for kind, two in cls.drawn.planted.items()}

    def test_each_kind_of_copy_is_known_by_what_it_kept(self):
        self.assertEqual(len(self.of["odd comments"].comments), 3)
        self.assertGreater(len(self.of["another header"].names), 3)
        for kind in ("renamed", "everything"):
            self.assertEqual(self.of[kind].comments, ())
            self.assertGreater(len(self.of[kind].passages), 3)
        (_, check, words), *_ = self.of["rare error"].mistakes
        self.assertRegex(f"{check}: {words}", r"^\w[^:]*: at .* expected .* received")

    def test_passages_are_lines_of_both_files_with_the_same_code(self):
        pair = self.of["another header"]
        first, second = (self.drawn.texts[of].split("\n") for of in (pair.first, pair.second))
        code = [
            ("\n".join(first[a - 1 : b]), "\n".join(second[c - 1 : d]))
            for (a, b), (c, d) in pair.passages
        ]
        self.assertGreater(len(code), 3)
        for one, other in code:
            self.assertEqual(one, other)

    def test_the_order_of_students_and_records_changes_nothing(self):
        turned = dict(reversed(self.drawn.texts.items()))
        found = pairs(LAB, turned, self.drawn.records[::-1])
        self.assertEqual(repr(found), repr(self.found))

    def test_a_pair_that_may_work_together_is_left_out(self):
        pair = self.of["renamed"]
        found = pairs(
            LAB, self.drawn.texts, self.drawn.records, groups=[{pair.first, pair.second, "x"}]
        )
        self.assertEqual(found, tuple(other for other in self.found if other is not pair))

    def test_the_highest_score_comes_first_and_none_is_low(self):
        scores = [pair.score for pair in self.found]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertGreaterEqual(min(scores), SHOWN)


class Small(unittest.TestCase):
    """A few short files."""

    def test_two_odd_comments_are_enough_and_what_anybody_writes_is_none(self):
        (pair,) = pairs(LAB, small_class())
        self.assertEqual((pair.first, pair.second), ("s1", "s3"))
        told = {"my cat walked over this line twice", "so I typed it again with gloves on"}
        self.assertEqual(set(pair.comments), told)
        self.assertEqual((pair.names, pair.mistakes, pair.passages), ((), (), ()))
        anybody_s = "    # for each row\n    # one more column\n    # what is left\n"
        self.assertEqual(pairs(LAB, small_class(anybody_s)), ())

    def test_of_a_file_with_too_little_in_it_nothing_is_said(self):
        self.assertEqual(too_short(LAB, small_class()), ("short",))

    def test_what_is_handed_out_is_no_evidence(self):
        with speaking("ru"):
            russian = stub_file(LAB)
        texts = {"a": stub_file(LAB), "b": russian, "c": russian, "d": stub_file(LAB)}
        self.assertEqual(too_short(LAB, texts), ("a", "b", "c", "d"))

    def test_the_package_s_own_words_are_no_evidence(self):
        solved = solution_file(LAB)
        texts = {f"s{number}": code_of(number) for number in range(20)}
        found = pairs(LAB, texts | {"a": solved, "b": solved})
        self.assertEqual([(pair.comments, pair.names) for pair in found], [((), ())])

    def test_text_that_is_no_python_is_compared_as_far_as_it_goes(self):
        broken = "def f(:\n  'what\n)]}\n\0\n\tif x\n# \ud800\n" + ODD
        texts = {f"s{number}": code_of(number) + broken * (number < 2) for number in range(5)}
        (pair,) = pairs(LAB, texts)
        self.assertEqual((pair.first, pair.second), ("s0", "s1"))

    def test_no_student_no_pair(self):
        self.assertEqual(pairs(LAB, {}), ())
        self.assertEqual(pairs(LAB, {"a": ""}, [Record("b", "B", "en")]), ())

    def test_a_wrong_result_counts_more_in_the_same_code(self):
        exercise = LAB.exercises[0]
        outcome = Outcome("type A", FAILED, 0, 4, "at (0, 1): expected 1, received 0.123457")
        marked = (Marked(exercise, (outcome,)),)
        texts = {f"s{number}": code_of(number // 2 * 50) for number in range(12)}
        records = [Record(f"s{number}", "", "en", marked) for number in (2, 3, 4)]
        (pair, *_) = pairs(LAB, texts, records)
        self.assertEqual((pair.first, pair.second), ("s2", "s3"))
        self.assertEqual(pair.mistakes, (("3.1", "type A", outcome.words),))

    def test_another_process_tells_the_same(self):
        told = {
            subprocess.run(
                [sys.executable, "-c", TOLD_ELSEWHERE],
                capture_output=True,
                check=True,
                cwd=ROOT,
                env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
                input=json.dumps(small_class()),
                text=True,
            ).stdout
            for seed in ("1", "2")
        }
        self.assertEqual(told, {f"{pairs(LAB, small_class())}\n"})
