"""Tables of grades: what stands in them, the same bytes for the same records, nothing lost."""

import csv
import json
import tempfile
import unittest
from pathlib import Path

from lab.assignments.grading.gradebook import Gradebook, about, pages_of, with_groups
from lab.assignments.grading.record import Record
from lab.assignments.grading.totals import Grade
from lab.assignments.isolation import OwnProcess
from lab.assignments.judge import FAILED, OK, Marked, Outcome
from lab.errors import LabError
from tests.assignments.grading.slim import LAB, submission


def record(student, name, *points):
    marked = []
    for exercise, earned in zip(LAB.exercises, points, strict=True):
        (check,) = exercise.checks
        state = OK if earned == check.points else FAILED
        marked.append(Marked(exercise, (Outcome("value", state, earned, check.points),)))
    return Record(student, name, "en", tuple(marked))


GRADES = [
    Grade(record("b1", "=cmd()", 12, 8), late=2.5, questions={1: None, 2: 9.5}, flags=("uses x",)),
    Grade(record("a1", "Анна", 12, 0), questions={1: 10, 2: 0}),
    Grade(Record("c1", "Chiara", "en", problem="no file"), questions={1: None, 2: None}),
]


class Tables(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.book = Gradebook(LAB, self.folder)
        self.told = about(LAB, 5, OwnProcess, [submission("a1", "x"), submission("b1", "y")])

    def rows(self, name):
        text = (self.folder / name).read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    def test_grades_by_student_with_each_check(self):
        self.book.write(GRADES, self.told)
        a, b, c = self.rows("grades.csv")
        self.assertEqual([a["student"], b["student"], c["student"]], ["a1", "b1", "c1"])
        self.assertEqual((a["name"], a["2.1"], a["2.2 value"]), ("Анна", "12", "0"))
        self.assertEqual(
            (a["raw"], a["late"], a["question 1"], a["total"]), ("12", "0", "10", "22")
        )
        self.assertEqual((b["late"], b["question 1"], b["question 2"]), ("2.5", "", "9.5"))
        self.assertEqual((b["total"], b["flags"]), ("27", "uses x"))
        self.assertEqual((c["total"], c["problem"]), ("0", "no file"))

    def test_no_cell_is_a_formula(self):
        self.book.write(GRADES, self.told)
        self.assertEqual(self.rows("grades.csv")[1]["name"], "'=cmd()")

    def test_what_learning_systems_import(self):
        self.book.write(GRADES, self.told)
        first = self.rows("import.csv")[0]
        self.assertEqual(first["Student"], "Анна")
        self.assertEqual((first["ID"], first["Lab 2"]), ("a1", "22"))

    def test_the_same_records_give_the_same_bytes_and_no_history(self):
        self.book.write(GRADES, self.told)
        before = {path: path.read_bytes() for path in self.folder.rglob("*.*")}
        self.book.write(GRADES[::-1], self.told)
        self.assertEqual({path: path.read_bytes() for path in self.folder.rglob("*.*")}, before)

    def test_what_is_replaced_is_kept(self):
        self.book.write(GRADES, self.told)
        old = (self.folder / "grades.csv").read_bytes()
        for grades in (GRADES[:2], GRADES[:1]):
            self.book.write(grades, self.told)
        self.assertEqual((self.folder / "history" / "001" / "grades.csv").read_bytes(), old)
        names = sorted(path.name for path in (self.folder / "history").iterdir())
        self.assertEqual(names, ["001", "002"])

    def test_pages_of_those_who_are_gone_go(self):
        self.book.write(GRADES, self.told)
        for name in (*pages_of("a1"), *pages_of("b1"), *pages_of("other")):
            self.book.put(name, "page")
        self.book.write(GRADES[:1], self.told)
        left = {path.name for path in (self.folder / "students").iterdir()}
        self.assertEqual(left, {"b1.html", "other.html"})

    def test_marks_are_the_teacher_s(self):
        self.book.write(GRADES, self.told)
        path = self.folder / "marks.csv"
        self.assertEqual([row["question 1"] for row in self.rows("marks.csv")], ["", "", ""])
        path.write_text('student,question 1,question 2\na1,7,\nb1,"8,5",10\n')
        self.assertEqual(self.book.marks(), {"a1": {1: 7, 2: None}, "b1": {1: 8.5, 2: 10}})
        self.book.write(GRADES[:2], self.told)
        self.assertIn("8,5", path.read_text())
        path.write_text("\ufeffstudent;question 1;question 2\r\na1;7,5;\r\n", encoding="utf-8")
        self.assertEqual(self.book.marks(), {"a1": {1: 7.5, 2: None}}, "as a spreadsheet saves it")
        path.write_bytes("student,question 1\nАнна,1\n".encode("cp1251"))
        with self.assertRaisesRegex(LabError, "marks.csv is not UTF-8: save it as CSV in UTF-8"):
            self.book.marks()
        head = "student,question 1,question 2\n"
        for rows, words in {
            "student,Q1,question 2\na1,1,1\n": "expected the columns student, question 1, ques",
            head + "a1,1,1\na1,2,2\n": "line 3: a1 stands there twice",
        }.items():
            path.write_text(rows)
            with self.assertRaisesRegex(LabError, words):
                self.book.marks()
        path.write_text(head + "a1,11,\n")
        with self.assertRaisesRegex(LabError, r"marks.csv, line 2, question 1: '11': expected"):
            self.book.marks()

    def test_the_seed_of_the_first_grading_stays(self):
        self.assertEqual(self.book.seed(3), 3)
        drawn = self.book.seed(None)
        self.assertTrue(0 <= drawn < 2**31)
        self.book.begin(self.told)
        self.assertEqual(self.book.seed(None), 5)
        self.assertEqual(self.book.seed(3), 3)

    def test_the_manifest_names_what_ran(self):
        self.book.write(GRADES, self.told)
        told = json.loads((self.folder / "manifest.json").read_text())
        self.assertEqual(told["isolation"], ["a process of its own"])
        self.assertEqual(told["submissions"].keys(), {"a1", "b1"})
        self.assertEqual(told["versions"].keys(), {"python", "tensorflow", "keras", "numpy"})


class Groups(unittest.TestCase):
    ANNA = Grade(record("a", "Anna", 12, 8), late=2.0, answers={1: "because"})

    def test_members_who_handed_in_nothing_have_the_other_s_grade(self):
        handed_in = {"a": self.ANNA, "c": Grade(record("c", "Chiara", 0, 0))}
        groups = (frozenset("ab"), frozenset("cd"), frozenset("xy"))
        found = with_groups(handed_in, groups, {"b": "Boris"})
        self.assertEqual(found.keys(), set("abcd"))
        boris = found["b"]
        self.assertEqual(
            (boris.total, boris.answers, boris.record.name), (18, {1: "because"}, "Boris")
        )
        self.assertEqual(boris.record.notes, ("handed in together with Anna",))
        self.assertEqual(found["a"], self.ANNA)

    def test_where_both_handed_in_each_has_his_own(self):
        handed_in = {"a": self.ANNA, "b": Grade(record("b", "Boris", 0, 0))}
        self.assertEqual(with_groups(handed_in, (frozenset("ab"),), {}), handed_in)
