"""What a teacher sets in class.toml, and what of it makes no sense."""

import dataclasses
import datetime
import tempfile
import unittest
from pathlib import Path

from lab.assignments.grading.class_file import LabSettings, read_class
from lab.assignments.labs import made
from lab.errors import LabError

WHOLE = """
language = "ru"
students = "students.csv"
groups = [["anna", "boris"]]
seed = 7

[lab3]
deadline = 2027-03-01T23:59:00+03:00
times = "times.csv"
late_percent_per_day = 10
late_days = 5
exercises = ["3.1", "3.2"]
points = {"3.2" = 20}
"""
TIMES = "student,time\nanna,2027-03-03T08:00:00+03:00\n"


class ClassFile(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def read(self, text, times=TIMES):
        (self.folder / "class.toml").write_text(text, encoding="utf-8")
        (self.folder / "times.csv").write_text(times, encoding="utf-8")
        return read_class(self.folder / "class.toml")

    def test_everything_is_read(self):
        found = self.read(WHOLE)
        self.assertEqual((found.language, found.seed), ("ru", 7))
        self.assertEqual(found.students, self.folder / "students.csv")
        self.assertEqual(found.groups, (frozenset({"anna", "boris"}),))
        lab = found.of(made.LAB)
        self.assertEqual((lab.days_late("anna"), lab.days_late("boris")), (2, 0))
        self.assertEqual(lab.exercises, ("3.1", "3.2"))

    def test_a_lab_has_the_exercises_and_points_that_are_asked(self):
        lab = self.read(WHOLE).of(made.LAB).lab(made.LAB)
        self.assertEqual([one.number for one in lab.exercises], ["3.1", "3.2"])
        self.assertEqual([one.points for one in lab.exercises], [10, 20])
        before, after = made.LAB.exercises[1], lab.exercises[1]
        for old, new in zip(before.checks, after.checks, strict=True):
            self.assertAlmostEqual(new.points, old.points * 20 / before.points, delta=1)

    def test_without_anything_all_is_as_usual(self):
        found = self.read("")
        self.assertEqual(found.of(made.LAB).lab(made.LAB), made.LAB)
        self.assertEqual(found.language, "en")

    def test_lateness_costs_for_each_day_begun_until_nothing_counts(self):
        lab = self.read(WHOLE).of(made.LAB)
        minute = datetime.timedelta(minutes=1)
        days = {
            late: dataclasses.replace(lab, times={"anna": lab.deadline + minute * late}).days_late(
                "anna"
            )
            for late in (-1, 0, 1, 24 * 60, 24 * 60 + 1)
        }
        self.assertEqual(list(days.values()), [0, 0, 1, 1, 2])
        self.assertEqual([lab.lost(57, late) for late in (0, 1, 5, 6)], [0, 5.7, 28.5, 57])
        self.assertEqual(LabSettings().lost(57, 100), 0)

    def test_what_makes_no_sense_is_told_in_one_line(self):
        for text, words in {
            "language = 3": r"class.toml: language = 3: choose en or ru",
            "seed = -1": "seed = -1: expected a whole number",
            "sed = 1": "unknown 'sed': choose language, students, groups",
            "[lab3]\npoints = 3": "lab3.: points = 3: expected a table",
            '[lab3]\nexercises = ["4.1"]': r"lab3.: exercises = .*: expected a list of 3.1, 3.2",
            "[lab3]\nexercises = []": "expected a list of 3.1",
            "[lab3]\ndeadline = 2027-03-01": "expected a date, a time and its zone",
            "[lab3]\ndeadline = 2027-03-01T10:00:00": "expected a date, a time and its zone",
            "[lab3]\nlate_percent_per_day = 200": "expected a number from 0 to 100",
            '[lab3.points]\n"3.2" = 1.5': "expected a whole number",
            "[lab3]\nlate = 1": "unknown 'late'",
            "lab3 = 1": "lab3.: expected a table",
            "groups = [['a'], ['a']]": "a student stands in two groups",
            "groups = ['ab']": "expected lists of students",
            "students = 3": "students = 3",
            "language = ": "class.toml cannot be read: Invalid value",
        }.items():
            with self.subTest(text), self.assertRaisesRegex(LabError, words):
                self.read(text)
        for times in ("student\nanna\n", "student,time\nanna,yesterday\n", TIMES[:-7] + "\n"):
            with self.subTest(times), self.assertRaisesRegex(LabError, "times.csv(, line 2)?: "):
                self.read(WHOLE, times)
        with self.assertRaisesRegex(LabError, "nowhere.toml cannot be read: No such file"):
            read_class(self.folder / "nowhere.toml")
