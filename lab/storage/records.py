"""The record of a run: one folder with everything that its figures and tables need."""

import contextlib
import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np

from lab.errors import LabError
from lab.storage import networks
from lab.storage.captions import caption
from lab.storage.checks import read_checked
from lab.storage.figure_files import FIGURES_LIST, remove_other_figures, write_figures
from lab.storage.files import Replacement
from lab.storage.reading import read_arrays, read_text

# metrics.json goes first and comes last: where it is, all the rest is of the same run
FILES = ("metrics.json", "config.json", "history.csv", "arrays.npz", FIGURES_LIST)


@dataclasses.dataclass(frozen=True)
class Record:
    """A finished run.

    config: what was run (part, data sets, parameters, seed, versions, device).
    metrics: numbers by name, and `expected`: each expected result and whether it was met.
    history: one dict per epoch. arrays: all that the figures show, by name.
    folder: where it was read from. networks: of a new record, {name: Layers} that pages run, which
    `lab.storage.networks.load` reads again from its folder.
    """

    config: dict
    metrics: dict
    history: list[dict]
    arrays: dict[str, np.ndarray]
    folder: Path | None = None
    networks: dict[str, list] = dataclasses.field(default_factory=dict)

    @property
    def shape(self):
        """(rows, columns) of the data set's images."""
        return tuple(self.config["dataset"]["shape"])

    @property
    def caption(self):
        """The line below every figure: which data, which run."""
        return caption(self.config, [self.config["seed"]])

    @classmethod
    def load(cls, folder):
        """Reads what `save` wrote. Raises LabError where there is no record or it is damaged."""
        folder = Path(folder)
        if not (folder / "metrics.json").exists():
            raise LabError(f"there is no run in {folder}: run it first")
        with consistent_read(folder):
            return cls._read(folder)

    @classmethod
    def _read(cls, folder):
        try:
            config, metrics = read_checked(folder)
            history = _rows(read_text(folder / "history.csv"))
            arrays = read_arrays(folder / "arrays.npz")
        except (ValueError, TypeError, csv.Error) as error:
            raise LabError(f"the record in {folder} is damaged ({error}): run it again") from None
        return cls(config, metrics, history, arrays, folder)

    @contextlib.contextmanager
    def explaining_errors(self):
        """For a block that plots or prints a stored record: what it lacks becomes a LabError.

        Another version of the lab wrote such a record.
        """
        try:
            yield
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            if self.folder is None:
                raise
            what = f"lacks {error}" if isinstance(error, KeyError) else f"does not fit ({error})"
            raise LabError(
                f"the stored run of {self.config['part']} on {self.config['dataset']['name']} "
                f"{what}, in {self.folder}: another version of the lab wrote it: run it again"
            ) from error

    def save(self, folder, figures, models=None):
        """Writes the record and its figures; files of an earlier run stay until all are ready.

        models: {new file: its place}, of trained models that take the place of those of that run.
        """
        folder = Path(folder)
        with Replacement() as files:
            # the first stands for all
            with files.writing(folder / "metrics.json") as path:
                path.write_text(_json(self.metrics), encoding="utf-8")
            with files.writing(folder / "config.json") as path:
                path.write_text(_json(self.config), encoding="utf-8")
            with files.writing(folder / "history.csv") as path:
                path.write_text(_csv(self.history), encoding="utf-8")
            with files.writing(folder / "arrays.npz") as path:
                _write_arrays(path, self.arrays)
            if self.networks:
                with files.writing(folder / networks.FILE) as path:
                    _write_arrays(path, networks.stored(self.networks))
            else:
                files.removing(folder / networks.FILE)
            write_figures(files, folder, figures)
            for new, place in (models or {}).items():
                files.moving(new, place)


@contextlib.contextmanager
def consistent_read(folder):
    """Raises LabError where another process replaces a folder's record while the block reads it."""
    before = _version(folder)
    try:
        yield
    finally:
        if _version(folder) != before:
            raise LabError(f"the record in {folder} was replaced while it was read: try again")


def _version(folder):
    """What tells one metrics.json from the next; None where there is none."""
    try:
        found = (folder / "metrics.json").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _rows(text):
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: float(value) for name, value in row.items()} for row in rows]


def save_contents(folder, contents):
    """Replaces a record by one that another machine made, {path in its folder: bytes}."""
    with Replacement() as files:
        for name in sorted(contents, key=lambda name: name != "metrics.json"):
            with files.writing(folder / name) as path:
                path.write_bytes(contents[name])
        remove_other_figures(files, folder, contents)


def _write_arrays(path, arrays):
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _json(content):
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
