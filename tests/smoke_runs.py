"""The smoke variants of the parts, each run once for all tests, with one judge for all parts.

When the whole suite runs, a second process runs them meanwhile: `begin`. This module as a program
is that process: it runs all parts into the given folder and prints the name of each that is done.
"""

import atexit
import functools
import subprocess
import sys
import tempfile
from pathlib import Path

import lab
from lab.parts import PARTS, find
from lab.reporting.records import Record
from lab.runner import Result
from tests.helpers import ROOT, quiet

_processes, _done = [], set()


@functools.cache
def smoke_run(name):
    """The Result of a part's smoke variant, on the embedded digits unless it has its own data."""
    if not _done_by_another(name):
        _run(name, folder())
    part = find(name)
    place = Path(folder(), "reports", part.own_data or "digits", f"{name}@smoke")
    record = Record.load(place)
    return Result(place, record, part.draw(record))


@functools.cache
def folder():
    """Where the smoke runs lie, until the tests end."""
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    return kept.name


def begin():
    """Starts the second process."""
    command = [sys.executable, "-m", "tests.smoke_runs", folder()]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    atexit.register(process.wait)
    atexit.register(process.kill)
    _processes.append(process)


def _done_by_another(name):
    """Whether a second process has run it or, having told so, will have: waits for it."""
    for process in _processes:
        while name not in _done and (line := process.stdout.readline()):
            _done.add(line.strip())
    return name in _done


def _run(name, out):
    with quiet():
        lab.run(name, smoke=True, dataset=find(name).dataset or "digits", out=out)


if __name__ == "__main__":
    for part in PARTS:
        _run(part.name, sys.argv[1])
        print(part.name, flush=True)
