import csv
import dataclasses
import json
import shutil
import subprocess
import sys
from unittest import mock

from lab.commands import compare
from lab.storage.locks import locked
from lab.storage.records import Record
from tests.support.helpers import ROOT, LabTest, run_cli
from tests.support.smoke_runs import smoke_run


class Compared(LabTest):
    def setUp(self):
        super().setUp()
        self.reports = self.folder / "reports"
        shutil.copytree(smoke_run("vae").folder, self.reports / "digits/vae")
        for path in (self.reports / "digits/vae/figures").iterdir():
            if path.name not in ("digits.png", "reconstructions.png"):
                path.unlink()
        record = smoke_run("vae").record
        config = record.config | {"parameters": record.config["parameters"] | {"beta": 4.0}}
        other = dataclasses.replace(
            record,
            config=config,
            metrics=record.metrics | {"val_loss": 3.5},
            history=[row | {"val_loss": 7.0} for row in record.history],
        )
        other.save(self.reports / "digits/vae@beta=4", {})
        figures = self.reports / "digits/vae@beta=4/figures"
        shutil.copytree(self.reports / "digits/vae/figures", figures, dirs_exist_ok=True)
        (figures / "digits.png").unlink()

    def compare(self, *names):
        """Without its figures."""
        with mock.patch.object(compare, "save_figures"):
            return compare.compare_runs(names, out=self.folder)

    def change(self, run, **changes):
        path = self.reports / run / "config.json"
        content = json.loads(path.read_text(encoding="utf-8")) | changes
        path.write_text(json.dumps(content), encoding="utf-8")

    def test_what_differs_and_every_metric(self):
        found = self.compare("vae", "vae@beta=4")
        self.assertEqual(found.runs, ("digits/vae", "digits/vae@beta=4"))
        parameters = [row for row in found.rows if row[0] == "parameter"]
        beta = smoke_run("vae").record.config["parameters"]["beta"]
        self.assertEqual(parameters, [("parameter", "beta", beta, 4.0)])
        metrics = {row[1]: row[2:] for row in found.rows if row[0] == "metric"}
        self.assertEqual(set(metrics), set(smoke_run("vae").metrics))
        self.assertEqual(metrics["val_loss"], (smoke_run("vae").metrics["val_loss"], 3.5))
        with (found.folder / "differences.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(rows[0], ["kind", "name", "digits/vae", "digits/vae@beta=4"])
        self.assertEqual(len(rows), 1 + len(found.rows))

    def test_curves_on_one_axis_and_figures_side_by_side(self):
        folder = compare.compare_runs(["vae", "vae@beta=4"], out=self.folder).folder
        drawn = {path.stem for path in (folder / "figures").glob("*.png")}
        self.assertEqual(drawn, {"curves", "reconstructions"})
        runs = {name: Record.load(self.reports / "digits" / name) for name in ("vae", "vae@beta=4")}
        axes = compare._curves(runs)["curves"].axes
        panel = next(axis for axis in axes if axis.get_title() == "val_loss")
        ours, other = (line.get_ydata().tolist() for line in panel.lines)
        self.assertEqual(ours, [row["val_loss"] for row in runs["vae"].history])
        self.assertEqual(set(other), {7.0})

    def test_runs_are_named_by_folder_by_data_set_or_alone(self):
        here = self.reports / "digits/vae"
        for name in (here, "digits/vae", "vae"):
            with self.subTest(name=name):
                self.assertEqual(self.compare(str(name), "vae@beta=4").runs[0], "digits/vae")

    def test_several_at_once_wait_for_each_other(self):
        command = [sys.executable, "run_lab.py", "--compare", "vae", "vae@beta=4"]
        folder = self.compare("vae", "vae@beta=4").folder
        (folder / "differences.csv").unlink()
        with locked(folder / ".lock"):
            others = [
                subprocess.Popen(
                    [*command, "--out", self.folder],
                    cwd=ROOT,
                    text=True,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                )
                for _ in range(2)
            ]
            for other in others:
                self.addCleanup(other.kill)
                self.assertIn("waiting for another process", other.stdout.readline())
            self.assertFalse((folder / "differences.csv").exists())
        for other in others:
            printed, _ = other.communicate()
            self.assertEqual(other.returncode, 0, printed)
        drawn = {path.name for path in (folder / "figures").iterdir()}
        kinds = ("png", "svg")
        names = ("curves", "reconstructions")
        self.assertEqual(drawn, {f"{name}.{kind}" for name in names for kind in kinds})

    def test_runs_of_one_name_under_different_roots(self):
        other = self.folder / "other/reports/digits/vae"
        shutil.copytree(self.reports / "digits/vae", other)
        found = self.compare("vae", str(other))
        self.assertEqual(found.runs, ("digits/vae", "../other/reports/digits/vae"))
        again = other.parent / "again"
        again.symlink_to(other)
        with self.refused("twice"):
            self.compare(str(other), str(again))

    def test_of_one_name_in_two_data_sets_one_is_to_be_chosen(self):
        shutil.copytree(self.reports / "digits/vae", self.reports / "mnist/vae")
        with self.refused("run 'vae' is ambiguous; choose one of digits/vae, mnist/vae"):
            self.compare("vae", "vae@beta=4")
        self.assertEqual(self.compare("digits/vae", "vae@beta=4").runs[0], "digits/vae")

    def test_runs_that_come_with_the_lab_are_taken_by_their_whole_names(self):
        checkout = self.folder.resolve() / "checkout"
        shipped = checkout / "reports/reference"
        self.enterContext(mock.patch.object(compare, "SHIPPED", shipped))
        for name in ("vae", "vae@beta=9"):
            shutil.copytree(self.reports / "digits/vae", shipped / "digits" / name)
        found = self.compare("vae", "reference/digits/vae")
        self.assertEqual(found.runs, ("digits/vae", "reference/digits/vae"))
        self.assertTrue(found.folder.is_relative_to(self.reports))
        with self.refused("no run 'vae@beta=9'", "or choose reference/digits/vae@beta=9"):
            self.compare("vae", "vae@beta=9")
        # where one's own runs lie in the checkout, too
        shutil.copytree(self.reports / "digits", checkout / "reports/digits")
        with mock.patch.object(compare, "save_figures"):
            found = compare.compare_runs(["vae", "vae@beta=4"], out=checkout)
        self.assertEqual(found.runs, ("digits/vae", "digits/vae@beta=4"))

    def test_a_name_is_no_pattern(self):
        for name in ("va?", "*", "[v]ae", "**/vae", "", "."):
            with self.subTest(name), self.refused(f"no run '{name}'"):
                self.compare("digits/vae", name)
        shutil.copytree(self.reports / "digits/vae", self.reports / "digits/vae@x=[1]")
        self.assertEqual(self.compare("vae", "vae@x=[1]").runs[1], "digits/vae@x=[1]")

    def test_each_comparison_has_a_folder_of_its_own(self):
        long = [f"vae@{'x' * 90}={i}" for i in range(3)]
        for name in long:
            shutil.copytree(self.reports / "digits/vae", self.reports / "digits" / name)
        alike = ("digits-vae@x/vae", "digits/vae@x-vae")
        for name in alike:
            shutil.copytree(self.reports / "digits/vae", self.reports / name)
        data = smoke_run("vae").record.config["dataset"] | {"name": "digits-vae@x"}
        self.change(alike[0], dataset=data)
        pairs = [long[:2], long[1:], *(["digits/vae", name] for name in alike)]
        folders = {self.compare(*pair).folder for pair in pairs}
        self.assertEqual(len(folders), len(pairs))
        for folder in folders:
            self.assertLess(len(folder.name), 100)
            self.assertIn("compared@digits-vae", folder.name)

    def test_on_the_command_line(self):
        with mock.patch.object(compare, "save_figures"):
            code, printed, _ = run_cli("--compare", "vae", "vae@beta=4", "--out", self.folder)
        self.assertEqual(code, 0)
        self.assertRegex(printed, r"(?m)^beta +\S+ +4 *$")
        self.assertIn("differences.csv", printed)

    def test_a_broken_picture_changes_nothing(self):
        found = self.compare("vae", "vae@beta=4")
        (found.folder / "differences.csv").write_text("old", encoding="utf-8")
        (self.reports / "digits/vae/figures/reconstructions.png").write_text("no picture")
        with self.refused("reconstructions.png", "--figures"):
            self.compare("vae", "vae@beta=4")
        self.assertEqual((found.folder / "differences.csv").read_text(encoding="utf-8"), "old")

    def test_what_makes_no_sense(self):
        shutil.copytree(self.reports / "digits/vae", self.reports / "mnist/vae")
        shutil.copytree(self.reports / "digits/vae", self.reports / "digits/made")
        self.change("digits/made", part="made")
        for names, words in (
            (("vae@beta=4",), ("two or more",)),
            (("vae@beta=4", "vae@beta=5"), ("no run 'vae@beta=5'",)),
            (("vae", "vae@beta=4"), ("is ambiguous", "digits/vae, mnist/vae")),
            (("vae@beta=4", "digits/vae@beta=4"), ("twice",)),
            (("vae@beta=4", "made"), ("different parts: made, vae",)),
        ):
            with self.subTest(names), self.refused(*words):
                self.compare(*names)
