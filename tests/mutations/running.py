"""Runs mutations in copies of the checkout, several at once; the checkout is never touched."""

import compileall
import dataclasses
import json
import os
import py_compile
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from tests.support.helpers import ROOT

SECONDS = 180  # that one test has; most take less than two
SHARED = ("tensorflow", "keras")  # what all tests import, and takes long


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a mutation: whether it was killed, and why."""

    is_killed: bool
    why: str

    def __str__(self):
        return self.why


def run(mutations, jobs=1, root=ROOT, seconds=SECONDS, shared=SHARED):
    """Yields (mutation, Outcome) as they come; first each test must pass without any mutation.

    root: where lab/ and tests/ lie; seconds: what a test has under a mutation; shared: modules that
    are imported once for all tests.
    """
    tests = list(dict.fromkeys(mutation.test for mutation in mutations))
    with tempfile.TemporaryDirectory() as folder:
        workers = [Worker(root, Path(folder, str(job)), seconds, shared) for job in range(jobs)]
        try:
            sound = dict(_shared(tests, workers, Worker.run))
            yield from _shared(mutations, workers, lambda worker, one: worker.judge(one, sound))
        finally:
            for worker in workers:
                worker.close()


def _shared(items, workers, work):
    """Yields (item, what work(worker, item) gave) in the order in which they are done."""
    waiting, done = queue.SimpleQueue(), queue.SimpleQueue()
    for item in items:
        waiting.put(item)

    def serve(worker):
        while not waiting.empty():
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((item, work(worker, item), None))
            except BaseException as error:
                done.put((item, None, error))

    for worker in workers:
        threading.Thread(target=serve, args=[worker], daemon=True).start()
    for _ in items:
        item, result, error = done.get()
        if error:
            raise error
        yield item, result


class Worker:
    """A copy of lab/ and tests/, with what makes it a checkout, and the process that runs tests."""

    def __init__(self, root, tree, seconds, shared):
        self.tree, self.seconds = tree, seconds
        for package in ("lab", "tests"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(root / package, tree / package, ignore=ignored)
        for name in ("run_lab.py", "requirements.txt"):
            if (root / name).exists():
                shutil.copy(root / name, tree)
        # by content: a mutation may be as long as what it replaces, and as old
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(tree, quiet=1, invalidation_mode=mode)
        program = Path(__file__).with_name("worker.py")
        self.process = subprocess.Popen(
            [sys.executable, program, tree, *shared],
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def judge(self, mutation, sound):
        """The Outcome of a mutation; sound: what came of each test without it."""
        if sound[mutation.test] != "passed":
            return Outcome(False, f"its test without it: {sound[mutation.test]}")
        path = self.tree / mutation.path
        source = path.read_text(encoding="utf-8")
        try:
            path.write_text(mutation.applied(source), encoding="utf-8")
        except ValueError as error:
            return Outcome(False, str(error))
        try:
            outcome = self.run(mutation.test, self.seconds)
        finally:
            path.write_text(source, encoding="utf-8")
        if outcome == "failed" or (outcome == "timeout" and mutation.may_hang):
            return Outcome(True, "killed")
        return Outcome(False, "SURVIVED" if outcome == "passed" else f"NOT KILLED: {outcome}")

    def run(self, test, seconds=SECONDS):
        """What came of a test in the tree as it is: see worker.py."""
        request = {"test": test, "seconds": seconds}
        print(json.dumps(request), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker process ended with code {self.process.wait()}")
        return json.loads(answer)

    def close(self):
        self.process.terminate()
        self.process.communicate()
