"""Every lab's handout as a student has it: stubs are worth nothing, the answers everything, and the
experiment runs on them.
"""

import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from lab import parts
from lab.assignments.grading.class_file import LabSettings
from lab.assignments.handout import write_handout, write_solution
from lab.assignments.labs import LABS


class Handouts(unittest.TestCase):
    def run_lab(self, folder, *arguments):
        done = subprocess.run(
            [sys.executable, "run_lab.py", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_each(self):
        for lab in LABS:
            with self.subTest(lab.module), tempfile.TemporaryDirectory() as folder:
                part = parts.find(lab.part)
                place = Path(folder, lab.module)
                for path in (
                    write_handout(lab, part, LabSettings(), folder),
                    write_solution(lab, folder),
                ):
                    with zipfile.ZipFile(path) as archive:
                        archive.extractall(folder)
                number = str(lab.number)
                self.run_lab(place, "--check", number)
                self.assertRegex(self.run_lab(place, "--check", number), r"\n0 of 80 points\n$")
                (place / "work" / f"{lab.module}.py").unlink()
                (place / "solution" / f"{lab.module}.py").rename(
                    place / "work" / f"{lab.module}.py"
                )
                self.assertRegex(self.run_lab(place, "--check", number), r"\n80 of 80 points\n$")
                if lab.is_alone:
                    self.run_lab(place, "--part", lab.part, "--smoke")
