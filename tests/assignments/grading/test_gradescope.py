import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import psutil

from lab.assignments.grading import gradescope
from lab.assignments.grading.record import Record
from lab.assignments.grading.sandbox import OtherUser
from lab.assignments.isolation import OwnProcess
from lab.assignments.labs import made
from lab.commands.gradescope import write_autograder
from lab.errors import LabError
from lab.languages import say, speaking
from tests.assignments.grading import slim
from tests.assignments.grading.made_up import made_up_class

# of the service's page on results.json: {key: what its value may be}; of those that are written
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
WHOLE = {
    "score": lambda value: value >= 0,
    "output": str.isprintable,
    "output_format": FORMATS.__contains__,
    "visibility": VISIBILITIES.__contains__,
    "stdout_visibility": VISIBILITIES.__contains__,
    "tests": lambda value: isinstance(value, list),
}
TEST = {
    "score": lambda value: value >= 0,
    "max_score": lambda value: value >= 0,
    "status": {"passed", "failed"}.__contains__,
    "name": str.isprintable,
    "number": lambda value: isinstance(value, str),
    "output": lambda value: isinstance(value, str),
    "output_format": FORMATS.__contains__,
    "visibility": VISIBILITIES.__contains__,
}


class Results(unittest.TestCase):
    def check(self, results, lab):
        """That a text is as the service asks."""
        results = json.loads(json.dumps(results))
        for values, allowed in ((results, WHOLE), *((test, TEST) for test in results["tests"])):
            self.assertEqual(values.keys(), allowed.keys())
            for key, is_allowed in allowed.items():
                self.assertTrue(is_allowed(values[key]), (key, values[key]))
        self.assertEqual(results["score"], sum(test["score"] for test in results["tests"]))
        worth = sum(exercise.points for exercise in lab.exercises)
        self.assertEqual(worth, sum(test["max_score"] for test in results["tests"]))
        for test in results["tests"]:
            self.assertEqual(test["status"] == "passed", test["score"] == test["max_score"])
        return results

    def test_they_are_as_published_for_everyone(self):
        for language in ("en", "ru"):
            for grade in made_up_class(made.LAB, language=language):
                results = self.check(gradescope.results(grade.record, made.LAB), made.LAB)
                self.assertEqual(results["score"], grade.record.points)

    def test_a_mistake_is_told_once_in_the_student_s_language(self):
        count = 0
        for grade in made_up_class(made.LAB, language="ru"):
            tests = gradescope.results(grade.record, made.LAB)["tests"]
            for mark in grade.record.marked:
                number = f"{mark.exercise.number}."
                told = "\n".join(one["output"] for one in tests if one["number"].startswith(number))
                for name in {outcome.mistake for outcome in mark.outcomes} - {""}:
                    with speaking(grade.record.language):
                        words = say(mark.exercise.mistakes[name].words)
                    self.assertEqual(told.count(words), 1)
                    count += grade.record.language == "ru"
        self.assertGreater(count, 20)

    def test_what_could_not_be_run_is_worth_nothing(self):
        record = Record("1", "Anna", "ru", problem="lab3.py, line 2: <b>", notes=("one", "two"))
        results = gradescope.results(record, made.LAB)
        self.assertEqual(
            (results["score"], results["output"]), (0, "lab3.py, line 2: <b>\none\ntwo")
        )
        results["output"] = record.problem
        self.check(results, made.LAB)
        self.assertEqual({test["output"] for test in results["tests"]}, {"не запускалось"})


class Written(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        settings = cls.folder / "class.toml"
        settings.write_text(
            'language = "ru"\nseed = 5\n[lab3]\nexercises = ["3.1", "3.2"]\npoints = {"3.2" = 20}\n'
        )
        cls.lines = list(write_autograder("3", settings, cls.folder))
        cls.path = cls.folder / "lab3-gradescope.zip"
        with zipfile.ZipFile(cls.path) as archive:
            cls.infos = {info.filename: info for info in archive.infolist()}
            cls.files = {name: archive.read(name) for name in cls.infos}

    def test_the_archive_is_as_the_service_asks(self):
        self.assertIn(str(self.path), self.lines[0])
        self.assertIn("30 points", self.lines[1])
        self.assertEqual(len(self.lines), 2)
        for name in ("setup.sh", "run_autograder"):
            self.assertEqual(self.infos[name].external_attr >> 16 & 0o777, 0o755)
            self.assertTrue(self.files[name].startswith(b"#!/usr/bin/env bash\n"))
            subprocess.run(["bash", "-n"], input=self.files[name], check=True)
        told = json.loads(self.files["autograder.json"])
        self.assertEqual(
            told,
            {
                "lab": 3,
                "exercises": ["3.1", "3.2"],
                "points": {"3.2": 20},
                "seed": 5,
                "language": "ru",
            },
        )
        requirements = self.files["requirements.txt"].decode()
        self.assertIn("tensorflow", requirements)
        self.assertNotIn("ray>", requirements)
        self.assertIn("lab/assignments/labs/made/checks.py", self.files)
        self.assertEqual([name for name in self.files if "__pycache__" in name], [])

    def test_the_same_settings_make_the_same_bytes(self):
        before = self.path.read_bytes()
        list(write_autograder("3", self.folder / "class.toml", self.folder))
        self.assertEqual(self.path.read_bytes(), before)

    def test_without_a_seed_one_is_drawn_and_said(self):
        with tempfile.TemporaryDirectory() as folder:
            *_, line = write_autograder("3", None, folder)
            with zipfile.ZipFile(Path(folder, "lab3-gradescope.zip")) as archive:
                seed = json.loads(archive.read("autograder.json"))["seed"]
        self.assertIn(f"seed = {seed} ", line)

    def test_nothing_is_missing_in_the_archive(self):
        place = self.folder / "autograder"
        for name in ("source", "submission", "results"):
            (place / name).mkdir(parents=True)
        with zipfile.ZipFile(self.path) as archive:
            archive.extractall(place / "source")
        (place / "submission" / "lab3.py").write_text("def triangular_mask(:\n")
        code = (
            "from pathlib import Path; from lab.assignments.isolation import OwnProcess; "
            "from lab.assignments.grading.gradescope import run; run(Path('..'), OwnProcess)"
        )
        subprocess.run(
            [sys.executable, "-B", "-c", code], cwd=place / "source", check=True, timeout=100
        )
        results = json.loads((place / "results" / "results.json").read_text(encoding="utf-8"))
        self.assertEqual(results["score"], 0)
        self.assertIn("lab3.py, строка 1: ", results["output"])
        self.assertEqual(sum(test["max_score"] for test in results["tests"]), 30)

    def test_a_lab_is_asked(self):
        for number in ("3.1", "9", "x"):
            with self.assertRaises(LabError):
                list(write_autograder(number, None, self.folder))


class Run(unittest.TestCase):
    def setUp(self):
        self.enterContext(slim.without_tensorflow())
        self.enterContext(mock.patch.object(gradescope, "LABS", (slim.LAB,)))
        self.place = Path(self.enterContext(tempfile.TemporaryDirectory()))
        # as it is there: what is in it keeps others out by itself
        self.place.chmod(0o755)
        for name in ("source", "submission", "results"):
            (self.place / name).mkdir(mode=0o777)
        told = {"lab": 2, "exercises": [], "points": {}, "seed": 1, "language": "en"}
        (self.place / "source" / "autograder.json").write_text(json.dumps(told))

    def graded(self, text, isolation=OwnProcess):
        """(what results.json holds, what was printed)."""
        (self.place / "submission" / "lab2.py").write_text(text)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            gradescope.run(self.place, isolation)
        results = (self.place / "results" / "results.json").read_text(encoding="utf-8")
        return json.loads(results), printed.getvalue()

    def test_a_submission_is_graded_and_the_teacher_told_how_it_was_kept_apart(self):
        results, printed = self.graded(slim.RIGHT.replace("x @ w + b", "x @ w"))
        self.assertEqual(results["score"], 8)
        self.assertEqual([test["number"] for test in results["tests"]], ["2.1.1", "2.2.1"])
        self.assertEqual([test["status"] for test in results["tests"]], ["failed", "passed"])
        self.assertIn("expected", results["tests"][0]["output"])
        self.assertEqual(printed, "a process of its own\n")
        manifest = results["extra_data"]
        self.assertEqual(manifest["isolation"], ["a process of its own"])
        self.assertEqual(list(manifest["submissions"]), ["submission"])
        self.assertNotIn("seed", manifest)
        self.assertEqual(self.place.stat().st_mode & 0o777, 0o700)

    def test_what_cannot_be_run_is_said(self):
        results, _ = self.graded("def linear(:\n")
        self.assertEqual(results["score"], 0)
        self.assertEqual(results["output"], "lab2.py, line 1: invalid syntax")

    def test_a_fault_of_ours_leaves_no_results(self):
        fault = mock.patch.object(OwnProcess, "start", side_effect=OSError("no memory"))
        with fault, self.assertRaises(LabError) as caught:
            self.graded(slim.RIGHT)
        self.assertIn("no memory", str(caught.exception))
        self.assertEqual(list((self.place / "results").iterdir()), [])

    def test_another_user_where_there_are_no_namespaces(self):
        with mock.patch.object(gradescope, "check_bubblewrap", side_effect=LabError("none")):
            self.assertIs(gradescope._isolation(), OtherUser)

    def test_as_another_user_nothing_of_the_judge_is_reached(self):
        if os.geteuid() != 0:
            self.skipTest("only root starts processes of other users")
        if not _others_run_python():
            self.skipTest("other users cannot read this Python")
        attack = """
import os, glob
def linear(x, w, b):
    for place in PLACES:
        try:
            open(place + '/escaped', 'w')
            return x @ w + b
        except OSError: pass
        try:
            os.listdir(place)
            return x @ w + b
        except OSError: pass
    if os.fork() == 0:
        os.setsid()
        while True: pass
    raise OSError('nowhere')
"""
        places = [str(self.place / name) for name in ("source", "submission", "results")]
        results, printed = self.graded(attack.replace("PLACES", repr(places)), OtherUser)
        self.assertEqual(results["score"], 0)
        self.assertIn("nowhere", results["tests"][0]["output"])
        self.assertIn("NOT isolated: the network", printed)
        # of this process's workers
        first = 2**30 + os.getpid() % 2**16 * 2**10
        left = [
            process.info["status"]
            for process in psutil.process_iter(["uids", "status"])
            if process.info["uids"] and first <= process.info["uids"].real < first + 2**10
        ]
        self.assertLessEqual({*left}, {psutil.STATUS_ZOMBIE})


def _others_run_python():
    try:
        command = [sys.executable, "-c", "import numpy"]
        found = subprocess.run(command, user=2**30 - 1, capture_output=True, check=False)
    except PermissionError:
        return False
    return found.returncode == 0
