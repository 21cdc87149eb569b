"""Tests that take minutes; `python -m unittest` leaves them out, and this runs them:

LAB_LONG_TESTS=1 python -m unittest discover -s tests/long -t .
"""

import os
import unittest
from pathlib import Path


def load_tests(loader, tests, pattern):
    """No tests, unless the environment variable LAB_LONG_TESTS is set."""
    if not os.environ.get("LAB_LONG_TESTS"):
        return unittest.TestSuite()
    folder = Path(__file__).parent
    return loader.discover(str(folder), pattern or "test*.py", str(folder.parent.parent))
