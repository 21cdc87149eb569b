"""The numbers and parameters of a report's runs as CSV files beside it, for a spreadsheet."""

import csv

from lab.storage.files import written_beside

# with the mark that tells a spreadsheet of UTF-8
ENCODING = "utf-8-sig"


def write_number_files(chapters, stem):
    """Writes <stem>-numbers.csv and <stem>-parameters.csv of the chapters; returns the paths.

    A row for each run and quantity, or parameter, with full precision, under the names that
    metrics.json and --set have; the value of the reference beside one's own.
    """
    done = [chapter for chapter in chapters if chapter.record]
    return [
        _write(path, name, done, values_of)
        for path, (name, values_of) in zip(
            paths_of(stem), (("quantity", _metrics), ("parameter", _parameters)), strict=True
        )
    ]


def paths_of(stem):
    """The two files beside a report."""
    return [stem.with_name(f"{stem.name}-{what}.csv") for what in ("numbers", "parameters")]


def _write(path, name, chapters, values_of):
    with (
        written_beside(path) as temporary,
        temporary.open("w", encoding=ENCODING, newline="") as file,
    ):
        rows = csv.writer(file)
        rows.writerow(("run", "data set", name, "value", "reference"))
        for chapter in chapters:
            beside = values_of(chapter.reference.record) if chapter.reference else {}
            data = chapter.record.config["dataset"]["name"]
            for key, value in values_of(chapter.record).items():
                rows.writerow(map(_cell, (chapter.run, data, key, value, beside.get(key, ""))))
    return path


def _metrics(record):
    return {k: v for k, v in record.metrics.items() if k not in ("dataset", "expected")}


def _parameters(record):
    return {**record.config["parameters"], "seed": record.config["seed"]}


def _cell(value):
    """Text that no spreadsheet takes for a formula."""
    if isinstance(value, list):
        return "x".join(map(str, value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
        return "'" + value
    return str(value).lower() if isinstance(value, bool) else value
