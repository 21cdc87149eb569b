import importlib
import itertools
import json
import threading
import unittest

from lab.benchmarks.stages import timed
from lab.benchmarks.stages.loading import place_of
from lab.benchmarks.stages.stopwatch import Stopwatch
from tests.support.helpers import LabTest, fresh_python


class Clock:
    """Stands still but for `pass_time`."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def pass_time(self, seconds):
        self.now += seconds


class Stages(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.watch = Stopwatch(whole=("judge",), clock=self.clock)

    def spend(self, stage, *parts):
        """Within a stage: seconds pass, or an inner (stage, *parts) goes on."""
        with self.watch.stage(stage):
            for part in parts:
                if isinstance(part, tuple):
                    self.spend(*part)
                else:
                    self.clock.pass_time(part)

    def seconds(self):
        return self.watch.stages(self.watch.reading(), "XLA")

    def test_a_moment_belongs_to_the_innermost_stage(self):
        self.spend("saving", 1, ("drawing", 2, ("imports", 4), 8), 16)
        self.clock.pass_time(32)
        self.spend("saving", 64)
        self.assertEqual(self.seconds(), {"XLA": 0, "saving": 81, "drawing": 10, "imports": 4})

    def test_a_stage_within_itself_counts_once(self):
        self.spend("imports", 1, ("imports", 2), 4)
        self.assertEqual(self.seconds(), {"XLA": 0, "imports": 7})

    def test_a_whole_stage_has_no_inner_ones(self):
        program = self.watch.program(lambda: self.clock.pass_time(5), "updates")
        with self.watch.stage("judge"):
            self.spend("tracing", 1)
            program()
        self.assertEqual(self.seconds(), {"XLA": 0, "judge": 6})
        self.assertEqual(self.watch.programs, [("updates", [])])

    def test_an_error_ends_its_stage(self):
        with self.assertRaises(ZeroDivisionError), self.watch.stage("saving"):
            self.clock.pass_time(1)
            1 / 0  # noqa: B018
        self.spend("drawing", 2)
        self.assertEqual(self.seconds(), {"XLA": 0, "saving": 1, "drawing": 2})

    def test_other_threads_are_not_timed(self):
        with self.watch.stage("updates"):
            thread = threading.Thread(target=self.spend, args=("tracing", 3))
            thread.start()
            thread.join()
        self.assertEqual(self.seconds(), {"XLA": 0, "updates": 3})

    def called(self, *seconds):
        """Calls a program whose calls take this long, tracing 7 seconds in the first."""
        left, traced = iter(seconds), itertools.chain([7], itertools.repeat(0))

        def call(factor):
            self.spend("tracing", next(traced))
            self.clock.pass_time(next(left))
            return 2 * factor

        program = self.watch.program(call, "updates")
        self.assertEqual([program(i) for i in range(len(seconds))], [0, 2, 4, 6][: len(seconds)])

    def test_compiling_is_what_a_first_call_takes_longer_than_a_typical_one(self):
        self.called(10, 2, 9, 3)
        self.assertEqual(self.seconds(), {"XLA": 7, "tracing": 7, "updates": 17})

    def test_of_a_program_that_was_called_once_nobody_knows(self):
        self.called(10)
        self.assertEqual(self.seconds(), {"XLA": 0, "tracing": 7, "updates": 10})

    def test_a_first_call_may_be_the_quickest(self):
        self.called(1, 2, 3)
        self.assertEqual(self.seconds(), {"XLA": 0, "tracing": 7, "updates": 6})

    def test_a_reading_knows_of_compiling_from_later_calls(self):
        readings = []
        left = iter([10, 4, 4])

        def call():
            self.clock.pass_time(next(left))
            readings.append(self.watch.reading())

        program = self.watch.program(call, "updates")
        with self.watch.stage("fit"):
            self.clock.pass_time(1)
            program()
            first = self.watch.reading()
            program()
            self.called(8, 2)
        self.assertEqual(self.watch.stages(first, "XLA"), {"XLA": 6, "updates": 4, "fit": 1})
        # within the first call: its program has not been called yet
        self.assertEqual(self.watch.stages(readings[0], "XLA"), {"XLA": 0, "updates": 10, "fit": 1})


class Timed(LabTest):
    def test_every_function_is_where_it_is_looked_for(self):
        importlib.import_module("lab.models")
        for module, functions in timed.replacements(Stopwatch(), {}).items():
            for name in functions:
                with self.subTest(f"{module}: {name}"):
                    owner, attribute = place_of(importlib.import_module(module), name)
                    self.assertTrue(callable(getattr(owner, attribute)))

    def test_a_run_is_cut_into_all_of_them(self):
        path = self.folder / "stages.json"
        done = fresh_python(
            *("-m", "lab.benchmarks.stages", path, "--part", "vae", "--smoke"),
            *("--dataset", "digits", "--out", self.folder),
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "reports/digits/vae@smoke/metrics.json").exists())
        found = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(set(found["end"]["stages"]), set(timed.STAGES))
        before = {timed.TENSORFLOW, timed.IMPORTS, timed.TRACING, timed.XLA, timed.UPDATES}
        self.assertEqual(set(found["first"]["stages"]), before)
        self.assertGreater(found["end"]["at"], found["first"]["at"])
        for stage, seconds in found["end"]["stages"].items():
            with self.subTest(stage):
                self.assertGreater(seconds, 0)
                self.assertGreaterEqual(seconds, found["first"]["stages"].get(stage, 0))

    def test_a_command_that_fails_says_so(self):
        path = self.folder / "stages.json"
        done = fresh_python("-m", "lab.benchmarks.stages", path, "--part", "vea")
        self.assertEqual(done.returncode, 2)
        self.assertIn("vea", done.stderr)
        self.assertIsNone(json.loads(path.read_text(encoding="utf-8"))["first"])
