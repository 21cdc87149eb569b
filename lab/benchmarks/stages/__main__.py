"""Runs a command of the lab, and writes into a file how long each of its stages took."""

import functools
import importlib
import json
import sys
import time
from pathlib import Path

from lab.benchmarks.stages.loading import Loading
from lab.benchmarks.stages.stopwatch import Stopwatch
from lab.benchmarks.stages.timed import IMPORTS, WHOLE, XLA, replacements


def main(path, words):
    """Runs the command and writes {"end": ..., "first": ...}; returns the exit code.

    Each is {"stages": {name: seconds}, "at": time.time()}, "first" at the first sign of progress,
    and None where there was none.
    """
    watch = Stopwatch(WHOLE)
    readings = {"first": None}
    loading = Loading(replacements(watch, readings), functools.partial(watch.stage, IMPORTS))
    sys.meta_path.insert(0, loading)
    try:
        # by its name: what is measured stands above what measures it
        return importlib.import_module("lab.cli").main(words)
    finally:
        readings["end"] = watch.reading(), time.time()
        found = {
            name: reading and {"stages": watch.stages(reading[0], XLA), "at": reading[1]}
            for name, reading in readings.items()
        }
        Path(path).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
