"""What a student gets of each lab: no answer stands in it, beside what is written down here."""

import ast
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from datetime import datetime
from pathlib import Path

from lab import parts
from lab.assignments import source
from lab.assignments.grading.class_file import LabSettings
from lab.assignments.handout import write_handout, write_solution
from lab.assignments.labs import LABS, blanked_with, made
from lab.assignments.stubs import stub_file
from tests.assignments.test_statements import body, runs

TEXTS = {".py", ".md", ".po", ".toml", ".typ", ".js", ".html", ".json", ".ipynb"}
# {(exercise, file): why what they share gives nothing away}
ALLOWED = {
    (
        "4.5",
        "lab/models/autoencoders/kinds.py",
    ): "the squared error of an image decoded from its code",
    ("5.4", "lab/models/classifier.py"): "labels of a batch as whole numbers",
    ("5.4", "lab/models/vae/classes.py"): "labels of a batch as whole numbers",
    ("6.1", "lab/models/vae/lab_sheet.py"): "a z of each image",
    ("6.1", "lab/models/vae/plain.py"): "a z of each image",
    ("7.2", "lab/models/vae/bounds.py"): "a z of each image",
    ("7.2", "lab/models/vae/lab_sheet.py"): "a z of each image",
    ("7.2", "lab/models/vae/notes.py"): "a z of each image",
    ("7.2", "lab/models/vae/plain.py"): "a z of each image",
}


@functools.cache
def handed_out(lab):
    """{name: content} of a lab's handout."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_handout(lab, parts.find(lab.part), LabSettings(), folder)
        with zipfile.ZipFile(path) as archive:
            start = f"{lab.module}/"
            return {name.removeprefix(start): archive.read(name) for name in archive.namelist()}


def told(content, suffix):
    """The text of a file; of JSON the texts in it."""
    text = content.decode()
    return "\n".join(_texts(json.loads(text))) if suffix in {".json", ".ipynb"} else text


def _texts(value):
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


@functools.cache
def bodies():
    """{run of tokens: the numbers of the exercises whose bodies contain it}."""
    found = {}
    for lab in LABS:
        for exercise in filter(lambda exercise: exercise.target, lab.exercises):
            tree = source.tree_of(exercise.module)
            for run in runs(body(source.find(tree, exercise.qualified_name).node)):
                found.setdefault(run, set()).add(exercise.number)
    return found


@functools.cache
def of_answers(text, suffix):
    """Runs of tokens of a text that bodies have: of code as Python writes it, without line breaks
    and comments.
    """
    return runs(ast.unparse(ast.parse(text)) if suffix == ".py" else text) & bodies().keys()


class Handouts(unittest.TestCase):
    def shared(self, lab, text, suffix):
        """{exercise blanked with this lab: a run of its body that stands in the text}."""
        blanked = {exercise.number for other in blanked_with(lab) for exercise in other.exercises}
        return {
            number: " ".join(run)
            for run in of_answers(text, suffix)
            for number in bodies()[run] & blanked
        }

    def test_no_file_of_the_blanked_copy_holds_a_piece_of_an_answer(self):
        found = {}
        for lab in LABS:
            for name, content in handed_out(lab).items():
                suffix = Path(name).suffix
                if suffix not in TEXTS:
                    continue
                for number, run in self.shared(lab, told(content, suffix), suffix).items():
                    found[number, name] = run
        self.assertEqual({place: found[place] for place in found.keys() - ALLOWED.keys()}, {})
        self.assertEqual(ALLOWED.keys() - found.keys(), set())

    def test_no_stub_does(self):
        for lab in LABS:
            self.assertEqual(self.shared(lab, stub_file(lab), ".py"), {}, lab.module)

    def test_the_package_itself_would_be_found(self):
        found = set()
        for exercise in (exercise for lab in LABS for exercise in lab.exercises):
            if exercise.target:
                text = source.path_of(exercise.module).read_text(encoding="utf-8")
                found |= self.shared(LABS[0], text, ".py").keys()
        long = {number for numbers in bodies().values() for number in numbers}
        self.assertEqual(found, long)


class Archive(unittest.TestCase):
    """What a student does with a handout, in the folder that he has unpacked."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.settings = LabSettings(
            deadline=datetime.fromisoformat("2027-03-01T23:59:00+03:00"),
            late_percent_per_day=10.0,
            late_days=5,
            exercises=("3.1", "3.2"),
            points={"3.2": 20},
        )
        lab = cls.settings.lab(made.LAB)
        cls.path = write_handout(lab, parts.find(lab.part), cls.settings, cls.folder)
        cls.solution = write_solution(lab, cls.folder)
        for path in (cls.path, cls.solution):
            with zipfile.ZipFile(path) as archive:
                archive.extractall(cls.folder)

    def run_lab(self, *arguments):
        command = [sys.executable, "run_lab.py", *arguments]
        environment = {name: v for name, v in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            command,
            cwd=self.folder / "lab3",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def test_a_student_finds_stubs_that_are_worth_nothing_and_an_answer_everything(self):
        code, lines = self.run_lab("--check", "3")
        self.assertIn("Written: work/lab3.py", lines)
        stubs = (self.folder / "lab3" / "work" / "lab3.py").read_text()
        self.assertEqual(re.findall(r"def (\w+)\(", stubs)[0], "triangular_mask")
        self.assertNotIn("def log_prob", stubs)
        code, lines = self.run_lab("--check", "3")
        self.assertEqual((code, lines.split("\n")[-2]), (0, "0 of 30 points"), lines)
        code, lines = self.run_lab("--check", "3", "--work", "solution")
        self.assertEqual((code, lines.split("\n")[-2]), (0, "30 of 30 points"), lines)

    def test_a_newer_handout_leaves_his_files(self):
        names = zipfile.ZipFile(self.path).namelist()
        self.assertEqual([name for name in names if name.startswith("lab3/work")], [])
        self.assertIn("lab3/README.md", names)

    def test_it_has_no_tests_results_benchmarks_or_wrong_answers(self):
        names = zipfile.ZipFile(self.path).namelist()
        for part in ("tests", "reports", "benchmarks", "grading", "wrong.py", "lab2", "lab4"):
            with self.subTest(part):
                self.assertEqual([name for name in names if part in name], [])

    def test_the_same_handout_is_the_same_bytes(self):
        before = self.path.read_bytes()
        lab = self.settings.lab(made.LAB)
        again = write_handout(lab, parts.find(lab.part), self.settings, self.folder / "again")
        self.assertEqual(again.read_bytes(), before)

    def test_its_requirements_are_what_it_imports(self):
        lines = (self.folder / "lab3" / "requirements.txt").read_text().split("\n")
        names = {re.match(r"[\w-]*", line)[0] for line in lines}
        self.assertLess({"tensorflow", "numpy", "scikit-learn", "psutil"}, names)
        self.assertTrue(names.isdisjoint({"ray", "selenium", "ruff", "pytest", "archspec"}), names)

    def test_its_page_speaks_both_languages_and_names_the_deadline(self):
        page = (self.folder / "lab3" / "README.md").read_text()
        for words in (
            "Deadline: 2027-03-01 23:59+03:00. Each day begun after it costs 10 % of the points "
            "for functions. After 5 days nothing counts.",
            "Срок сдачи: 2027-03-01 23:59+03:00.",
        ):
            self.assertIn(words, page)

    def test_hints_are_those_of_the_lab(self):
        for _ in range(4):
            code, lines = self.run_lab("--hint", "3.2", "--work", "hints")
        self.assertEqual(code, 0)
        self.assertIn("dL/dw", lines)

    def test_what_it_lacks_it_does_not_offer(self):
        code, lines = self.run_lab("--help")
        self.assertEqual(code, 0)
        for option in ("--grade LAB", "--handout LAB", "--bench NAME", "--sweep NAME"):
            self.assertNotIn(option, lines)
        code, lines = self.run_lab("--grade", "3", ".")
        self.assertEqual(code, 2)
        self.assertIn("unrecognized arguments", lines)

    def test_an_experiment_is_on_one_s_own_functions(self):
        code, lines = self.run_lab("--part", "made", "--smoke", "--work", "empty")
        self.assertEqual(code, 2)
        self.assertIn("no function is written in empty", lines)
