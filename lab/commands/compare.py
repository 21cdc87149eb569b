"""Comparison of runs of one part: what differs, curves on one axis, figures side by side."""

import contextlib
import csv
import dataclasses
import hashlib
import io
import os
from pathlib import Path
from typing import ClassVar

import numpy as np

from lab.commands.expectations import metrics_to_show, what_else
from lab.errors import LabError
from lab.experiment.outcome import STANDARD_ERROR
from lab.experiment.settings import as_text
from lab.figures.finish import finished
from lab.figures.images import picture_row
from lab.figures.lines import Panel, line_panels
from lab.languages import measured, say, speaking
from lab.parts import find
from lab.storage.figure_files import save_figures
from lab.storage.files import written_beside
from lab.storage.folders import Folders
from lab.storage.lookup import NOT_SHIPPED, REFERENCE, SHIPPED, datasets
from lab.storage.reading import read_picture
from lab.storage.records import Record, consistent_read

NO_CURVES = {"epoch", "updates", "seconds"}
# characters of the runs' names in that of a comparison's folder
READABLE = 60


@dataclasses.dataclass(frozen=True)
class Comparison:
    """rows: (kind, name, value of each run), "parameter" where they differ, then each "metric".

    shown: {metric: what it is, in words} of those that are to be read first.
    """

    folder: Path
    runs: tuple[str, ...]
    rows: tuple[tuple, ...]
    shown: dict[str, str]

    TABLE: ClassVar = "differences.csv"

    @property
    def heads(self):
        """A run for each column."""
        return self.runs

    def rows_to_show(self):
        """(what it is, the text of each run): the parameters in which these differ, then the
        metrics to be read first.
        """
        rows = [
            (name, [_text(value) for value in values]) for name, values in self._of("parameter")
        ]
        metrics = dict(self._of("metric"))
        for name, words in self.shown.items():
            errors = metrics.get(name + STANDARD_ERROR, ("",) * len(self.runs))
            pairs = zip(metrics[name], errors, strict=True)
            rows.append((words, ["" if v == "" else measured(v, e or None) for v, e in pairs]))
        return rows

    def what_else(self):
        """How many metrics there are besides and where, in words; "" of none."""
        return what_else(dict(self._of("metric")), self.shown, self.TABLE)

    def _of(self, kind):
        return [(name, values) for of_row, name, *values in self.rows if of_row == kind]


def compare_runs(names, *, out=".", language="en", metrics=()):
    """Writes <out>/reports/compared@<run>,<run>…@<digits>/ and returns the Comparison.

    names: two or more runs of one part, each as its folder, `mnist/vae@beta=4`, or `vae@beta=4`
    where only one data set has it; `reference/mnist/vae` is one that came with the lab. The folder
    holds differences.csv, curves and, for each figure that all runs have, the runs' pictures of it
    side by side. metrics: those to be read first, where not the ones that the part expects
    something of.
    Raises LabError where a run or a metric is not there, or the runs are not of one part.
    """
    if len(names) < 2:
        raise LabError(f"--compare {' '.join(names)}: give two or more runs of a part")
    reports = Path(out, "reports")
    found = [_folder(name, reports) for name in names]
    folders = {_label(folder.resolve(), reports): folder for folder in found}
    if len(folders) < len(names):
        raise LabError(f"--compare {' '.join(names)}: the same run is given twice")
    with contextlib.ExitStack() as reading:
        for folder in folders.values():
            reading.enter_context(consistent_read(folder))
        return _compared(folders, reports, language, metrics)


def _compared(folders, reports, language, metrics):
    runs = {run: Record.load(folder) for run, folder in folders.items()}
    parts = {record.config["part"] for record in runs.values()}
    if len(parts) > 1:
        raise LabError(f"--compare: the runs are of different parts: {', '.join(sorted(parts))}")
    folder = reports / _folder_name(runs)
    rows = tuple(_rows(list(runs.values())))
    measured = [name for kind, name, *_ in rows if kind == "metric" and name != "dataset"]
    with speaking(language):
        shown = metrics_to_show(find(*parts), measured, metrics)
        comparison = Comparison(folder, tuple(runs), rows, shown)
        figures = finished(_curves(runs) | _side_by_side(folders))
    # others may compare the same
    with Folders(folder, folder).locked(wait=True):
        with written_beside(folder / comparison.TABLE) as path:
            path.write_text(_csv(comparison), encoding="utf-8")
        save_figures(folder, figures)
    return comparison


def _text(value):
    """A parameter as the name of a run has it; a file holds lists for tuples."""
    return as_text(tuple(value) if isinstance(value, list) else value)


def _label(folder, reports):
    """A run by its path from reports/: short for runs there, different for any two.

    Reference runs have the same label everywhere.
    """
    if folder.is_relative_to(SHIPPED):
        return str(folder.relative_to(SHIPPED.parent))
    return os.path.relpath(folder, reports.resolve())


def _folder(name, reports):
    """The run of this name: a folder, a run in reports/, or a reference run by its full name."""
    if name.startswith(f"{REFERENCE}/") and _holds_run(SHIPPED.parent / name):
        return SHIPPED.parent / name
    for folder in (Path(name), reports / name):
        if name and _holds_run(folder):
            return folder
    found = _of_data_sets(name, reports)
    if not found and name.startswith(f"{REFERENCE}/") and not SHIPPED.exists():
        raise LabError(f"there is no run {name!r}: {NOT_SHIPPED}")
    if not found:
        shipped = " or ".join(
            f"{REFERENCE}/{_last_names(run)}" for run in _of_data_sets(name, SHIPPED)
        )
        other = f", or choose {shipped}" if shipped else ""
        raise LabError(
            f"there is no run {name!r} in {reports}: run it first, or name a folder{other}"
        )
    if len(found) > 1:
        choices = ", ".join(map(_last_names, found))
        raise LabError(f"run {name!r} is ambiguous; choose one of {choices}")
    return found[0]


def _of_data_sets(name, reports):
    """The runs of this name, each of another data set."""
    return [of_data / name for of_data in datasets(reports) if name and _holds_run(of_data / name)]


def _holds_run(folder):
    return (folder / "metrics.json").exists()


def _last_names(folder, sign="/"):
    return sign.join(folder.parts[-2:])


def _folder_name(runs):
    """The runs' names, cut to fit, and digits that tell them from any other runs."""
    readable = ",".join(_last_names(Path(run), "-") for run in runs)[:READABLE]
    return f"compared@{readable}@{hashlib.sha256('|'.join(runs).encode()).hexdigest()[:8]}"


def _rows(records):
    parameters = [
        {**r.config["parameters"], "seed": r.config["seed"], "smoke": r.config["smoke"]}
        for r in records
    ]
    for name in _names(parameters):
        values = [of_run.get(name, "") for of_run in parameters]
        if any(value != values[0] for value in values):
            yield "parameter", name, *values
    metrics = [{k: v for k, v in r.metrics.items() if k != "expected"} for r in records]
    for name in _names(metrics):
        yield "metric", name, *(of_run.get(name, "") for of_run in metrics)


def _names(dicts):
    return dict.fromkeys(name for one in dicts for name in one)


def _csv(comparison):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("kind", "name", *comparison.runs))
    writer.writerows(comparison.rows)
    return text.getvalue()


def _curves(runs):
    """Panels of the columns that all histories share."""
    histories = {run: record.history for run, record in runs.items() if record.history}
    if len(histories) < len(runs):
        return {}
    shared = [
        name
        for name in next(iter(histories.values()))[0]
        if name not in NO_CURVES and all(name in rows[0] for rows in histories.values())
    ]
    panels = [
        Panel(
            title=name,
            xlabel=say("epoch"),
            ylabel=name,
            lines={
                run: (
                    [row.get("epoch", number + 1) for number, row in enumerate(rows)],
                    [row[name] for row in rows],
                )
                for run, rows in histories.items()
            },
        )
        for name in shared
    ]
    if not panels:
        return {}
    title, source = say("Comparison of runs"), " | ".join(runs)
    return {"curves": line_panels(panels, title, source, shared_legend=True)}


def _side_by_side(folders):
    pictures = {
        run: {path.stem: path for path in sorted((folder / "figures").glob("*.png"))}
        for run, folder in folders.items()
    }
    first, *others = pictures.values()
    shared = [name for name in first if all(name in of_run for of_run in others)]
    return {
        name: picture_row(
            {run: _picture(of_run[name]) for run, of_run in pictures.items()},
            say("Comparison of runs: {figure}", figure=name),
            " | ".join(folders),
        )
        for name in shared
    }


def _picture(path):
    try:
        return np.asarray(read_picture(path).convert("RGB"))
    except ValueError as error:
        raise LabError(
            f"{path} is not a readable image ({error}): redraw it with --figures"
        ) from None
