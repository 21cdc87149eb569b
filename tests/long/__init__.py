"""Tests that take longer than all the others may; run them with

    LAB_LONG_TESTS=1 python -m unittest discover -s tests/long -t .

Without that variable the default `python -m unittest` skips them.
"""

import os
from pathlib import Path


def load_tests(loader, tests, pattern):
    if not os.environ.get("LAB_LONG_TESTS"):
        return loader.suiteClass()
    tests.addTests(loader.discover(Path(__file__).parent, pattern, top_level_dir="."))
    return tests
