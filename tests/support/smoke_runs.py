"""The smoke variants of the parts, each run once for all tests, with one judge for all parts."""

import atexit
import functools
import tempfile

import lab
from lab.commands.result import Result
from lab.parts import find
from lab.storage.folders import Folders
from lab.storage.records import Record
from tests import second_process
from tests.support.helpers import quiet


@functools.cache
def smoke_run(name):
    """The Result of a part's smoke variant, on the embedded digits unless it has its own data.

    Run in this process, unless the second one runs them.
    """
    if not second_process.has_run(name):
        run_into(folder(), name)
    part = find(name)
    folders = Folders.of(folder(), part.own_data or "digits", f"{name}@smoke")
    record = Record.load(folders.record)
    return Result(folders.record, record, part.draw(record), folders.work)


def run_into(folder, name):
    """Runs the smoke variant of a part into a folder."""
    with quiet():
        lab.run(name, smoke=True, dataset=find(name).dataset or "digits", out=folder)


@functools.cache
def folder():
    """Where the smoke runs lie, until the tests end."""
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    return kept.name
