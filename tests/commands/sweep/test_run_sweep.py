import csv
import dataclasses
import json
import threading
from concurrent import futures
from pathlib import Path
from unittest import mock

import numpy as np

from lab.commands.options import RunOptions
from lab.commands.run import run_part
from lab.commands.sweep import run_sweep
from lab.errors import LabError
from lab.experiment.outcome import Outcome
from lab.experiment.part import Part
from lab.parts.vae import experiment, figures
from tests.support.helpers import LabTest, quiet, run_cli, tiny_dataset


def here(jobs, **place):
    """Stands in for `cluster.execute`: the runs one after the other, in this process."""
    for name, job in jobs.items():
        yield "started", name, None
        yield "waiting", None, None
        try:
            run_part(**job)
        except LabError as error:
            yield "failed", name, str(error)
        else:
            yield "finished", name, None


def measured(context):
    """In place of the part's training: a loss of beta and the seed, failing at beta = 7."""
    if context.parameters.beta == 7:
        raise LabError("training diverged")
    loss = 10 * context.parameters.beta + context.seed**2 + context.parameters.z_dim
    return Outcome({"loss": float(loss)}, [], {"a": np.zeros(3)})


class SweepTest(LabTest):
    def setUp(self):
        super().setUp()
        self.trained = self.enterContext(mock.patch.object(experiment, "run", side_effect=measured))
        self.enterContext(mock.patch.object(figures, "draw", return_value={}))
        self.enterContext(mock.patch.object(Part, "expected", return_value={}))
        data = dataclasses.replace(tiny_dataset(), name="digits")
        self.loaded = self.enterContext(mock.patch("lab.data.load", return_value=data))
        self.reports = self.folder / "reports" / "digits"

    def sweep(self, swept=None, settings=None, **options):
        of_sweep = {"execute": here}
        for name in ("metrics", "seeds", "address", "cpus_per_run", "execute"):
            if name in options:
                of_sweep[name] = options.pop(name)
        options = RunOptions(**{"dataset": "digits", "out": self.folder, **options})
        swept = {"beta": ["1", "4"]} if swept is None else swept
        with quiet() as (self.printed, self.errors):
            return run_sweep.run_sweep("vae", swept, settings or {}, options, **of_sweep)


class Results(SweepTest):
    def test_each_cell_is_an_ordinary_run(self):
        self.sweep(seeds=2)
        names = {path.name for path in self.reports.iterdir() if "sweep" not in path.name}
        self.assertEqual(names, {"vae", "vae@seed=1", "vae@beta=4", "vae@beta=4,seed=1"})
        config = json.loads((self.reports / "vae@beta=4,seed=1" / "config.json").read_text("utf-8"))
        self.assertEqual((config["parameters"]["beta"], config["seed"]), (4, 1))

    def test_the_table_holds_means_and_standard_errors_over_the_seeds(self):
        found = self.sweep(seeds=3, seed=1)
        self.assertEqual(found.folder.name, "sweep@vae,beta=1+4,seeds=1+2+3")
        with (found.folder / "table.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        squares = np.array([1, 4, 9])
        for row, beta in zip(rows, (1, 4), strict=True):
            self.assertEqual((row["beta"], row["metric"], row["runs"]), (str(beta), "loss", "3"))
            self.assertAlmostEqual(float(row["mean"]), 10 * beta + 10 + squares.mean())
            error = squares.std(ddof=1) / np.sqrt(3)
            self.assertAlmostEqual(float(row["standard_error"]), error)
        self.assertEqual(found.failed, {})

    def test_seeds_alone_give_one_point_and_no_figure(self):
        found = self.sweep({}, seeds=3)
        self.assertEqual(found.folder.name, "sweep@vae,seeds=0+1+2")
        ((values, metrics),) = found.points
        self.assertEqual((values, metrics["loss"].value), ({}, 20 + 5 / 3))
        lines = (found.folder / "table.csv").read_text(encoding="utf-8").splitlines()
        self.assertEqual(lines[0], "metric,mean,standard_error,runs")
        self.assertEqual(list(found.folder.rglob("*.png")), [])

    def test_one_figure_with_a_line_for_each_value_of_what_else_is_swept(self):
        figures = {}

        def kept(folder, drawn):
            figures.update(drawn)

        with mock.patch.object(run_sweep, "save_figures", side_effect=kept):
            self.sweep({"beta": ["1", "4"], "z_dim": ["2", "3"]}, seeds=2)
        self.assertEqual(list(figures), ["sweep"])
        (axis,) = figures["sweep"].axes
        lines = {
            container.get_label(): container[0].get_xydata().tolist()
            for container in axis.containers
        }
        self.assertEqual(
            lines, {"z_dim=2": [[1, 12.5], [4, 42.5]], "z_dim=3": [[1, 13.5], [4, 43.5]]}
        )
        data = "data: digits, 50 training and 23 test images"
        self.assertEqual(figures["sweep"].get_supxlabel(), f"{data}; seeds 0 to 1")
        self.assertEqual(figures["sweep"].get_suptitle(), "vae: mean ± standard error")
        self.assertEqual((axis.get_title(), axis.get_xlabel()), ("loss", "beta"))

    def test_what_the_part_expects_something_of_is_shown_unless_others_are_asked_for(self):
        def with_speeds(context):
            outcome = measured(context)
            numbers = {"train_loss": 2.0, "val_loss": 3.0, "seconds_per_epoch": 1.5}
            return dataclasses.replace(outcome, metrics=numbers | outcome.metrics)

        self.trained.side_effect = with_speeds
        for asked, expected in (
            ((), ["training loss", "validation loss"]),
            (("loss", "val_loss"), ["loss", "validation loss"]),
        ):
            with mock.patch.object(run_sweep, "save_figures") as save:
                found = self.sweep(metrics=asked)
            self.assertEqual(list(found.shown.values()), expected)
            self.assertEqual([words for words, _ in found.rows_to_show()], expected)
            (figure,) = save.call_args.args[1].values()
            self.assertEqual([axis.get_title() for axis in figure.axes], expected)
            self.assertEqual(found.heads, ["beta=1", "beta=4"])
            self.assertEqual(found.what_else(), "and 2 more in table.csv")
        with self.refused("unknown metric 'vall_oss'", "val_loss"):
            self.sweep(metrics=["vall_oss"])

    def test_the_figures_name_what_all_runs_have_and_not_what_is_swept(self):
        with mock.patch.object(run_sweep, "save_figures") as save:
            self.sweep({"beta": ["2", "4"]}, {"z_dim": "3"})
        source = save.call_args.args[1]["sweep"].get_supxlabel()
        self.assertTrue(source.endswith("; seed 0; z_dim=3"), source)

    def test_figures_are_files_and_texts_are_categories(self):
        drawn = mock.patch.object(
            run_sweep, "means_with_errors", side_effect=run_sweep.means_with_errors
        )
        with drawn as drawn:
            found = self.sweep({"activation": ["tanh", "relu"]}, language="ru")
        stored = {path.name for path in (found.folder / "figures").iterdir()}
        self.assertEqual(stored, {"sweep.png", "sweep.svg"})
        ((line,),) = (lines.values() for lines in drawn.call_args.args[0].values())
        self.assertEqual([point[:2] for point in line], [("tanh", 20), ("relu", 20)])
        self.assertEqual(drawn.call_args.args[2], "vae: по одному запуску на точку")
        self.assertTrue(drawn.call_args.args[3].startswith("данные: digits, "))

    def test_runs_on_other_images_do_not_mix(self):
        self.sweep({"beta": ["1"]})
        path = self.reports / "vae" / "config.json"
        config = json.loads(path.read_text(encoding="utf-8"))
        config["dataset"]["checksums"]["train_images"] = "0"
        path.write_text(json.dumps(config), encoding="utf-8")
        with self.refused("vae and vae@beta=4", "different images"):
            self.sweep()


class OnlyWhatIsMissing(SweepTest):
    def test_a_second_call_runs_nothing(self):
        first = self.sweep(seeds=2)
        with mock.patch(
            "lab.commands.sweep.cluster._ray", side_effect=AssertionError("Ray started")
        ):
            again = self.sweep(seeds=2)
            self.sweep({"beta": ["4", "1"]})
        self.assertEqual(self.trained.call_count, 4)
        self.assertEqual(again, first)

    def test_a_run_by_hand_counts_and_a_damaged_one_does_not(self):
        with quiet():
            code, _, _ = run_cli(
                *("--part", "vae", "--dataset", "digits", "--set", "beta=4", "--out", self.folder)
            )
        self.assertEqual(code, 0)
        self.sweep()
        self.assertEqual(self.trained.call_count, 2)
        (self.reports / "vae" / "metrics.json").write_text("{")
        self.sweep()
        self.assertEqual(self.trained.call_count, 3)
        self.assertEqual(self.trained.call_args.args[0].parameters.beta, 1)

    def test_records_that_come_as_bytes_are_put_into_place(self):
        self.sweep({"beta": ["1"]})
        folder = self.reports / "vae"
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        (folder / "metrics.json").write_text("damaged")

        def elsewhere(jobs, **place):
            for name in jobs:
                yield "started", name, None
                yield "finished", name, files

        found = self.sweep({"beta": ["1"]}, execute=elsewhere, address="a:1")
        for path, content in files.items():
            self.assertEqual((folder / path).read_bytes(), content)
        self.assertEqual(found.points[0][1]["loss"].value, 20)
        self.assertEqual(list(self.reports.glob(".*")), [])

    def test_a_second_sweep_waits_for_the_first_and_counts_its_runs(self):
        begun, goes_on = threading.Event(), threading.Event()

        def slow(context):
            begun.set()
            goes_on.wait()
            return measured(context)

        self.trained.side_effect = slow
        with quiet(), futures.ThreadPoolExecutor(2) as pool:
            sweep, options = run_sweep.run_sweep, RunOptions(dataset="digits", out=self.folder)
            first = pool.submit(sweep, "vae", {"beta": ["1", "4"]}, {}, options, execute=here)
            begun.wait()
            with mock.patch("builtins.print") as said:
                said.side_effect = lambda text, **_: "waiting" in text and goes_on.set()
                second = pool.submit(sweep, "vae", {"beta": ["4", "2"]}, {}, options, execute=here)
                found = [future.result() for future in (first, second)]
        self.assertEqual([sweep.failed for sweep in found], [{}, {}])
        self.assertEqual([len(sweep.points) for sweep in found], [2, 2])
        self.assertEqual(self.trained.call_count, 3)

    def test_a_record_that_cannot_be_put_into_place_is_a_failed_run(self):
        (self.folder / "elsewhere").mkdir()
        self.reports.mkdir(parents=True)
        (self.reports / "vae@beta=4").symlink_to(self.folder / "elsewhere")

        def elsewhere(jobs, **place):
            for name in jobs:
                yield "started", name, None
                yield "finished", name, {"metrics.json": b"{}"}

        with self.refused("no run of the sweep", "vae@beta=4", "is a link"):
            self.sweep({"beta": ["4"]}, execute=elsewhere, address="a:1")
        self.assertEqual(list((self.folder / "elsewhere").iterdir()), [])


class Failures(SweepTest):
    def test_the_others_are_kept_and_the_table_is_of_them(self):
        found = self.sweep({"beta": ["1", "7"]}, seeds=2)
        reason = "training diverged"
        self.assertEqual(found.failed, {"vae@beta=7": reason, "vae@beta=7,seed=1": reason})
        ((values, metrics),) = found.points
        self.assertEqual((values, metrics["loss"].count), ({"beta": 1.0}, 2))
        self.assertIn("vae@beta=7,seed=1 failed: training diverged", self.errors.getvalue())
        self.assertIn("2 of 4 runs done, 2 failed\n", self.printed.getvalue())

    def test_where_no_run_succeeds_that_is_said(self):
        with self.refused("no run of the sweep", "vae@beta=7: training diverged"):
            self.sweep({"beta": ["7"]})

    def test_what_can_be_known_before_is_said_before(self):
        with self.refused("cannot write"):
            (self.folder / "file").touch()
            self.sweep(out=self.folder / "file")
        with self.refused("on a cluster", "--dataset"):
            self.sweep(dataset=None, address="a:1")
        with self.refused("'vea'"):
            run_sweep.run_sweep("vea", {"beta": ["1"]}, {}, RunOptions())
        self.trained.assert_not_called()

    def test_stopped_by_hand_it_keeps_what_is_finished(self):
        outcomes = [measured, KeyboardInterrupt]

        def stopped(context):
            outcome = outcomes.pop(0)
            if outcome is KeyboardInterrupt:
                raise outcome
            return outcome(context)

        self.trained.side_effect = stopped
        with self.assertRaises(KeyboardInterrupt):
            self.sweep()
        self.assertTrue((self.reports / "vae" / "metrics.json").exists())
        self.trained.side_effect = measured
        self.sweep()
        self.assertEqual(self.trained.call_count, 3)


class Jobs(SweepTest):
    def jobs(self, **options):
        """What the executor is given."""
        with mock.patch.object(run_sweep, "_averaged", side_effect=InterruptedError):
            execute = mock.Mock(return_value=(event for event in ()))
            with self.assertRaises(InterruptedError):
                self.sweep(execute=execute, **options)
        return execute.call_args

    def test_paths_are_whole_and_options_reach_the_runs(self):
        (jobs,), place = self.jobs(
            data_dir="data", smoke=True, language="ru", cpus_per_run=2, address="a:1", seed=3
        )
        job = jobs["vae@smoke,beta=4,seed=3"]
        # for whom all are made is known here alone
        self.assertEqual(set(job.pop("made")), {"time", "commit", "title"})
        options = RunOptions(
            dataset="digits",
            data_dir=str(Path("data").resolve()),
            seed=3,
            smoke=True,
            resume=True,
            out=self.folder.resolve(),
            language="ru",
        )
        self.assertEqual(job, {"part": "vae", "settings": {"beta": "4"}, "options": options})
        self.assertEqual(place, {"address": "a:1", "cpus_per_run": 2})

    def test_all_runs_see_the_data_set_that_was_found_first(self):
        (jobs,), _ = self.jobs(dataset=None)
        self.loaded.assert_called_once_with(None, None)
        self.assertEqual({job["options"].dataset for job in jobs.values()}, {"digits"})
