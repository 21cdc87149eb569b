"""A folder of submissions graded from one command to the files of a teacher."""

import csv
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from lab.assignments.grading import sandbox
from lab.commands import grade as command
from lab.commands.grade import GradeOptions, grade
from lab.errors import LabError
from tests.assignments.grading import slim

WRONG = slim.RIGHT.replace("x @ w + b", "x @ w")
CLASS = """
language = "ru"
groups = [["101", "105"]]
seed = 3

[lab2]
deadline = 2027-03-01T00:00:00+00:00
times = "times.csv"
late_percent_per_day = 10
"""
TIMES = "student,time\n102,2027-03-01T10:00:00+00:00\n109,2027-03-01T10:00:00+00:00\n"
FILES = {
    "Anna Ivanova_101_assignsubmission_file_/lab2.py": slim.RIGHT,
    "Boris <b>Petrov_102_assignsubmission_file_/lab2.py": WRONG,
    "Chiara_103_assignsubmission_file_/lab2.py": "def linear(:\n",
    "notes.txt": "of the teacher",
}


class Grade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(slim.without_tensorflow())
        found = mock.patch.object(command, "find_whole", return_value=slim.LAB)
        cls.enterClassContext(found)
        for name, text in FILES.items():
            path = cls.folder / "submissions" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (cls.folder / "class.toml").write_text(CLASS)
        (cls.folder / "times.csv").write_text(TIMES)
        cls.before = cls.contents("submissions")
        cls.lines = cls.graded()
        cls.first = cls.contents("grades")

    @classmethod
    def graded(cls, **more):
        options = GradeOptions(
            out=str(cls.folder),
            class_file=str(cls.folder / "class.toml"),
            isolation="none",
            **more,
        )
        return list(grade("2", str(cls.folder / "submissions"), options))

    @classmethod
    def contents(cls, name):
        place = cls.folder / name
        return {
            str(path.relative_to(place)): path.read_bytes()
            for path in place.rglob("*")
            if path.is_file()
        }

    def rows(self):
        text = self.first["lab2/grades.csv"].decode()
        return {row["student"]: row for row in csv.DictReader(text.splitlines())}

    def test_everybody_has_his_points(self):
        rows = self.rows()
        self.assertEqual(rows.keys(), {"101", "102", "103", "105"})
        self.assertEqual({one: row["raw"] for one, row in rows.items()}["101"], "20")
        self.assertEqual((rows["102"]["raw"], rows["102"]["late"]), ("8", "0.8"))
        self.assertEqual(rows["102"]["total"], "7.2")
        self.assertEqual(rows["105"]["raw"], "20", "of the group")

    def test_who_could_not_be_read_is_told(self):
        (line,) = [line for line in self.lines if line.startswith("Chiara: ")]
        self.assertRegex(line, "строка 1")
        self.assertEqual(self.rows()["103"]["total"], "0")

    def test_whom_only_a_table_knows_is_told(self):
        self.assertIn("times: nobody who handed in is 109", self.lines)

    def test_that_nothing_was_isolated_is_said(self):
        self.assertIn("NOT in a sandbox: the code of students ran with your rights", self.lines)
        told = json.loads(self.first["lab2/manifest.json"])
        self.assertEqual(told["isolation"], ["a process of its own"])

    def test_a_page_and_results_for_each(self):
        names = {name.partition("/")[2] for name in self.first}
        self.assertLessEqual({"index.html", "copies.html", "grades.csv", "import.csv"}, names)
        for student in ("101", "102", "103", "105"):
            self.assertIn(f"students/{student}.html", names)
            self.assertIn(f"results/{student}.results.json", names)
        page = self.first["lab2/students/102.html"].decode()
        self.assertIn('lang="ru"', page)
        self.assertIn("опоздание на 1 день", page)
        self.assertNotIn("<b>", page)

    def test_again_it_is_the_same_and_nothing_is_run(self):
        with mock.patch("lab.assignments.grading.grade.Session", side_effect=AssertionError):
            self.graded(jobs=1)
        self.assertEqual(self.contents("grades"), self.first)

    def test_one_again(self):
        lines = self.graded(only="101")
        self.assertIn("2 as graded before", lines)
        self.assertIn("[1/1] Anna Ivanova: 20 of 20 points", lines)
        self.assertEqual(self.contents("grades"), self.first)
        with self.assertRaisesRegex(LabError, "--only 9: choose 101, 102, 103"):
            self.graded(only="9")

    def test_no_file_of_a_student_or_teacher_is_touched(self):
        self.assertEqual(self.contents("submissions"), self.before)

    def test_without_a_sandbox_it_refuses_and_says_how(self):
        with (
            mock.patch.object(sandbox.shutil, "which", return_value=None),
            self.assertRaisesRegex(LabError, "apt install bubblewrap.*docker run .*--grade 2 here"),
        ):
            list(grade("2", "here", GradeOptions(out=str(self.folder / "x"))))
        self.assertFalse((self.folder / "x").exists())

    def test_a_folder_without_submissions(self):
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        options = GradeOptions(out=str(self.folder / "y"), isolation="none")
        with self.assertRaisesRegex(LabError, "no submission of lab 2 in"):
            list(grade("2", str(empty), options))
