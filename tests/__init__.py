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
    """unittest's hook for the whole suite."""
    from tests import smoke_runs

    smoke_runs.begin()
    here = Path(__file__).parent
    return loader.discover(str(here), pattern=pattern, top_level_dir=str(here.parent))
