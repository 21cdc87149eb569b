"""What a student gets of each lab: no answer stands in it, beside what is written down here."""

import ast
import functools
import tempfile
import unittest
from pathlib import Path

from lab.assignments import source
from lab.assignments.labs import LABS, blanked_with
from lab.assignments.stubs import stub_file
from lab.assignments.tree import copy_package
from tests.assignments.test_statements import body, runs

TEXTS = {".py", ".md", ".po", ".toml", ".typ", ".js", ".html"}
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
            with tempfile.TemporaryDirectory() as folder:
                copy_package(Path(folder), blanked_with(lab))
                for path in sorted(Path(folder).rglob("*")):
                    if path.suffix not in TEXTS:
                        continue
                    name = path.relative_to(folder).as_posix()
                    text = path.read_text(encoding="utf-8")
                    for number, run in self.shared(lab, text, path.suffix).items():
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
