"""A process that has imported TensorFlow, and runs each test it is told in a fork of itself.

As a program: python worker.py TREE MODULE…, the folder where lab/ and tests/ lie, and what to
import before. On its input one line of JSON for
each test, {"test": name, "seconds": limit}; on its output what came of it, in JSON too: "passed",
"failed", "skipped", "missing", "broken" (the source rather than the test: nothing could be
imported, a name is not defined), "timeout" or "died". TensorFlow has not computed anything before
the fork, so that it starts in the fork as in a process of its own.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import unittest

BROKEN = (ImportError, NameError)


class Result(unittest.TestResult):
    """Notes also of what kind the first error was."""

    error = None

    def addError(self, test, error):  # noqa: N802
        super().addError(test, error)
        self.error = self.error or error[0]

    def addSubTest(self, test, subtest, error):  # noqa: N802
        super().addSubTest(test, subtest, error)
        if error and not issubclass(error[0], test.failureException):
            self.error = self.error or error[0]


def outcome_of(test):
    """Runs a test by its name in this process."""
    loader, result = unittest.TestLoader(), Result()
    suite = loader.loadTestsFromName(test)
    if loader.errors:
        return "missing"
    suite.run(result)
    if result.error and issubclass(result.error, BROKEN):
        return "broken"
    if not result.wasSuccessful():
        return "failed"
    return "passed" if result.testsRun > len(result.skipped) else "skipped"


def in_a_fork(test, seconds):
    """The outcome of a test that has this long, in a process group of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        try:
            os.write(writer, outcome_of(test).encode())
        finally:
            os._exit(0)
    os.close(writer)
    try:
        told, _, _ = select.select([reader], [], [], seconds)
        return os.read(reader, 100).decode() or "died" if told else "timeout"
    finally:
        os.close(reader)
        # what the test itself has started goes with it
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def main(tree, *modules):
    for module in modules:
        importlib.import_module(module)
    # so that the test which runs goes too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.path[0] = tree
    os.chdir(tree)
    for line in sys.stdin:
        print(json.dumps(in_a_fork(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
