"""Records and figures that were never run, and a chapter of a report with one."""

import numpy as np
from matplotlib.figure import Figure

from lab.documents.chapters import Chapter
from lab.figures.style import new_figure
from lab.storage.records import Record

EXPECTED = {"name": "Ä", "low": 1, "high": None, "value": 1.5, "met": True}


def some_record(**changes):
    config = {
        "dataset": {
            "name": "digits",
            "origin": "a test",
            "training_images": 1497,
            "test_images": 300,
            "checksums": {},
        },
        "part": "vae",
        "parameters": {},
        "seed": 3,
        "smoke": False,
        "versions": {},
    }
    contents = {
        "config": config,
        "metrics": {"dataset": "digits", "loss": 0.1 + 0.2, "expected": [EXPECTED]},
        "history": [{"epoch": 1, "loss": 1 / 3}, {"epoch": 2, "loss": 1e-20}],
        "arrays": {"images": np.arange(6, dtype=np.uint8).reshape(2, 3), "names": np.array(["ж"])},
    }
    return Record(**{**contents, **changes})


def some_figure(level=0.5):
    figure = new_figure(1, 1, "", "")
    figure.subplots().plot([0, level])
    return figure


def small_record(dataset="mnist", **metrics):
    data = {
        "name": dataset,
        "origin": "a test",
        "shape": [2, 2],
        "training_images": 10,
        "test_images": 5,
    }
    config = {
        "part": "vae",
        "dataset": data,
        "parameters": {"z_dim": 10, "layers": [4, 2], "activation": "relu", "residual": False},
        "seed": 0,
        "smoke": False,
        "versions": {"numpy": "2"},
    }
    return Record(config, {"dataset": dataset, **metrics}, [], {})


def chapter(record, **options):
    figure = Figure()
    figure.suptitle("A curve")
    figure.add_subplot().plot([1, 2])
    about = {"part": "vae", "question": "What is it?", "source": "lecture", "command": "run it"}
    return Chapter(
        **about | {"run": "vae", "record": record, "figures": {"curve": figure}} | options
    )
