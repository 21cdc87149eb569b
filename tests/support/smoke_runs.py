"""The smoke variants of the parts, each run once for all tests, with one judge for all parts."""

import atexit
import functools
import os
import tempfile
from pathlib import Path
from unittest import mock

import lab
from lab.experiment.part import Part
from lab.framework.graphs import released
from lab.parts import find
from lab.storage.locks import locked
from tests.support.helpers import quiet

# the variable that names the folder where several processes share the tests
SHARED_FOLDER = "LAB_TESTS_SMOKE_RUNS"
DRAW = Part.draw


@functools.cache
def smoke_run(name):
    """The Result of a part's smoke variant, on the embedded digits unless it has its own data.

    What another process has run is not run again, and a test that replaces Part.draw does not
    change what is drawn here.
    """
    dataset = find(name).dataset or "digits"
    drawing = mock.patch.object(Part, "draw", DRAW)
    with quiet(), released(), drawing, locked(Path(folder(), f".{name}")):
        return lab.run(name, smoke=True, resume=True, dataset=dataset, out=folder())


@functools.cache
def folder():
    """Where the smoke runs lie, until the tests end."""
    if SHARED_FOLDER in os.environ:
        return os.environ[SHARED_FOLDER]
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    return kept.name
