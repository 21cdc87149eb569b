"""Tests mirror lab/; `python -m unittest` from the root runs all of them, README.md says more.

TensorFlow is started here as the lab starts it, quietly. $LAB_DATA_DIR is taken out of the
environment, so that no test finds data beside the checkout by accident; those on real data read
REAL_DATA and are skipped without it.
"""

import os

from lab.training import devices

REAL_DATA = os.environ.pop("LAB_DATA_DIR", None)

devices.start()
