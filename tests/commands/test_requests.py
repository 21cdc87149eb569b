"""Wrong arguments, which only a notebook can give: one line each, before anything is done."""

from pathlib import Path
from unittest import mock

import numpy as np

import lab
from lab.commands import run as runner
from lab.commands.sweep import sweeper
from tests.support.helpers import LabTest, quiet

WRONG = (
    ("seed", -1, "an integer from 0 to 2147483647"),
    ("seed", 2**31, "an integer from 0"),
    ("seed", 1.5, "an integer from 0"),
    ("seed", np.float64(1), "an integer from 0"),
    ("seed", True, "an integer from 0"),
    ("seed", "1", "an integer from 0"),
    ("seed", None, "an integer from 0"),
    ("smoke", "no", "True or False"),
    ("smoke", 1, "True or False"),
    ("out", 3, "a path"),
    ("out", None, "a path"),
    ("out", "", "a path"),
    ("out", "a\0b", "a path"),
    ("language", "xx", "en or ru"),
    ("language", ["en"], "en or ru"),
)
OF_RUNS = (
    ("mixed_precision", "yes", "True or False"),
    ("strategy", "multiworker", "mirrored"),
    ("strategy", ["mirrored"], "mirrored"),
)
OF_TRAININGS = (("data_dir", 3, "a path"), ("dataset", 3, "expected a name"))
CASES = {
    lab.run: (*WRONG, *OF_RUNS, *OF_TRAININGS, ("resume", 1, "True or False")),
    runner.redraw: (*WRONG, *OF_RUNS, ("dataset", 3, "expected a name")),
    sweeper.sweep: (
        *(*WRONG, *OF_TRAININGS),
        ("seeds", 0, "a positive integer"),
        ("seeds", 1.0, "a positive integer"),
        ("cpus_per_run", True, "a positive integer"),
    ),
}


class WrongArguments(LabTest):
    def test_each_is_named_with_its_value(self):
        for function, cases in CASES.items():
            settings = {lab.run: (), runner.redraw: ({},)}.get(function, ({"beta": ["1"]}, {}))
            for name, value, expected in cases:
                with self.subTest(function=function.__name__, name=name, value=value):
                    options = {"out": self.folder, "dataset": "digits", name: value}
                    words = (name, expected) if name == "dataset" else (name, repr(value), expected)
                    with (
                        mock.patch(
                            "lab.parts.vae.experiment.run", side_effect=AssertionError("trained")
                        ),
                        self.refused(*words),
                    ):
                        list(function("vae", *settings, **options))
        self.assertEqual(list(self.folder.iterdir()), [])


class RightArguments(LabTest):
    def test_numbers_and_truths_of_numpy(self):
        with quiet(), mock.patch("lab.commands.run.load_data", side_effect=KeyboardInterrupt):
            for options in (
                {"seed": np.int64(3)},
                {"seed": np.array(3)},
                {"smoke": np.bool_(True)},
                {"out": Path("x"), "data_dir": None},
            ):
                with self.assertRaises(KeyboardInterrupt):
                    lab.run("vae", **options)
        name = runner.run_name(runner.find("vae"), {}, seed=np.int64(3), smoke=np.bool_(True))
        self.assertEqual(name, "vae@smoke,seed=3")
