import contextlib
import io
import sys

import lab
from lab.commands import notebook
from lab.errors import LabError
from tests.support.helpers import LabTest


def command(*lines):
    return [sys.executable, "-c", "\n".join(["import sys", *lines])]


class Called(LabTest):
    def test_a_notebook_without_its_file_is_told_so(self):
        for call in (lab.check, lab.own):
            with self.refused(str(self.folder)):
                call("made" if call is lab.own else "2.1", work=self.folder)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_hints_are_printed_in_the_language_asked_for(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            lab.hint("2.1", work=self.folder, language="ru")
        self.assertTrue(printed.getvalue().startswith("Подсказка 1 из 3:\n"))

    def test_what_a_run_prints_is_shown_and_why_it_failed_is_one_line(self):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            notebook._run(command("print('loss: 1')", "print('a warning', file=sys.stderr)"))
        self.assertEqual(printed.getvalue(), "loss: 1\n")
        said = "print('run_lab: a warning\\nrun_lab: no data', file=sys.stderr)"
        with self.assertRaisesRegex(LabError, "^no data$"):
            notebook._run(command(said, "sys.exit(2)"))
        with self.refused("the run ended with code 3"):
            notebook._run(command("sys.exit(3)"))
