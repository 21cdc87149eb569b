"""The notebooks of the labs: what stands in them, and one of each executed."""

import ast
import tempfile
import unittest

import nbformat

from lab.assignments.labs import LABS, nats
from lab.assignments.notebooks import _escaped
from lab.assignments.stubs import solution_file
from lab.languages import LANGUAGES
from tests.support.lab_notebooks import EXPERIMENT, executed, generated
from tests.support.notebooks import printed

# its experiment takes seconds; those of the others are in tests/long
QUICK = nats.LAB
POINTS = {"en": "80 of 80 points", "ru": "80 из 80 баллов"}


class Written(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.notebooks = {lab: generated(lab, folder) for lab in LABS}

    def test_the_code_of_both_languages_is_the_same(self):
        for lab, notebooks in self.notebooks.items():
            sources = [
                {c["id"]: c["source"] for c in notebook["cells"] if c["cell_type"] == "code"}
                for notebook in notebooks.values()
            ]
            chosen = [source.pop("language") for source in sources]
            self.assertEqual(chosen, [f'LANGUAGE = "{language}"' for language in notebooks])
            self.assertEqual(sources[0], sources[1], lab.module)

    def test_cells_of_both_languages_tell_the_same_in_their_own(self):
        for lab, notebooks in self.notebooks.items():
            cells = [
                {c["id"]: c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown"}
                for notebook in notebooks.values()
            ]
            self.assertEqual(*map(list, cells))
            for name, russian in cells[1].items():
                self.assertRegex(russian, "[а-яё]", (lab.module, name))
                self.assertNotRegex(cells[0][name], "[а-яё]", (lab.module, name))
                self.assertEqual(russian.count("$$"), cells[0][name].count("$$"))

    def test_each_exercise_and_question_has_its_cells(self):
        for lab, notebooks in self.notebooks.items():
            for notebook in notebooks.values():
                nbformat.validate(notebook)
                names = [cell["id"] for cell in notebook["cells"]]
                for exercise in lab.exercises:
                    place = names.index(f"exercise-{exercise.number.replace('.', '-')}")
                    check = notebook["cells"][place + 1]["source"]
                    self.assertIn(f'lab.check("{exercise.number}"', check)
                answers = [name for name in names if name.startswith("answer-")]
                self.assertEqual(len(answers), len(lab.questions))

    def test_code_is_python_beside_the_notebook_s_own_commands(self):
        for notebooks in self.notebooks.values():
            for cell in notebooks[LANGUAGES[0]]["cells"]:
                if cell["cell_type"] == "code":
                    lines = cell["source"].split("\n")
                    ast.parse("\n".join(line for line in lines if not line.startswith("%")))

    def test_markdown_leaves_statements_as_they_are(self):
        for plain, escaped in {
            "w * m, `w * m`": r"w \* m, `w * m`",
            "[D]: x -> y [B, D]": r"\[D]: x → y [B, D]",
            "a < b <= c, log_var, _x": r"a \< b ≤ c, log_var, \_x",
        }.items():
            self.assertEqual(_escaped(plain), escaped)


class Executed(unittest.TestCase):
    def test_the_package_s_own_functions_have_all_points(self):
        with executed(QUICK, "en", solution_file(QUICK)) as cells:
            self.assertIn(POINTS["en"], printed(cells["check-all"]))
            for exercise in QUICK.exercises:
                check = cells[f"check-{exercise.number.replace('.', '-')}"]
                full = f"{exercise.points}/{exercise.points}"
                self.assertIn(full, printed(check).split("\n")[0])
            shown = cells[EXPERIMENT]["outputs"][-1]["data"]
            self.assertIn("data:image/png;base64,", shown["text/html"])
            self.assertIn("own=1.1+1.2+1.3+1.4+1.5", shown["text/plain"])

    def test_those_of_the_other_labs_have_too(self):
        """Their experiments take longer: tests/long runs them."""
        for lab in LABS:
            if lab != QUICK:
                language = LANGUAGES[lab.number % 2]
                with (
                    self.subTest(lab=lab.number, language=language),
                    executed(lab, language, solution_file(lab), but={EXPERIMENT}) as cells,
                ):
                    self.assertIn(POINTS[language], printed(cells["check-all"]))

    def test_stubs_have_none_and_say_what_to_do(self):
        with executed(QUICK, "ru", allow_errors=True) as cells:
            self.assertIn("0 из 80 баллов", printed(cells["check-all"]))
            self.assertIn("не написано", printed(cells["check-1-1"]))
            (error,) = cells[EXPERIMENT]["outputs"]
            self.assertEqual(error["ename"], "LabError")
            self.assertIn("no function is written", error["traceback"][0])
