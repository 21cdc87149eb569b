"""What a report shows of a stored sweep or comparison, from its table and figures."""

import csv
import io
import math

from lab.commands.choice import COMPARISON, SWEEP
from lab.commands.expectations import metrics_to_show
from lab.documents.chapters import Section, Table
from lab.errors import LabError
from lab.languages import measured, say
from lab.parts import PARTS
from lab.storage.reading import read_text

# columns of values beside each other
COLUMNS = 4


def section(name, folder, own_text):
    """The Section of the sweep or the comparison in a folder, in the language spoken.

    Raises LabError where its table cannot be read.
    """
    is_sweep = (folder / SWEEP).exists()
    path = folder / (SWEEP if is_sweep else COMPARISON)
    try:
        header, *rows = csv.reader(io.StringIO(read_text(path)))
        rows = [dict(zip(header, row, strict=True)) for row in rows]
        title, columns = _sweep(name, rows) if is_sweep else _comparison(rows, header[2:])
    except (ValueError, KeyError, IndexError, csv.Error) as error:
        raise LabError(f"{path} is damaged ({error}): make it again") from None
    pictures = tuple(sorted((folder / "figures").glob("*.png")))
    return Section(name, title, tuple(_tables(title, columns)), pictures, own_text)


def _sweep(name, rows):
    """(title, {point: {words: text}}) of a sweep."""
    run = name.rpartition("/")[2].removeprefix("sweep@").partition(",")[0]
    swept = list(rows[0])[:-4]
    shown = metrics_to_show(_part(run), list(dict.fromkeys(row["metric"] for row in rows)))
    columns = {}
    for row in rows:
        point = ", ".join(f"{parameter}={row[parameter]}" for parameter in swept) or say("mean")
        if row["metric"] in shown:
            error = float(row["standard_error"] or math.nan)
            text = measured(float(row["mean"]), None if math.isnan(error) else error)
            columns.setdefault(point, {})[shown[row["metric"]]] = text
    return say("Sweep of {run}: mean ± standard error", run=run), columns


def _comparison(rows, runs):
    """(title, {run: {words: text}}) of a comparison."""
    part = _part(runs[0].rpartition("/")[2].partition("@")[0])
    metrics = [row["name"] for row in rows if row["kind"] == "metric" and row["name"] != "dataset"]
    shown = metrics_to_show(part, metrics)
    columns = {run: {} for run in runs}
    for row in rows:
        for run in runs:
            if row["kind"] == "parameter":
                columns[run][row["name"]] = row[run]
            elif row["name"] in shown and row[run]:
                columns[run][shown[row["name"]]] = float(row[run])
    return say("Comparison of {runs}", runs=", ".join(runs)), columns


def _part(run):
    for part in PARTS:
        if run in part.run_names():
            return part
    raise ValueError(f"it is of no part: {run!r}")


def _tables(title, columns):
    names = list(columns)
    words = list(dict.fromkeys(word for values in columns.values() for word in values))
    for first in range(0, len(names), COLUMNS):
        beside = names[first : first + COLUMNS]
        rows = tuple((word, *(columns[name].get(word, "") for name in beside)) for word in words)
        yield Table(title, (say("quantity"), *beside), rows)
