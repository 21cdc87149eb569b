"""Many submissions graded: the same records however they are run, and whatever was interrupted."""

import dataclasses
import signal
import subprocess
import sys
import tempfile
import time
import types
import unittest
from pathlib import Path
from unittest import mock

from lab.assignments.grading import grade
from lab.assignments.grading.record import as_json
from lab.assignments.isolation import OwnProcess
from lab.assignments.judge import FAILED, NOT_RUN, marked
from lab.assignments.session import Reply
from tests.assignments.grading import slim
from tests.assignments.grading.slim import submission
from tests.support.helpers import ROOT

WRONG = slim.RIGHT.replace("x @ w + b", "x @ w")
CLASS = [
    submission("anna", slim.RIGHT),
    submission("boris", WRONG),
    submission("chiara", slim.RIGHT.replace("relu", "relux")),
    submission("dmitri", "import os\nos._exit(3)\n"),
]
# what a process that may be killed does
SCRIPT = """
import sys
from tests.assignments.grading import slim, test_grade
with slim.without_tensorflow():
    for record in test_grade.graded(sys.argv[1], test_grade.CLASS, 1):
        print(record.student, flush=True)
"""


def graded(folder, submissions, jobs, seed=1, language="en"):
    grading = grade.Grading(slim.LAB, seed, OwnProcess, folder)
    languages = dict.fromkeys([one.student for one in submissions], language)
    kept = grading.kept(submissions, languages)
    yield from kept.values()
    left = [one for one in submissions if one.student not in kept]
    yield from grading.graded(left, languages, jobs)


def files(folder):
    return {path.name: path.read_bytes() for path in Path(folder).glob("*.json")}


class Grading(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(slim.without_tensorflow())
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.records = {one.student: one for one in graded(cls.folder, CLASS, 2)}

    def test_each_has_what_his_functions_deserve(self):
        points = {student: record.points for student, record in self.records.items()}
        self.assertEqual(points, {"anna": 20, "boris": 8, "chiara": 12, "dmitri": 0})
        (linear, _) = self.records["boris"].marked
        self.assertRegex(linear.outcomes[0].words, r"^at \(0, 0\): expected .*, received ")

    def test_other_jobs_and_another_order_give_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            list(graded(folder, CLASS[::-1], 1))
            self.assertEqual(files(folder), files(self.folder))

    def test_nothing_is_run_again_that_has_not_changed(self):
        with mock.patch.object(grade, "Session", side_effect=AssertionError):
            again = {one.student: one for one in graded(self.folder, CLASS, 1)}
        self.assertEqual(
            {student: as_json(record) for student, record in again.items()},
            {student: as_json(record) for student, record in self.records.items()},
        )

    def test_what_a_grade_depends_on_has_it_run_again(self):
        grading = grade.Grading(slim.LAB, 1, OwnProcess, self.folder)
        languages = {"anna": "en"}
        self.assertEqual(grading.kept(CLASS[:1], languages).keys(), {"anna"})
        changed = submission("anna", slim.RIGHT + "# more\n")
        self.assertEqual(grading.kept([changed], languages), {})
        self.assertEqual(grading.kept(CLASS[:1], {"anna": "ru"}), {})
        other_seed = grade.Grading(slim.LAB, 2, OwnProcess, self.folder)
        self.assertEqual(other_seed.kept(CLASS[:1], languages), {})

    def test_a_damaged_record_is_made_anew(self):
        with tempfile.TemporaryDirectory() as folder:
            list(graded(folder, CLASS[:1], 1))
            path = Path(folder, "anna.json")
            whole = path.read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
            list(graded(folder, CLASS[:1], 1))
            self.assertEqual(path.read_bytes(), whole)

    def test_killed_and_started_again_it_ends_in_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", SCRIPT, folder]
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
                process.stdout.readline()
                process.send_signal(signal.SIGKILL)
            self.assertLess(len(files(folder)), len(CLASS))
            list(graded(folder, CLASS, 2))
            self.assertEqual(files(folder), files(self.folder))

    def test_ctrl_c_stops_at_once_and_leaves_no_worker(self):
        sleeping = "import time\n\n\ndef linear(x, w, b):\n    time.sleep(1000)\n"
        with tempfile.TemporaryDirectory() as folder:
            submissions = [submission("anna", slim.RIGHT), submission("late", sleeping)]
            records = graded(folder, submissions, 2)
            self.assertEqual(next(records).student, "anna")
            began = time.monotonic()
            with self.assertRaises(KeyboardInterrupt):
                records.throw(KeyboardInterrupt)
            self.assertLess(time.monotonic() - began, 30)
            self.assertEqual(files(folder).keys(), {"anna.json"})

    def test_a_fault_of_ours_costs_one_record_and_is_not_kept(self):
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(grade, "marked", side_effect=RuntimeError("of ours")),
        ):
            (record,) = graded(folder, CLASS[:1], 1)
            self.assertEqual(record.problem, "it could not be graded: of ours")
            self.assertEqual(files(folder), {})

    def test_what_broke_is_not_run_again(self):
        """Neither by the exercise's other checks nor to recognise a mistake in it."""
        linear = slim.LAB.exercises[0]
        again = dataclasses.replace(linear.checks[0], name="again")
        exercise = dataclasses.replace(linear, checks=(*linear.checks, again))
        lab = dataclasses.replace(slim.LAB, exercises=(exercise,))
        asked = []
        session = types.SimpleNamespace(
            limits=grade.LIMITS, ask=lambda *request: asked.append(request) or Reply({}, "stopped")
        )
        (mark,) = marked(lab, session)
        self.assertEqual([one.state for one in mark.outcomes], [FAILED, NOT_RUN])
        self.assertEqual(len(asked), 1)

    def test_flags_tell_what_is_used_and_what_broke(self):
        text = "import tensorflow as tf\ntape = tf.GradientTape\n"
        record = self.records["dmitri"]
        told = list(grade.flags(text, record))
        self.assertEqual(told[0], "uses GradientTape")
        self.assertIn("2.1: the process ended (code 3)", told)

    def test_a_function_that_leaves_its_derivative_to_tensorflow_is_flagged(self):
        record = self.records["anna"]
        custom = slim.RIGHT.replace("def relu", "@tf.custom_gradient\ndef relu")
        for text, numbers in ((slim.RIGHT, ["2.1", "2.2"]), (custom, ["2.1"]), ("x = 1\n", [])):
            told = [f"{number}: no backward pass of its own" for number in numbers]
            self.assertEqual(list(grade.flags(text, record)), told)


class Speaking(unittest.TestCase):
    def test_a_student_s_words_are_in_his_language(self):
        with slim.without_tensorflow(), tempfile.TemporaryDirectory() as folder:
            (record,) = graded(folder, CLASS[1:2], 1, language="ru")
        self.assertRegex(record.marked[0].outcomes[0].words, "^в .*ожидалось")
        self.assertEqual(record.language, "ru")
