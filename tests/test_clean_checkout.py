"""What a person does in a checkout changes none of its files."""

import contextlib
import shutil
import subprocess
from unittest import mock

from lab.commands import compare, report
from tests.support.helpers import ROOT, LabTest, run_cli
from tests.support.smoke_runs import smoke_run


class Clean(LabTest):
    def git(self, *words):
        who = ("-c", "user.name=a", "-c", "user.email=b", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.folder), *who, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def setUp(self):
        """A repository with the lab's rules of what is ignored, and one of its shipped records."""
        super().setUp()
        shutil.copy(ROOT / ".gitignore", self.folder)
        self.shipped = self.folder.resolve() / "reports" / "reference"
        of_svg = shutil.ignore_patterns("*.svg")
        of_record = ROOT / "reports" / "reference" / "mnist" / "vae"
        shutil.copytree(of_record, self.shipped / "mnist" / "vae", ignore=of_svg)
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "as it is shipped")
        for module in (compare, report):
            self.enterContext(mock.patch.object(module, "SHIPPED", self.shipped))
        self.enterContext(contextlib.chdir(self.folder))

    def test_after_every_command_git_sees_no_change(self):
        for run in ("vae", "made"):
            shutil.copytree(smoke_run(run).folder, f"reports/digits/{run}@smoke")
        for command, made in (
            ("--part generative-basics --smoke", "toy/generative-basics@smoke/metrics.json"),
            ("--part generative-basics --figures", "toy/generative-basics@smoke/figures/*.png"),
            ("--part vae --smoke --figures", "digits/vae@smoke/figures/digits.svg"),
            ("--compare vae@smoke reference/mnist/vae", "compared@*/differences.csv"),
            ("--report --smoke --lang en", "digits/explorer@smoke.html"),
            ("--report --reference --dataset mnist --lang ru", "mnist/report-ru.pdf"),
        ):
            with self.subTest(command):
                code, _, errors = run_cli(*command.split())
                self.assertEqual(code, 0, errors)
                self.assertTrue(list((self.folder / "reports").glob(made)), made)
                self.assertEqual(self.git("status", "--porcelain"), "")

    def test_records_are_kept_where_they_are_shipped_and_pictures_for_print_are_not(self):
        for name in ("metrics.json", "network.npz", "figures/a.png", "figures/a.svg"):
            path = self.shipped / "toy" / "some" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("some")
        changes = self.git("status", "--porcelain", "--untracked-files=all").split("\n")
        found = [line[3:].partition("some/")[2] for line in changes if line]
        self.assertEqual(sorted(found), ["figures/a.png", "metrics.json", "network.npz"])
