"""The smoke variants of the parts, each run once for all tests, with one judge for all parts."""

import atexit
import functools
import tempfile

import lab
from lab.framework.graphs import released
from lab.parts import find
from tests.support.helpers import quiet


@functools.cache
def smoke_run(name):
    """The Result of a part's smoke variant, on the embedded digits unless it has its own data."""
    with quiet(), released():
        return lab.run(name, smoke=True, dataset=find(name).dataset or "digits", out=folder())


@functools.cache
def folder():
    """Where the smoke runs lie, until the tests end."""
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    return kept.name
