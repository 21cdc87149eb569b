"""Measures speed: runs a benchmark, which prints its table, and stores its measurements."""

import importlib
import json

from lab.benchmarks import machine
from lab.errors import LabError
from lab.storage.files import written_beside
from lab.training import devices

NAMES = ("vae", "made", "stream", "waiting", "programs")


def run_benchmark(name, *, dataset=None, data_dir=None, json_path=None):
    """Runs lab.benchmarks.<name>, which prints its table; writes `json_path` if given.

    Returns the measurements and, as "machine", where they were taken and whether it was too busy
    for them to be results. Raises LabError where there is no such benchmark or the file cannot be
    written.
    """
    if name not in NAMES:
        raise LabError(f"unknown benchmark {name!r}: choose {', '.join(NAMES)}")
    described = machine.describe()
    machine.show(described)
    devices.start()
    with machine.OtherWork() as other:
        measurements = importlib.import_module(f"lab.benchmarks.{name}").measure(dataset, data_dir)
    machine.show_other_work(other.share)
    described |= {"other_work": other.share, "busy": machine.is_busy(other.share)}
    measurements = {"machine": described, **measurements}
    if json_path is not None:
        with written_beside(json_path) as path:
            path.write_text(json.dumps(measurements, indent=2) + "\n", encoding="utf-8")
    return measurements
