"""Measures speed: runs a benchmark, which prints its table, and stores its measurements."""

import importlib
import json

from lab.errors import LabError
from lab.storage.files import written_beside
from lab.training import devices

NAMES = ("vae", "made", "stream")


def run_benchmark(name, *, dataset=None, data_dir=None, json_path=None):
    """Runs lab.benchmarks.<name>, which prints its table; writes `json_path` if given.

    Returns the measurements. Raises LabError where there is no such benchmark or the file cannot be
    written.
    """
    if name not in NAMES:
        raise LabError(f"unknown benchmark {name!r}: choose {', '.join(NAMES)}")
    devices.start()
    measurements = importlib.import_module(f"lab.benchmarks.{name}").measure(dataset, data_dir)
    if json_path is not None:
        with written_beside(json_path) as path:
            path.write_text(json.dumps(measurements, indent=2) + "\n", encoding="utf-8")
    return measurements
