"""From the stored runs of a sweep over seeds to the part's spread.json, which sets its bounds.

    python -m lab.commands.sweep.spread reports/mnist/vae reports/mnist/vae@seed=*

Runs of several parts, presets and data sets may be given together. What a spread.json holds of
others stays as it is.
"""

import dataclasses
import json
import sys

from lab.errors import LabError
from lab.experiment.expected import SEEDS
from lab.experiment.settings import before_settings
from lab.experiment.spread import Spread, write_spreads
from lab.parts import find
from lab.storage.records import Record

FEWEST_SEEDS = 3


def store_spreads(folders):
    """Writes the spread of each expected metric over the runs in these folders; yields a line for
    each part, preset and data set, and for each bound that some seeds may miss.

    Raises LabError, before anything is written, for runs that are not canonical but for their seed,
    or are too few.
    """
    groups = {}
    for folder in folders:
        record = Record.load(folder)
        part = find(record.config["part"])
        _check(part, record)
        preset = record.config["parameters"].get("preset")
        key = part.name, record.config["dataset"]["name"], preset
        groups.setdefault(key, []).append(record)
    spreads = {key: _spreads(find(key[0]), records) for key, records in groups.items()}
    for (name, dataset, preset), found in spreads.items():
        part, records = find(name), groups[name, dataset, preset]
        seeds = [record.config["seed"] for record in records]
        write_spreads(part.package, dataset, preset, seeds, found)
        yield f"{part.run_name(preset)} on {dataset}: {len(found)} metrics over {len(seeds)} seeds"
        for row in _rows(part, records[0]):
            yield from _doubtful(row, found[row.name], records)


def _check(part, record):
    """Raises LabError unless it is a full run with today's default parameters."""
    config = record.config
    parameters = config["parameters"]
    preset = {"preset": parameters.get("preset")} if part.parameters.PRESETS else {}
    usual = dataclasses.asdict(before_settings(part.parameters, preset))
    # as a file holds them, with lists for tuples
    usual = json.loads(json.dumps(usual))
    names = sorted(usual.keys() | parameters.keys())
    other = [name for name in names if usual.get(name) != parameters.get(name)]
    changes = ["a smoke run"] * config["smoke"] or config.get("changed") or other
    if changes:
        raise LabError(
            f"{record.folder} is no run with default parameters ({', '.join(changes)}): give "
            "only full runs that differ in their seed"
        )


def _rows(part, record):
    """What is expected of such runs, whether a spread is stored or not."""
    dataset, preset = record.config["dataset"]["name"], record.config["parameters"].get("preset")
    return [row for row in part.expectations if row.holds_for(dataset, preset)]


def _spreads(part, records):
    """{metric: Spread} over the runs of a part on one data set."""
    first = records[0]
    seeds = [record.config["seed"] for record in records]
    if len(set(seeds)) < max(FEWEST_SEEDS, len(seeds)):
        raise LabError(
            f"{first.folder} and its like have the seeds {', '.join(map(str, sorted(seeds)))}: "
            f"at least {FEWEST_SEEDS} are needed, each once"
        )
    for record in records:
        if record.config["dataset"]["checksums"] != first.config["dataset"]["checksums"]:
            raise LabError(f"{first.folder} and {record.folder} used different images")
        for row in _rows(part, first):
            if row.name not in record.metrics:
                raise LabError(f"{record.folder} lacks {row.name}: run it again")
    names = [row.name for row in _rows(part, first)]
    return {name: Spread.of([record.metrics[name] for record in records]) for name in names}


def _doubtful(row, spread, records):
    """A line where the row's own bounds lie within the spread: some seeds may miss them."""
    if row.kind == SEEDS:
        return
    bounds = [
        f"{word} {bound:.5g}"
        for word, bound, is_within in (
            ("at least", row.low, row.low is not None and row.low > spread.low),
            ("at most", row.high, row.high is not None and row.high < spread.high),
        )
        if is_within
    ]
    if bounds:
        values = {record.config["seed"]: record.metrics for record in records}
        missed = [str(s) for s, metrics in values.items() if not row.checked(metrics)["met"]]
        yield (
            f"  {row.name} ({row.kind}): {' and '.join(bounds)} lies within the spread, "
            f"{spread.low:.5g} to {spread.high:.5g}; missed by {len(missed)} of {len(records)}"
            + (f": seeds {', '.join(missed)}" if missed else "")
        )


def main(folders):
    """Prints what was stored; returns the exit code."""
    try:
        if not folders:
            raise LabError("give the folders of stored runs, such as reports/mnist/vae@seed=*")
        for line in store_spreads(folders):
            print(line)
    except LabError as error:
        print(f"spread: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
