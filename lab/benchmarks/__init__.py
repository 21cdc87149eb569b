"""What `--bench` runs: ways to do the same work, side by side in one process."""

import importlib
import json

from lab.errors import LabError
from lab.storage.files import written_beside
from lab.training import devices

NAMES = ("vae", "made", "stream")


def run(name, *, dataset=None, data_dir=None, json_path=None):
    """Runs a benchmark, prints its table, and writes its figures to `json_path` if given.

    Returns what it writes. Raises LabError where there is no such benchmark or the file cannot be
    written.
    """
    if name not in NAMES:
        raise LabError(f"unknown benchmark {name!r}: choose {', '.join(NAMES)}")
    devices.start()
    figures = importlib.import_module(f"lab.benchmarks.{name}").measure(dataset, data_dir)
    if json_path is not None:
        with written_beside(json_path) as path:
            path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures
