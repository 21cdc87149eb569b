"""A second process beside the whole suite: it uses the second core.

It runs the smoke variants of the parts, which tests of the parts wait for, then the tests of the
packages `THERE`, whose outcomes the first process takes over as if it had run them. What it finds
it tells in lines of JSON: {"part": name}, or {"test": id, "outcome": one of METHODS, "text": why}.
This module as a program is that process.
"""

import atexit
import json
import os
import subprocess
import sys
import unittest

from tests.support.helpers import ROOT

THERE = ("tests.models", "tests.framework")
# they wait for no smoke variant, but by their names would come after those that do
SOONER = ("tests.sweeping", "tests.training")
METHODS = {"ok": "addSuccess", "skipped": "addSkip", "failure": "addFailure", "error": "addError"}

_processes, _parts, _outcomes = [], set(), {}


def begin(folder, environment):
    """Starts it; smoke runs go into the folder."""
    command = [sys.executable, "-m", "tests.second_process", folder]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)
    atexit.register(process.wait)
    atexit.register(process.kill)
    _processes.append(process)


def has_run(part):
    """Whether it has run the smoke variant of a part: waits for it. False where it is not there."""
    return _reads_until(lambda: part in _parts)


def taken_over(suite):
    """The suite in the order that waits least; the tests of THERE are run there."""
    sooner, here, there = unittest.TestSuite(), unittest.TestSuite(), Elsewhere()
    places = dict.fromkeys(SOONER, sooner) | dict.fromkeys(THERE, there)
    for test in _flat(suite):
        places.get(".".join(test.id().split(".")[:2]), here).addTest(test)
    return unittest.TestSuite([sooner, here, there])


class Elsewhere(unittest.TestSuite):
    """Tests that the second process runs: their outcomes as it tells them."""

    def run(self, result, debug=False):
        for test in self:
            if result.shouldStop:
                return result
            result.startTest(test)
            _reads_until(lambda test=test: test.id() in _outcomes)
            outcome, text = _outcomes.get(test.id(), ("error", "it ended without this test"))
            told = {"ok": [], "skipped": [text]}.get(outcome, [_failure(text)])
            getattr(result, METHODS[outcome])(test, *told)
            result.stopTest(test)
        _reads_until(lambda: False)
        # such as the setUpClass or tearDownClass of a class
        for name in _outcomes.keys() - {test.id() for test in self}:
            whole = unittest.FunctionTestCase(lambda: None, description=name)
            result.addError(whole, _failure(_outcomes[name][1]))
        return result


class _Telling(unittest.TestResult):
    """Tells each outcome in a line."""

    def __init__(self, tell):
        super().__init__()
        self.tell = tell

    def addSuccess(self, test):  # noqa: N802
        self._tell(test, "ok")

    def addSkip(self, test, reason):  # noqa: N802
        self._tell(test, "skipped", reason)

    def addFailure(self, test, err):  # noqa: N802
        self._tell(test, "failure", self._exc_info_to_string(err, test))

    def addError(self, test, err):  # noqa: N802
        self._tell(test, "error", self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):  # noqa: N802
        if err is not None:
            self._tell(test, "failure", f"{subtest}\n{self._exc_info_to_string(err, test)}")

    def _tell(self, test, outcome, text=""):
        # of a subtest that was skipped, its test
        self.tell(test=getattr(test, "test_case", test).id(), outcome=outcome, text=text)


def _flat(suite):
    for test in suite:
        yield from _flat(test) if isinstance(test, unittest.TestSuite) else [test]


def _reads_until(done):
    """Takes in what the process tells until done() or its end; returns done()."""
    for process in _processes:
        while not done() and (line := process.stdout.readline()):
            told = json.loads(line)
            if "part" in told:
                _parts.add(told["part"])
            else:
                # the first word holds: a test with a failed subtest may tell of several
                _outcomes.setdefault(told["test"], (told["outcome"], told["text"]))
    return done()


def _failure(text):
    error = AssertionError(f"in the second process:\n{text}")
    return type(error), error, None


def _work(folder):
    from lab.parts import PARTS
    from tests.support import smoke_runs

    # whatever prints from now on does not come between the lines
    lines = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def tell(**what):
        print(json.dumps(what), file=lines)

    for part in PARTS:
        smoke_runs.run_into(folder, part.name)
        tell(part=part.name)
    for package in THERE:
        folder = ROOT.joinpath(*package.split("."))
        tests = unittest.defaultTestLoader.discover(str(folder), top_level_dir=str(ROOT))
        tests.run(_Telling(tell))


if __name__ == "__main__":
    _work(sys.argv[1])
