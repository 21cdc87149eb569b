import dataclasses
import json
from unittest import mock

import numpy as np

from lab.commands.sweep.spread import main, store_spreads
from lab.experiment.expected import AIM, CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.spread import Spread, read_spreads
from lab.parts import vae
from lab.storage.records import Record
from tests.support.helpers import LabTest, quiet
from tests.support.sound_files import RECORD

# of the seeds 0, 1 and 2: means 20 and 0.974, standard deviations 0.1 and 0.001
METRICS = (
    {"train_loss": 19.9, "val_accuracy": 0.973},
    {"train_loss": 20.0, "val_accuracy": 0.974},
    {"train_loss": 20.1, "val_accuracy": 0.975},
)
ROWS = (
    Expected("train_loss", SPREAD, SPREAD, "the lab's runs", kind=SEEDS),
    Expected("val_accuracy", 0.974, 0.99, "a target", kind=AIM),
    Expected("not_measured", 0, None, "a target", "mnist", kind=CLAIM),
)


class SpreadTest(LabTest):
    def setUp(self):
        super().setUp()
        part = dataclasses.replace(vae.PART, expectations=ROWS)
        self.enterContext(mock.patch("lab.commands.sweep.spread.find", return_value=part))
        self.enterContext(
            mock.patch("importlib.resources.files", return_value=self.folder / "part")
        )
        parameters = json.loads(json.dumps(dataclasses.asdict(vae.Parameters())))
        self.config = RECORD["config.json"] | {"parameters": parameters}

    def store(self, seed, metrics, **changes):
        """The folder of a stored run; its `changes` are of its config.json."""
        folder = self.folder / "reports" / "digits" / f"vae@seed={seed}"
        config = self.config | {"seed": seed} | changes
        record = Record(config, {"dataset": "digits", **metrics}, [], {"a": np.zeros(1)})
        record.save(folder, {})
        return folder

    def runs(self):
        return [self.store(seed, metrics) for seed, metrics in enumerate(METRICS)]

    def refuses(self, folders, *words):
        with self.refused(*words):
            list(store_spreads(folders))
        self.assertFalse((self.folder / "part").exists())


class Stored(SpreadTest):
    def test_mean_and_deviation_of_each_expected_metric_over_the_seeds(self):
        (self.folder / "part").mkdir()
        other = {"mnist": {"": {"seeds": [4, 5, 6], "metrics": {"a": [1.0, 0.5]}}}}
        path = self.folder / "part" / "spread.json"
        path.write_text(json.dumps(other), encoding="utf-8")
        list(store_spreads(reversed(self.runs())))
        metrics = {"train_loss": [20.0, 0.1], "val_accuracy": [0.974, 0.001]}
        digits = {"": {"seeds": [0, 1, 2], "metrics": metrics}}
        self.assertEqual(read_spreads("of the part"), {"digits": digits, **other})
        self.assertIn('"train_loss": [20.0, 0.1],\n', path.read_text(encoding="utf-8"))
        first = path.read_bytes()
        list(store_spreads(self.runs()))
        self.assertEqual(path.read_bytes(), first)

    def test_bounds_that_some_seeds_miss_are_named(self):
        folders = [str(folder) for folder in self.runs()]
        with quiet() as (printed, _):
            self.assertEqual(main(folders), 0)
        self.assertEqual(
            printed.getvalue().splitlines(),
            [
                "vae on digits: 2 metrics over 3 seeds",
                "  val_accuracy (aim): at least 0.974 lies within the spread, 0.97 to 0.978; "
                "missed by 1 of 3: seeds 0",
            ],
        )


class Refused(SpreadTest):
    def test_what_is_no_full_run_with_default_parameters(self):
        folders = self.runs()
        self.store(1, METRICS[1], smoke=True)
        self.refuses(folders, "vae@seed=1", "a smoke run")
        self.store(1, METRICS[1], changed=["mixed_precision"])
        self.refuses(folders, "vae@seed=1", "mixed_precision")
        self.store(1, METRICS[1], parameters=self.config["parameters"] | {"epochs": 2})
        self.refuses(folders, "vae@seed=1", "default parameters (epochs)")

    def test_too_few_seeds_and_one_given_twice(self):
        folders = self.runs()
        self.refuses(folders[:2], "at least 3", "0, 1")
        self.refuses([*folders, folders[2]], "0, 1, 2, 2", "each once")

    def test_runs_that_do_not_belong_together(self):
        folders = self.runs()
        self.store(2, METRICS[2], dataset=self.config["dataset"] | {"checksums": {"x": "1"}})
        self.refuses(folders, "different images")
        self.store(2, {"train_loss": 20.0})
        self.refuses(folders, "vae@seed=2", "lacks val_accuracy")

    def test_in_one_line(self):
        for folders, word in (([], "stored runs"), ([self.folder / "none"], "there is no run")):
            with quiet() as (_, errors):
                self.assertEqual(main(folders), 2)
            self.assertIn(word, errors.getvalue())
            self.assertEqual(errors.getvalue().count("\n"), 1)


class Rounded(LabTest):
    def test_to_three_digits_of_the_deviation(self):
        values = [1.23456789, 1.24567891, 1.22987654]
        found = Spread.of(values)
        self.assertAlmostEqual(found.mean, np.mean(values), delta=5e-6)
        self.assertAlmostEqual(found.sd, np.std(values, ddof=1), delta=5e-6)
        self.assertEqual((found.mean, found.sd, found.seeds), (1.23671, 0.00812, 3))
        self.assertEqual(Spread.of([1200.0, 1800.0, 2400.0]), Spread(1800.0, 600.0, 3))

    def test_what_never_varies_stays_to_the_bit(self):
        self.assertEqual(Spread.of([1 / 3] * 3), Spread(1 / 3, 0.0, 3))
