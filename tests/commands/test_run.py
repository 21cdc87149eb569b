import contextlib
import dataclasses
import json
import shutil
import subprocess
import sys
from unittest import mock

import keras
import numpy as np
from PIL import Image

import lab
from lab.commands.options import RunOptions
from lab.commands.redraw import redraw_runs
from lab.commands.run import run_part
from lab.errors import LabError
from lab.experiment.context import Context
from lab.experiment.expected import Expected
from lab.experiment.outcome import Outcome
from lab.experiment.part import Part
from lab.parts import beta_vae, find, generative_basics, made, vae
from lab.storage import networks, provenance
from lab.storage.locks import locked
from lab.training.schedule import Schedule
from tests.support.helpers import LabTest, no_network, quiet, tiny_dataset

METRICS = {expected.name: 0.95 for expected in vae.EXPECTED}


def mocked(part, function, **options):
    """In place of a function of a part: "experiment.run" or "figures.draw"."""
    module, _, name = function.partition(".")
    return mock.patch.object(find(part).module(module), name, **options)


@contextlib.contextmanager
def nothing_trained():
    """The part `vae` with an outcome out of nothing; yields the mock of its `run`."""
    outcome = Outcome(METRICS, [{"epoch": 1, "loss": 1.0}], {"a": np.zeros(3)})
    with (
        mocked("vae", "experiment.run", return_value=outcome) as run,
        mocked("vae", "figures.draw", return_value={}),
    ):
        yield run


class RunnerTest(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(no_network(self.folder / "cache"))
        self.trained = self.enterContext(nothing_trained())

    def run_vae(self, **options):
        options = {"dataset": "digits", "out": self.folder, **options}
        with quiet() as (self.printed, _):
            return lab.run("vae", **options)


class Names(RunnerTest):
    def test_no_run_takes_the_place_of_the_one_with_the_defaults(self):
        for options, name in (
            ({}, "vae"),
            ({"beta": 1, "seed": 0, "z_dim": "10"}, "vae"),
            ({"beta": 4}, "vae@beta=4"),
            ({"beta": 4.0, "seed": 3}, "vae@beta=4,seed=3"),
            ({"epochs": 5, "activation": "tanh"}, "vae@epochs=5,activation=tanh"),
            ({"encoder_layers": "64,32"}, "vae@encoder_layers=64x32"),
            ({"smoke": True}, "vae@smoke"),
            ({"smoke": True, "beta": 4, "seed": 3}, "vae@smoke,beta=4,seed=3"),
            ({"mixed_precision": True, "beta": 4}, "vae@mixed_precision,beta=4"),
            ({"strategy": "mirrored", "seed": 3}, "vae@seed=3,strategy=mirrored"),
        ):
            with self.subTest(**options):
                result = self.run_vae(**options)
                self.assertEqual(result.folder, self.folder / "reports" / "digits" / name)
                context = self.trained.call_args.args[0]
                self.assertEqual(context.folder, self.folder / "runs" / "digits" / name)
                self.assertEqual(context.judge_folder, self.folder / "runs" / "digits")


class Presets(LabTest):
    def setUp(self):
        super().setUp()
        outcome = Outcome(
            {expected.name: 90.0 for expected in made.EXPECTED}, [], {"a": np.zeros(3)}
        )
        self.trained = self.enterContext(mocked("made", "experiment.run", return_value=outcome))
        self.enterContext(mocked("made", "figures.draw", return_value={}))

    def run_made(self, **options):
        with quiet():
            return lab.run("made", dataset="digits", out=self.folder, **options)

    def test_a_preset_is_a_canonical_run_of_its_own(self):
        for options, name in (
            ({}, "made"),
            ({"preset": "coursework"}, "made"),
            ({"preset": "best"}, "made-best"),
            ({"preset": "best", "epochs": 3}, "made-best@epochs=3"),
            ({"preset": "best", "smoke": True}, "made-best@smoke"),
            ({"epochs": 3}, "made@epochs=3"),
        ):
            with self.subTest(**options):
                result = self.run_made(**options)
                self.assertEqual(result.folder.name, name)
                self.assertEqual("expected" in result.metrics, "@" not in name)
                self.assertEqual(
                    result.record.config["parameters"]["hidden_units"],
                    (1568, 1568) if "best" in name else (784, 784),
                )
        drawn = {r.folder.name for r in redraw_runs("made", {}, RunOptions(out=self.folder))}
        self.assertEqual(drawn, {path.name for path in result.folder.parent.iterdir()})
        again = redraw_runs("made", {"preset": "best"}, RunOptions(out=self.folder))
        self.assertEqual([r.folder.name for r in again], ["made-best"])

    def test_the_part_gets_black_and_white_images(self):
        result = self.run_made()
        data = self.trained.call_args.args[0].dataset
        self.assertEqual(set(np.unique(data.train.pixels)), {0, 255})
        self.assertTrue(result.record.config["dataset"]["thresholded"])


class Records(RunnerTest):
    def test_images_to_choose_by_are_kept_apart_and_the_record_says_how_many_are_left(self):
        outcome = Outcome({row.name: 1.0 for row in find("elbo").expectations}, [], {})
        with (
            mocked("elbo", "experiment.run", return_value=outcome) as run,
            mocked("elbo", "figures.draw", return_value={}),
            quiet(),
        ):
            result = lab.run("elbo", dataset="digits", out=self.folder)
        data = run.call_args.args[0].dataset
        described = result.record.config["dataset"]
        self.assertEqual((len(data.train), len(data.valid)), (1247, 250))
        self.assertEqual(described["training_images"], 1247)
        self.assertIn("1,247 training and 300 test images", result.record.caption)
        # the images are those that other parts got
        self.assertEqual(
            described["checksums"], self.run_vae().record.config["dataset"]["checksums"]
        )

    def test_what_the_part_gets_and_what_is_kept(self):
        result = self.run_vae(beta=4, seed=3, resume=True)
        context = self.trained.call_args.args[0]
        self.assertEqual(context.parameters, vae.Parameters(beta=4.0))
        self.assertEqual((context.seed, context.smoke, context.resume), (3, False, True))
        self.assertEqual(context.dataset.name, "digits")
        checksums = context.dataset.checksums
        self.assertEqual(context.fingerprint["seed"], 3)
        self.assertEqual(context.fingerprint["parameters"]["beta"], 4)
        self.assertEqual(context.fingerprint["checksums"], checksums)
        config = json.loads((result.folder / "config.json").read_text(encoding="utf-8"))
        self.assertEqual(config["dataset"]["checksums"], checksums)
        self.assertEqual(config["parameters"]["beta"], 4)
        self.assertEqual(config["seed"], 3)
        self.assertTrue(config["device"])
        self.assertEqual(result.history, [{"epoch": 1, "loss": 1.0}])

    def test_expected_results_are_checked_after_a_full_run_on_their_data(self):
        expected = (
            Expected("judged_right", 0.9, None, "a target", kind="aim"),
            Expected("train_kl", 0.9, 1, "a table", kind="published"),
            Expected("val_loss", 0.9, 1, "a table", "mnist", kind="published"),
        )
        part = dataclasses.replace(vae.PART, expectations=expected)
        with mock.patch("lab.commands.run.find", return_value=part):
            rows = self.run_vae().metrics["expected"]
            found = {row["name"]: (row["value"], row["met"]) for row in rows}
            self.assertEqual(found, {"judged_right": (0.95, True), "train_kl": (0.95, True)})
            with mock.patch.dict(METRICS, {"judged_right": 0.89}):
                row = self.run_vae().metrics["expected"][0]
        expected = {"name": "judged_right", "value": 0.89, "low": 0.9, "high": None, "met": False}
        self.assertEqual(row, expected | {"kind": "aim", "source": "a target"})

    def test_a_bound_that_is_not_there_holds(self):
        for low, high, value, met in (
            (1, 2, 2, True),
            (1, 2, 2.5, False),
            (None, 2, -9, True),
            (None, 2, 3, False),
            (1, None, 9, True),
            (1, None, 0, False),
            (1, None, float("nan"), False),
        ):
            with self.subTest(low=low, high=high, value=value):
                row = Expected("x", low, high, "a test", kind="aim").checked({"x": value})
                self.assertIs(row["met"], met)

    def test_other_runs_have_no_expected_results(self):
        half, shared = {"mixed_precision": True}, {"strategy": "mirrored"}
        for options in ({"beta": 4}, {"smoke": True}, half, shared):
            with self.subTest(**options):
                self.assertNotIn("expected", self.run_vae(**options).metrics)

    def test_what_it_ran_on_is_recorded_and_holds_for_the_run_alone(self):
        seen = []

        def run(context):
            devices = context.strategy and context.strategy.num_replicas_in_sync
            seen.append((keras.config.dtype_policy().name, devices))
            return self.trained.return_value

        self.trained.side_effect = run
        for options in ({}, {"mixed_precision": True}, {"strategy": "mirrored"}):
            config = self.run_vae(**options).record.config
            self.assertEqual(config["strategy"], options.get("strategy"))
            self.assertEqual(config["precision"], seen[-1][0])
            self.assertTrue(config["device"])
            self.assertGreater(config["peak_memory_mb"], 50)
        self.assertEqual([policy for policy, _ in seen][::2], ["float32", "float32"])
        self.assertIn(seen[1][0], ("mixed_bfloat16", "mixed_float16"))
        self.assertEqual([bool(devices) for _, devices in seen], [False, False, True])
        self.assertEqual(keras.config.dtype_policy().name, "float32")

    def test_where_it_comes_from_is_recorded(self):
        made = self.run_vae().record.config["made"]
        self.assertEqual(set(made), {"time", "commit", "title"})
        self.assertEqual(made["commit"], provenance.commit())
        given = {"time": "then", "commit": "abc", "title": {"author": "A. B."}}
        with quiet():
            found = run_part("vae", {}, RunOptions(dataset="digits", out=self.folder), given)
        self.assertEqual(found.record.config["made"], given)

    def test_a_title_file_that_is_no_good_is_refused_before_training(self):
        (self.folder / "title.toml").write_text("author = ")
        with contextlib.chdir(self.folder), self.refused("title.toml", "cannot be read"):
            self.run_vae()
        self.trained.assert_not_called()

    def test_networks_are_kept_only_of_runs_that_a_page_shows(self):
        layer = networks.Layer(np.ones((2, 3), np.float32), np.zeros(3, np.float32))
        outcome = Outcome(METRICS, [], {}, networks={"decoder": [layer]})
        for name, settings, kept in (
            ("cvae", {}, True),
            ("cvae", {"epochs": 3}, False),
            ("vae", {}, False),
        ):
            with (
                self.subTest(name, settings=settings),
                mocked(name, "experiment.run", return_value=outcome),
                mocked(name, "figures.draw", return_value={}),
                mock.patch.object(Part, "expected", return_value={}),
                quiet(),
            ):
                found = lab.run(name, dataset="digits", out=self.folder, **settings)
                self.assertEqual((found.folder / networks.FILE).exists(), kept)

    def test_an_unknown_strategy(self):
        with self.refused("'multiworker'", "mirrored", "MultiWorkerMirroredStrategy"):
            self.run_vae(strategy="multiworker")
        self.trained.assert_not_called()

    def test_other_data_sets_that_were_used_are_named(self):
        self.trained.return_value = Outcome(METRICS, [], {}, (tiny_dataset(),))
        (other,) = self.run_vae().record.config["other_datasets"]
        self.assertEqual((other["name"], other["origin"]), ("tiny", "a test"))
        self.assertEqual(other["checksums"], tiny_dataset().checksums)

    def test_the_part_knows_the_folder_of_data_sets(self):
        self.run_vae(data_dir=str(self.folder))
        self.assertEqual(self.trained.call_args.args[0].data_dir, str(self.folder))

    def test_without_data_it_falls_back_aloud_and_says_so_in_the_record(self):
        result = self.run_vae(dataset=None)
        self.assertIn("using the embedded digits", self.printed.getvalue())
        self.assertEqual(result.metrics["dataset"], "digits")
        self.assertEqual(result.folder.parent.name, "digits")

    def test_metrics_that_are_not_finite_are_a_failure_and_the_old_record_stays(self):
        def files():
            return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

        self.run_vae()
        before = files()
        for value in (float("nan"), float("inf"), np.float32("-inf")):
            self.trained.return_value = Outcome(METRICS | {"val_loss": value}, [], {})
            with self.refused("vae", f"val_loss is {value}", "not stored"):
                self.run_vae()
            self.assertEqual(files(), before)

    def test_a_run_whose_folder_is_a_link_is_refused_and_so_are_its_figures(self):
        self.run_vae()
        own = self.folder / "reports" / "digits" / "vae"
        for folder in (own / "figures", own, self.folder / "runs" / "digits" / "vae"):
            elsewhere = self.folder / "elsewhere" / folder.name
            elsewhere.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                shutil.rmtree(elsewhere)
                folder.rename(elsewhere)
            folder.symlink_to(elsewhere)
            with self.subTest(folder), self.refused(str(folder), "is a link"):
                self.run_vae()
            with self.subTest(folder), self.refused(str(folder), "is a link"):
                list(redraw_runs("vae", {}, RunOptions(out=self.folder)))
            folder.unlink()
            elsewhere.rename(folder)
        self.assertEqual(self.trained.call_count, 1)

    def test_nothing_is_trained_where_nothing_could_be_kept(self):
        (self.folder / "reports").write_text("a file")
        with self.refused("cannot write", "reports"):
            self.run_vae()
        self.trained.assert_not_called()


class Callbacks(RunnerTest):
    def test_reach_the_part_and_put_the_run_beside_the_canonical_one(self):
        seen, log = keras.callbacks.LambdaCallback(), keras.callbacks.CSVLogger("log.csv")
        result = self.run_vae(beta=4, callbacks=[seen, log])
        self.assertEqual(self.trained.call_args.args[0].callbacks, (seen, log))
        self.assertEqual(result.folder.name, "vae@beta=4,callbacks=LambdaCallback+CSVLogger")
        self.assertTrue(
            result.record.caption.endswith("; beta=4, callbacks=LambdaCallback+CSVLogger")
        )
        self.assertNotIn("expected", self.run_vae(callbacks=[seen]).metrics)
        self.assertIn("expected", self.run_vae(callbacks=[]).metrics)

    def test_they_are_checked_before_any_training(self):
        for callbacks, words in (
            ([keras.callbacks.EarlyStopping()], ("EarlyStopping",)),
            ([3], ("3", "keras.callbacks.Callback")),
            (keras.callbacks.LambdaCallback(), ("expected a list",)),
        ):
            with self.refused("callback", *words):
                self.run_vae(callbacks=callbacks)
        self.trained.assert_not_called()

    def test_every_training_of_a_part_gets_them(self):
        context = Context(
            *(None, tiny_dataset(), 0, True, False, self.folder, self.folder, {}), callbacks=(3,)
        )
        (self.folder / "unfinished").mkdir()
        with mock.patch("lab.training.fit.fit", return_value=[]) as fit:
            model = mock.Mock(save=lambda path: path.write_text(""))
            context.unlabelled().of_network(2).fit(model, "some", Schedule(1, 1, 1))
        self.assertEqual(fit.call_args.kwargs["callbacks"], (3,))


class OneAtATime(RunnerTest):
    HOLDER = """
import sys, time
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""

    def hold(self):
        """Another process that holds the lock of the run."""
        lock = self.folder / "runs" / "digits" / "vae" / ".lock"
        lock.parent.mkdir(parents=True)
        command = [sys.executable, "-c", self.HOLDER, str(lock)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), "held\n")
        return process

    def test_the_second_is_told_so_and_what_a_dead_one_held_is_taken_over(self):
        process = self.hold()
        with self.refused("another process", "vae", "--out"):
            self.run_vae()
        self.trained.assert_not_called()
        self.assertFalse((self.folder / "reports").exists())
        self.run_vae(seed=3)
        process.kill()
        process.wait()
        self.run_vae()
        self.assertEqual(self.trained.call_count, 2)

    def test_nor_are_its_figures_drawn_while_it_runs(self):
        self.run_vae()
        lock = self.folder / "runs" / "digits" / "vae" / ".lock"
        with locked(lock), self.refused("another process", "vae"):
            list(redraw_runs("vae", {}, RunOptions(out=self.folder)))
        self.assertEqual(len(list(redraw_runs("vae", {}, RunOptions(out=self.folder)))), 1)

    def test_a_run_that_failed_holds_nothing(self):
        self.trained.side_effect = [RuntimeError, self.trained.return_value]
        with self.assertRaises(RuntimeError):
            self.run_vae()
        self.run_vae()


class Resumed(RunnerTest):
    def setUp(self):
        super().setUp()
        self.work = self.folder / "runs" / "digits" / "vae"

    def test_a_finished_run_is_not_run_again(self):
        done = self.run_vae()
        again = self.run_vae(resume=True)
        self.assertIn("vae is already finished", self.printed.getvalue())
        self.assertEqual(self.trained.call_count, 1)
        self.assertEqual((again.folder, again.metrics), (done.folder, done.metrics))
        self.run_vae()
        self.assertEqual(self.trained.call_count, 2)

    def test_nor_after_a_new_run_that_failed(self):
        done = self.run_vae()
        self.trained.side_effect = LabError("training diverged")
        with self.refused("training diverged"):
            self.run_vae()
        self.assertEqual(self.run_vae(resume=True).metrics, done.metrics)
        self.assertIn("vae is already finished", self.printed.getvalue())
        self.assertEqual(self.trained.call_count, 2)

    def test_one_that_failed_is_and_so_is_one_whose_record_is_gone(self):
        self.trained.side_effect = [LabError("a reason"), *[self.trained.return_value] * 2]
        with self.refused("a reason"):
            self.run_vae()
        result = self.run_vae(resume=True)
        shutil.rmtree(result.folder)
        self.run_vae(resume=True)
        self.assertEqual(self.trained.call_count, 3)

    def test_that_there_is_nothing_to_resume_is_said(self):
        said = "nothing to resume; starting vae\n"
        self.run_vae()
        self.assertNotIn(said, self.printed.getvalue())
        finished = self.run_vae(resume=True)
        self.assertNotIn(said, self.printed.getvalue())
        shutil.rmtree(finished.folder)
        self.run_vae(resume=True)
        self.assertIn(said, self.printed.getvalue())
        shutil.rmtree(finished.folder)
        (self.work / "some.state.npz").write_text("")
        self.run_vae(resume=True)
        self.assertNotIn(said, self.printed.getvalue())
        self.assertEqual(self.trained.call_count, 3)

    def test_that_an_unfinished_one_is_started_over_is_said(self):
        said = "an earlier run of vae was not finished; starting over (--resume would"

        def stop(context):
            (context.folder / "some.state.npz").write_text("")
            raise KeyboardInterrupt

        outcomes = [stop, *[lambda context: self.trained.return_value] * 4]
        self.trained.side_effect = lambda context: outcomes.pop(0)(context)
        with self.assertRaises(KeyboardInterrupt):
            self.run_vae()
        self.assertNotIn(said, self.printed.getvalue())
        self.run_vae()
        self.assertIn(said, self.printed.getvalue())
        # a finished one takes the place of another without a word
        self.run_vae()
        self.assertNotIn(said, self.printed.getvalue())
        outcomes.insert(0, stop)
        with self.assertRaises(KeyboardInterrupt):
            self.run_vae()
        self.run_vae(resume=True)
        self.assertNotIn(said, self.printed.getvalue())

    def test_models_come_with_their_record(self):
        outcome = self.trained.return_value

        def train(context):
            (context.folder / "unfinished" / "some.keras").write_text(str(context.seed))
            if context.resume:
                raise KeyboardInterrupt
            return outcome

        self.trained.side_effect = train
        self.run_vae()
        self.assertEqual((self.work / "some.keras").read_text(), "0")
        (self.work / "finished.json").unlink()
        with self.assertRaises(KeyboardInterrupt):
            self.run_vae(resume=True)
        self.assertEqual((self.work / "some.keras").read_text(), "0")
        self.assertTrue((self.work / "unfinished" / "some.keras").exists())

    def test_the_folder_was_deleted_under_way(self):
        outcome = self.trained.return_value

        def train(context):
            shutil.rmtree(context.folder)
            return outcome

        self.run_vae()
        record = self.folder / "reports" / "digits" / "vae" / "metrics.json"
        before = record.stat()
        self.trained.side_effect = train
        with self.refused(str(self.work), "deleted during the run"):
            self.run_vae()
        self.assertEqual(record.stat(), before)


class HasItsOwnDataSet(LabTest):
    def setUp(self):
        super().setUp()
        metrics = {expected.name: 0.5 for expected in beta_vae.EXPECTED}
        outcome = Outcome(metrics, [], {"a": np.zeros(3)})
        self.trained = self.enterContext(mocked("beta-vae", "experiment.run", return_value=outcome))
        self.enterContext(mocked("beta-vae", "figures.draw", return_value={}))

    def test_it_is_taken_unless_another_is_asked_for(self):
        result = lab.run("beta-vae", out=self.folder)
        self.assertEqual(result.folder, self.folder / "reports" / "sprites" / "beta-vae")
        self.assertEqual(self.trained.call_args.args[0].dataset.name, "sprites")
        self.trained.reset_mock()
        with self.refused("'beta-vae'", "known factors", "digits has none", "--dataset sprites"):
            lab.run("beta-vae", dataset="digits", out=self.folder)
        self.trained.assert_not_called()


class MakesItsData(LabTest):
    def setUp(self):
        super().setUp()
        metrics = {expected.name: 1.0 for expected in generative_basics.EXPECTED}
        outcome = Outcome(metrics, [], {"a": np.zeros(3)})
        self.enterContext(mocked("generative-basics", "experiment.run", return_value=outcome))
        self.enterContext(mocked("generative-basics", "figures.draw", return_value={}))

    def test_whatever_data_set_is_asked_for_none_is_read(self):
        for options in ({}, {"dataset": "mnist", "data_dir": "nowhere"}):
            with quiet() as (printed, _):
                result = lab.run("generative-basics", out=self.folder, **options)
            self.assertEqual("data set is not used" in printed.getvalue(), bool(options))
            self.assertEqual(result.folder, self.folder / "reports" / "toy" / "generative-basics")
            self.assertEqual(result.metrics["dataset"], "toy")
            self.assertEqual(len(result.metrics["expected"]), len(generative_basics.EXPECTED))
        (drawn,) = redraw_runs(
            "generative-basics", {}, RunOptions(dataset="mnist", out=self.folder)
        )
        self.assertEqual(drawn.folder, result.folder)


class Redrawn(RunnerTest):
    def drawn(self, settings=None, **options):
        results = redraw_runs("vae", settings or {}, RunOptions(out=self.folder, **options))
        return [result.folder.relative_to(self.folder / "reports").as_posix() for result in results]

    def test_every_stored_run_or_those_asked_for(self):
        for options in ({}, {"beta": 4}, {"smoke": True}, {"seed": 3}):
            self.run_vae(**options)
        everything = ["vae", "vae@beta=4", "vae@seed=3", "vae@smoke"]
        # the folder of those that come with the lab is no data set
        shutil.copytree(self.folder / "reports/digits/vae", self.folder / "reports/reference/vae")
        self.assertEqual(self.drawn(), [f"digits/{name}" for name in everything])
        self.assertEqual(self.drawn({"beta": 4}), ["digits/vae@beta=4"])
        self.assertEqual(self.drawn(smoke=True), ["digits/vae@smoke"])
        self.assertEqual(self.drawn(dataset="digits"), ["digits/vae"])
        self.run_vae(mixed_precision=True)
        self.assertEqual(self.drawn(mixed_precision=True), ["digits/vae@mixed_precision"])
        self.assertEqual(self.drawn(dataset="digits", seed=3), ["digits/vae@seed=3"])
        with self.refused("no run", "mnist"):
            self.drawn(dataset="mnist")

    def test_runs_on_a_folder_of_images_are_found_by_its_path(self):
        folder = self.folder / "my" / "leaves"
        folder.mkdir(parents=True)
        for i in range(7):
            for name in ("oak", "elm"):
                (folder / name).mkdir(exist_ok=True)
                Image.new("L", (28, 28), 9 * i).save(folder / name / f"{i}.png")
        self.run_vae(dataset=str(folder), batch_size=5)
        drawn = self.drawn({"batch_size": 5}, dataset=str(folder))
        self.assertEqual(drawn, ["leaves/vae@batch_size=5"])
