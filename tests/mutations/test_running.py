import contextlib
import io
import os
import threading
import time
import unittest
from unittest import mock

from tests.mutations import __main__ as command_line
from tests.mutations.entries import Mutation
from tests.mutations.running import Outcome, Worker, run
from tests.support.helpers import LabTest

TOY = """\
import time

def double(x):
    return 2 * x

def wait(x):
    while x > 0:
        time.sleep(0.01)
        x -= 1
    return x
"""
TESTS = """\
import unittest
from lab import toy

class T(unittest.TestCase):
    def test_double(self):
        self.assertEqual(toy.double(3), 6)

    def test_only_that_it_runs(self):
        toy.double(3)

    def test_wait(self):
        self.assertEqual(toy.wait(2), 0)

    def test_wrong_from_the_start(self):
        self.assertEqual(toy.double(3), 7)

    @unittest.skip("for this test")
    def test_skipped(self):
        pass
"""
WRONG = ("double", "2 * x", "3 * x")
ENDLESS = ("wait", "x -= 1", "x += 1")


def mutation(name, function, old, new, test, may_hang=False):
    return Mutation(name, f"lab.toy:{function}", old, new, f"tests.test_toy.T.{test}", may_hang)


CASES = {
    mutation("wrong", *WRONG, "test_double"): "killed",
    mutation("raises", "double", "2 * x", "2 / 0", "test_double"): "killed",
    mutation("unseen", *WRONG, "test_only_that_it_runs"): "SURVIVED",
    mutation("unknown", "double", "2 * x", "2 * y", "test_double"): "NOT KILLED: broken",
    mutation("not-imported", "", "import time", "import tiem", "test_double"): (
        "NOT KILLED: missing"
    ),
    mutation("died", "double", "2 * x", "__import__('os')._exit(1)", "test_double"): (
        "NOT KILLED: died"
    ),
    mutation("unsound", *WRONG, "test_wrong_from_the_start"): "its test without it: failed",
    mutation("skipped", *WRONG, "test_skipped"): "its test without it: skipped",
    mutation("no-test", *WRONG, "test_of_nothing"): "its test without it: missing",
    mutation("gone", "double", "4 * x", "3 * x", "test_double"): (
        "mutation gone: its old snippet stands 0 times in lab.toy:double, not once"
    ),
    mutation("wrong-again", *WRONG, "test_double"): "killed",
}
ENDLESS_CASES = {
    mutation("may-hang", *ENDLESS, "test_wait", may_hang=True): "killed",
    mutation("may-not", *ENDLESS, "test_wait"): "NOT KILLED: timeout",
}


class Run(LabTest):
    def setUp(self):
        super().setUp()
        for package, name, source in (("lab", "toy", TOY), ("tests", "test_toy", TESTS)):
            (self.folder / package).mkdir()
            (self.folder / package / "__init__.py").touch()
            (self.folder / package / f"{name}.py").write_text(source)

    def assert_outcomes(self, cases, **options):
        found = dict(run(list(cases), root=self.folder, shared=(), **options))
        for one, expected in cases.items():
            with self.subTest(one.name):
                self.assertEqual(str(found[one]), expected)
                self.assertEqual(found[one].is_killed, expected == "killed")
        self.assertEqual((self.folder / "lab/toy.py").read_text(), TOY)

    def test_a_mutation_is_killed_only_by_its_test_that_passes_without_it(self):
        self.assert_outcomes(CASES, jobs=2)

    def test_running_out_of_time_kills_only_what_may_hang(self):
        self.assert_outcomes(ENDLESS_CASES, seconds=0.5)

    def test_a_worker_that_is_told_to_end_takes_its_test_with_it(self):
        endless = (
            "import os, pathlib, time, unittest\n"
            "class T(unittest.TestCase):\n"
            "    def test_it(self):\n"
            "        pathlib.Path('pid').write_text(str(os.getpid()) + '.')\n"
            "        time.sleep(600)\n"
        )
        (self.folder / "tests" / "test_endless.py").write_text(endless)
        worker = Worker(self.folder, self.folder / "tree", 600, ())
        thread = threading.Thread(target=worker.run, args=["tests.test_endless.T.test_it"])
        thread.daemon = True
        with mock.patch.object(threading, "excepthook"):
            thread.start()
            told = worker.tree / "pid"
            while not (told.exists() and told.read_text().endswith(".")):
                time.sleep(0.01)
            worker.close()
            thread.join()
        with self.assertRaises(ProcessLookupError):
            os.kill(int(told.read_text()[:-1]), 0)


class CommandLine(unittest.TestCase):
    def run_main(self, outcomes, *arguments):
        """(exit code, what was printed) when the mutations end like this."""
        mutations = [mutation(name, *WRONG, "test_double") for name in outcomes]

        def ended(chosen, jobs):
            return [
                (one, Outcome(outcomes[one.name] == "killed", outcomes[one.name])) for one in chosen
            ]

        with (
            mock.patch.object(command_line, "load", return_value=mutations),
            mock.patch.object(command_line, "run", ended),
            contextlib.redirect_stdout(io.StringIO()) as out,
        ):
            return command_line.main(arguments), out.getvalue()

    def test_a_survivor_is_named_and_the_exit_code_says_it(self):
        code, out = self.run_main({"one": "killed", "other": "SURVIVED"})
        self.assertEqual(code, 1)
        self.assertIn("  2/2  other: SURVIVED", out)
        self.assertIn("1 of 2 mutations were killed", out)
        self.assertIn("not killed: other (lab.toy:double) by tests.test_toy.T.test_double", out)

    def test_exit_code_0_if_all_are_killed(self):
        code, out = self.run_main({"one": "killed", "other": "SURVIVED"}, "one")
        self.assertEqual(code, 0)
        self.assertIn("1 of 1 mutations were killed", out)

    def test_an_unknown_name_is_refused(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()) as errors:
            self.run_main({"one": "killed"}, "two")
        self.assertIn("no mutation is named two", errors.getvalue())
