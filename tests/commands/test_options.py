"""Wrong arguments, which only a notebook can give: one line each, before anything is done."""

import dataclasses
import inspect
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

import lab
from lab.commands.options import RunOptions
from lab.commands.plan import Plan
from lab.commands.redraw import redraw_runs
from lab.commands.sweep.run_sweep import run_sweep
from lab.parts import find
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
    ("language", "xx", "en, ru"),
    ("language", ["en"], "en, ru"),
)
OF_RUNS = (
    ("mixed_precision", "yes", "True or False"),
    ("strategy", "multiworker", "mirrored"),
    ("strategy", ["mirrored"], "mirrored"),
)
OF_TRAININGS = (("data_dir", 3, "a path"), ("dataset", 3, "expected a name"))
CASES = {
    "run": (*WRONG, *OF_RUNS, *OF_TRAININGS, ("resume", 1, "True or False")),
    "redraw": (*WRONG, *OF_RUNS, ("dataset", 3, "expected a name")),
    "sweep": (
        *(*WRONG, *OF_TRAININGS),
        ("seeds", 0, "a positive integer"),
        ("seeds", 1.0, "a positive integer"),
        ("cpus_per_run", True, "a positive integer"),
    ),
}
OF_SWEEPS = ("seeds", "cpus_per_run")


def started(function, **options):
    """Calls one of CASES as a person would."""
    if function == "run":
        return lab.run("vae", **options)
    of_sweep = {name: options.pop(name) for name in OF_SWEEPS if name in options}
    chosen = RunOptions(**options)
    if function == "sweep":
        return run_sweep("vae", {"beta": ["1"]}, {}, chosen, **of_sweep)
    return list(redraw_runs("vae", {}, chosen))


class WrongArguments(LabTest):
    def test_each_is_named_with_its_value(self):
        for function, cases in CASES.items():
            for name, value, expected in cases:
                with self.subTest(function=function, name=name, value=value):
                    options = {"out": self.folder, "dataset": "digits", name: value}
                    words = (name, expected) if name == "dataset" else (name, repr(value), expected)
                    with (
                        mock.patch(
                            "lab.parts.vae.experiment.run", side_effect=AssertionError("trained")
                        ),
                        self.refused(*words),
                    ):
                        started(function, **options)
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
        options = RunOptions(seed=np.int64(3), smoke=np.bool_(True))
        self.assertEqual(Plan.of(find("vae"), {}, options).name, "vae@smoke,seed=3")


class Signature(unittest.TestCase):
    def test_lab_run_shows_every_option_and_settings(self):
        shown = inspect.signature(lab.run).parameters
        fields = dataclasses.fields(RunOptions)
        self.assertEqual(list(shown), ["part", *(field.name for field in fields), "settings"])
        for field in fields:
            self.assertEqual(shown[field.name].default, field.default)

    def test_each_option_is_explained(self):
        for field in dataclasses.fields(RunOptions):
            self.assertRegex(RunOptions.__doc__, rf"(?m)^    {field.name}: ")
