"""Tests mirror lab/; `python -m unittest` from the root runs all of them.

TensorFlow is started here as the lab starts it, quietly. $LAB_DATA_DIR is taken out of the
environment, so that no test finds data beside the checkout by accident; those on real data read
REAL_DATA and are skipped without it.
"""

import os
from pathlib import Path

from lab.training import devices

REAL_DATA = os.environ.pop("LAB_DATA_DIR", None)

devices.start()


def load_tests(loader, tests, pattern):
    """unittest's hook for the whole suite, of which a second process runs a part."""
    from tests import second_process
    from tests.support import smoke_runs

    is_whole = not loader.testNamePatterns
    if is_whole:
        real = {"LAB_DATA_DIR": REAL_DATA} if REAL_DATA else {}
        second_process.begin(smoke_runs.folder(), os.environ | real)
    here = Path(__file__).parent
    suite = loader.discover(str(here), pattern=pattern, top_level_dir=str(here.parent))
    return second_process.taken_over(suite) if is_whole else suite
