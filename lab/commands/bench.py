"""Measures speed: runs a benchmark, which prints its table, and stores its measurements."""

import importlib
import json
from pathlib import Path

from lab.benchmarks import machine
from lab.errors import LabError
from lab.storage.files import written_beside
from lab.training import devices

NAMES = ("vae", "made", "stream", "waiting", "programs", "size")


def run_benchmark(name, *, dataset=None, data_dir=None, json_path=None):
    """Runs lab.benchmarks.<name>, which prints its table; writes `json_path` if given.

    The figure of a benchmark that draws one is written beside it, as .png.

    Returns the measurements and, as "machine", where they were taken and whether it was too busy
    for them to be results. Raises LabError where there is no such benchmark or the file cannot be
    written.
    """
    if name not in NAMES:
        raise LabError(f"unknown benchmark {name!r}: choose {', '.join(NAMES)}")
    if json_path is not None and Path(json_path).suffix == ".png":
        raise LabError(f"--json {json_path}: expected a name that does not end in .png")
    described = machine.describe()
    machine.show(described)
    devices.start()
    with machine.OtherWork() as other:
        benchmark = importlib.import_module(f"lab.benchmarks.{name}")
        measurements = benchmark.measure(dataset, data_dir)
    machine.show_other_work(other.share)
    described |= {"other_work": other.share, "busy": machine.is_busy(other.share)}
    measurements = {"machine": described, **measurements}
    if json_path is not None:
        with written_beside(json_path) as path:
            path.write_text(json.dumps(measurements, indent=2) + "\n", encoding="utf-8")
        if hasattr(benchmark, "draw"):
            place = Path(json_path).with_suffix(".png")
            with written_beside(place) as path:
                benchmark.draw(measurements).savefig(path)
            print(f"written: {place}")
    return measurements
