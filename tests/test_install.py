"""The lab as pip installs it, in an environment of its own, away from the checkout."""

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import unittest
import venv
from pathlib import Path

from lab.parts import PARTS
from tests.support.helpers import ROOT, LabTest

NEEDED = ("lab", "pyproject.toml", "README.md", "LICENSE")


def run(*words, cwd):
    return subprocess.run(list(map(str, words)), cwd=cwd, capture_output=True, text=True)


class Requirements(unittest.TestCase):
    def test_both_lists_of_what_the_lab_needs_are_one(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
        of_the_lab, of_its_tests = text.split("# its tests\n")
        listed = re.findall(r"(?m)^([^#\s]+)", of_the_lab)
        self.assertEqual(project["dependencies"], listed)
        self.assertIn("pytest", of_its_tests)
        self.assertEqual(project["requires-python"], ">=3.11")


class Installed(LabTest):
    """A wheel, built from a copy and installed without any network, beside the packages here."""

    def setUp(self):
        super().setUp()
        source = self.folder / "source"
        source.mkdir()
        for name in NEEDED:
            if (ROOT / name).is_dir():
                unneeded = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, source / name, ignore=unneeded)
            else:
                shutil.copy(ROOT / name, source)
        environment = self.folder / "environment"
        venv.create(environment, symlinks=True)
        self.python = environment / "bin" / "python"
        (self.packages,) = environment.glob("lib/*/site-packages")
        # what the lab needs: nothing is downloaded
        theirs = sysconfig.get_path("purelib")
        (self.packages / "needed.pth").write_text(theirs, encoding="utf-8")
        offline = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet")
        pip = (sys.executable, "-m", "pip", "--python", self.python, "install", *offline)
        process = run(*pip, source, cwd=self.folder)
        self.assertEqual(process.returncode, 0, process.stderr)
        self.lab = self.python.with_name("lab")

    def test_the_command_and_the_package_work_elsewhere(self):
        helped = run(self.lab, "--help", cwd=self.folder)
        self.assertEqual((helped.returncode, helped.stderr), (0, ""))
        self.assertTrue(helped.stdout.startswith("usage: lab "), helped.stdout[:50])
        self.assertNotIn("run_lab", helped.stdout)
        listed = run(self.lab, cwd=self.folder)
        self.assertEqual((listed.returncode, listed.stderr), (0, ""))
        for part in PARTS:
            self.assertIn(part.question, " ".join(listed.stdout.split()))
        script = "import lab, lab.languages as l; print(lab.__file__)\n"
        script += "with l.speaking('ru'): print(l.say('Comparison of runs'))"
        imported = run(self.python, "-c", script, cwd=self.folder)
        path, russian = imported.stdout.splitlines()
        self.assertTrue(Path(path).is_relative_to(self.packages), path)
        self.assertEqual(russian, "Сравнение запусков")
        self.refuses(("--part", "vea"), "lab: unknown part 'vea'")
        # only a checkout has them
        for command in (("--report", "--reference"), ("--compare", "reference/mnist/vae", "vae")):
            self.refuses(command, "lab: ", "checkout")
        self.assert_files_are_there()

    def refuses(self, arguments, *words):
        process = run(self.lab, *arguments, cwd=self.folder)
        self.assertEqual((process.returncode, process.stderr.count("\n")), (2, 1), process.stderr)
        for word in words:
            self.assertIn(word, process.stderr)

    def assert_files_are_there(self):
        """Every module, catalogue and page, and no top-level package but the lab."""
        files = (path.relative_to(ROOT) for path in (ROOT / "lab").rglob("*.*"))
        needed = {p for p in files if p.suffix != ".md" and "__pycache__" not in p.parts}
        self.assertGreater(len(needed), 200)
        missing = [str(path) for path in needed if not (self.packages / path).exists()]
        self.assertEqual(missing, [])
        top = {path.name for path in self.packages.iterdir() if path.is_dir()}
        self.assertEqual({name for name in top if not name.endswith("-info")}, {"lab"})
