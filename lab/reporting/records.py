"""The record of a run: one folder with everything that its figures and tables need."""

import contextlib
import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from lab.errors import LabError
from lab.files import read_arrays, written_beside

MILLISECONDS_PER_FRAME = 80
# what every config.json has
CONFIG = {"part", "dataset", "parameters", "seed", "smoke", "versions"}


@dataclasses.dataclass(frozen=True)
class Record:
    """A finished run.

    config: what was run (part, data sets, parameters, seed, versions, device).
    metrics: numbers by name, and `expected`: each expected result and whether it was met.
    history: one dict per epoch. arrays: all that the figures show, by name.
    """

    config: dict
    metrics: dict
    history: list[dict]
    arrays: dict[str, np.ndarray]

    @property
    def shape(self):
        """(rows, columns) of the data set's images."""
        return tuple(self.config["dataset"]["shape"])

    @property
    def caption(self):
        """The line below every figure: which data, which run."""
        return caption(self.config, f"seed {self.config['seed']}")

    @classmethod
    def load(cls, folder):
        """Reads what `save` wrote. Raises LabError where there is no record or it is damaged."""
        folder = Path(folder)
        if not (folder / "metrics.json").exists():
            raise LabError(f"nothing to draw: there is no run in {folder}: run it first")
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
            with (folder / "history.csv").open(encoding="utf-8", newline="") as file:
                history = [
                    {name: float(value) for name, value in row.items()}
                    for row in csv.DictReader(file)
                ]
            arrays = read_arrays(folder / "arrays.npz")
            _check_form(config, metrics)
        except (OSError, ValueError, TypeError) as error:
            raise LabError(f"the record in {folder} is damaged ({error}): run it again") from None
        return cls(config, metrics, history, arrays)

    def save(self, folder, figures):
        """Writes the record and its figures; files of an earlier run stay until all are ready."""
        folder = Path(folder)
        with contextlib.ExitStack() as ready:

            def target(name):
                return ready.enter_context(written_beside(folder / name))

            target("config.json").write_text(_json(self.config), encoding="utf-8")
            target("metrics.json").write_text(_json(self.metrics), encoding="utf-8")
            target("history.csv").write_text(_csv(self.history), encoding="utf-8")
            with target("arrays.npz").open("wb") as file:
                np.savez_compressed(file, **self.arrays)
            _write_figures(figures, target)
        _remove_others(folder / "figures", figures)


def caption(config, seeds):
    """The line that says which data and which runs; config: of any of them."""
    data = config["dataset"]
    smoke = ", smoke run" if config["smoke"] else ""
    if not data["training_images"]:
        return f"data: {data['name']}, {data['origin']}; {seeds}{smoke}"
    pixels = " thresholded at 0.5" if data.get("thresholded") else ""
    return (
        f"data: {data['name']}{pixels}, {data['training_images']:,} training and "
        f"{data['test_images']:,} test images; {seeds}{smoke}"
    )


def _check_form(config, metrics):
    """Raises ValueError where these are not what `save` writes."""
    if not isinstance(config, dict) or not set(config) >= CONFIG:
        raise ValueError(f"config.json is not an object with {', '.join(sorted(CONFIG))}")
    if not isinstance(metrics, dict) or "dataset" not in metrics:
        raise ValueError("metrics.json is not an object with dataset")
    for name, value in metrics.items():
        if name not in ("dataset", "expected") and not isinstance(value, (int, float)):
            raise ValueError(f"{name} in metrics.json is no number")


def save_figures(folder, figures):
    """Replaces the figures of a record by these; an array uint8 [T, H, W] becomes a .gif."""
    with contextlib.ExitStack() as ready:
        _write_figures(figures, lambda name: ready.enter_context(written_beside(folder / name)))
    _remove_others(folder / "figures", figures)


def _write_figures(figures, target):
    for name, figure in figures.items():
        if isinstance(figure, np.ndarray):
            _write_frames(figure, target(f"figures/{name}.gif"))
            continue
        figure.savefig(target(f"figures/{name}.png"), format="png", metadata={"Software": None})
        figure.savefig(target(f"figures/{name}.svg"), format="svg", metadata={"Date": None})


def _write_frames(frames, path):
    first, *others = [Image.fromarray(frame) for frame in frames]
    first.save(
        path,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=MILLISECONDS_PER_FRAME,
        loop=0,
    )


def _remove_others(folder, figures):
    for path in folder.glob("*.*"):
        if path.stem not in figures:
            path.unlink()


def _json(content):
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
