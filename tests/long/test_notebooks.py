import unittest

from lab.assignments.labs import LABS
from lab.assignments.stubs import solution_file
from lab.languages import LANGUAGES
from tests.assignments.test_notebooks import POINTS
from tests.support.lab_notebooks import EXPERIMENT, executed
from tests.support.notebooks import printed


class EveryNotebook(unittest.TestCase):
    def test_each_in_each_language_whole(self):
        for lab in LABS:
            for language in LANGUAGES:
                with (
                    self.subTest(lab=lab.number, language=language),
                    executed(lab, language, solution_file(lab)) as cells,
                ):
                    self.assertIn(POINTS[language], printed(cells["check-all"]))
                    shown = cells[EXPERIMENT]["outputs"][-1]["data"]["text/html"]
                    self.assertIn("data:image/png;base64,", shown)

    def test_each_with_stubs(self):
        for lab in LABS:
            with (
                self.subTest(lab=lab.number),
                executed(lab, LANGUAGES[lab.number % 2], allow_errors=True) as cells,
            ):
                self.assertRegex(printed(cells["check-all"]), r"\n0 (of|из) 80 ")
