"""What pytest's worker processes share: the folder of smoke runs, so that each is made once."""

import os
import shutil
import tempfile

from tests.support.smoke_runs import SHARED_FOLDER


def pytest_configure(config):
    if SHARED_FOLDER not in os.environ:
        shared = os.environ[SHARED_FOLDER] = tempfile.mkdtemp()
        config.add_cleanup(lambda: shutil.rmtree(shared, ignore_errors=True))
