"""Which stored runs a report shows: the canonical ones on a data set, or those named."""

import dataclasses
from pathlib import Path

from lab.errors import LabError
from lab.experiment.published import PROTOCOLS
from lab.parts import PARTS, find
from lab.storage.lookup import REFERENCE, SHIPPED, datasets
from lab.storage.records import Record

# the file by which the folder of a run, a sweep and a comparison is known
RUN, SWEEP, COMPARISON = "metrics.json", "table.csv", "differences.csv"
# the data set whose images the protocols of published numbers binarise
GREY = "mnist"
MOST_LISTED = 40


@dataclasses.dataclass(frozen=True)
class Choice:
    """What a report shows: its data set, {part: {run's name: Record}} of one's own and of those
    that came with the lab, and {name: folder} of sweeps and comparisons (others).

    A part in own without a run is named as one that was not run.
    """

    dataset: str
    own: dict
    shipped: dict
    others: dict = dataclasses.field(default_factory=dict)


def by_name(names, reports, dataset, reference):
    """The Choice of the runs with these names; see `named`.

    dataset: the name of the report's data, by default that of the first run. reference: also the
    canonical runs that came with the lab of the same parts.
    """
    found = named(names, reports, dataset)
    data = [run.split("/")[-2] for run in found if "/" in run]
    of_parts = {part.own_data for part in PARTS}
    # stable: the first one that several parts run on
    data.sort(key=lambda of_run: of_run in of_parts)
    name = dataset or next(iter(data), None) or most_run(reports, False)
    if name is None:
        raise LabError("--runs: a report needs a data set: give --dataset")
    own, shipped, others = {}, {}, {}
    for run, folder in found.items():
        if not (folder / RUN).exists():
            others[run.removeprefix(f"{name}/")] = folder
            continue
        record, short = Record.load(folder), run.removeprefix(f"{REFERENCE}/")
        part = find(record.config["part"])
        if short.startswith(f"{part.own_data or name}/"):
            short = folder.name
        place = shipped if run.startswith(f"{REFERENCE}/") else own
        place.setdefault(part, {})[short] = record
    if reference:
        beside = canonical(SHIPPED, shipped_data(name), smoke=False)
        shipped |= {part: beside[part] | shipped.get(part, {}) for part in own if part in beside}
    return Choice(name, own, shipped, others)


def by_default(reports, dataset, smoke, reference):
    """The Choice of the canonical runs on a data set, that of the most parts if None is given.

    reference: also those that came with the lab; they alone where there are no others.
    """
    name = most_run(reports, smoke) if dataset is None else dataset
    own, shipped = canonical(reports, name, smoke), {}
    if reference:
        shipped_name = shipped_data(name) if own or dataset is None else name
        shipped = canonical(SHIPPED, shipped_name, smoke=False)
        name = name if own else shipped_name
    if not own and not shipped:
        more = ", or add --reference for the results that come with the lab"
        is_offered = SHIPPED.exists() and not reference
        place = reports / (dataset or name or "")
        raise LabError(
            f"nothing to report: there is no run in {place}: run a part first{more * is_offered}"
        )
    return Choice(name, own, shipped)


def shipped_data(name):
    """The data set of the reference runs to show with it: the same, if there are any."""
    return name if name and count(SHIPPED, name, False)[0] else most_run(SHIPPED, False)


def most_run(reports, smoke):
    """The data set with the most parts run, or None; data sets of single parts come last."""
    counts = {folder.name: count(reports, folder.name, smoke) for folder in datasets(reports)}
    best = max(counts, key=counts.get, default=None)
    return best if any(counts.get(best, ())) else None


def count(reports, name, smoke):
    """(number of parts run on a data set, number of those whose own data set it is)."""
    run = [part for part in PARTS if _folders(part, reports, part.own_data or name, smoke)]
    return sum(not part.own_data for part in run), sum(part.own_data == name for part in run)


def canonical(reports, name, smoke):
    """{part: {run's name: Record}} of what a report of a data set shows.

    Nothing where only parts were run whose own data are others. Of a part that was run only on
    the same images binarised the runs there, named with their data set.
    """
    if name is None or not any(count(reports, name, smoke)):
        return {}
    found = {part: canonical_runs(part, reports, part.own_data or name, smoke) for part in PARTS}
    if name == GREY:
        for part in PARTS:
            found[part] = found[part] or {
                f"{other}/{run}": record
                for other in PROTOCOLS
                for run, record in canonical_runs(part, reports, other, smoke).items()
            }
    return found


def canonical_runs(part, reports, dataset, smoke):
    """{folder's name: Record} of the canonical runs of a part."""
    folders = _folders(part, reports, dataset, smoke)
    return {folder.name: Record.load(folder) for folder in folders}


def _folders(part, reports, dataset, smoke):
    mark = "@smoke" if smoke else ""
    folders = [reports / dataset / f"{name}{mark}" for name in part.run_names()]
    return [folder for folder in folders if (folder / RUN).exists()]


def left_out(reports, name):
    """The names of the variants, sweeps and comparisons that no report shows unasked."""
    shown = (run.rpartition("/") for run in _stored(reports))
    return [
        run
        for of_data, _, run in shown
        if "@" in run and not run.endswith("@smoke") and of_data in (name, "")
    ]


def named(names, reports, dataset=None):
    """{name: folder} of stored runs, sweeps and comparisons, in the order given.

    names: as their folders are called, `vae@beta=4`, or with the data set, `mnist/vae@beta=4`,
    which is needed where several have a run of this name and none of them is that of the report;
    `reference/mnist/vae` is one that came with the lab.
    Raises LabError for one that is not there, and where one is given twice.
    """
    own = _stored(reports)
    stored = own | {f"{REFERENCE}/{run}": folder for run, folder in _stored(SHIPPED).items()}
    found = {}
    for name in names:
        run = _found(name, stored, list(own), dataset)
        if run in found:
            raise LabError(f"--runs {' '.join(names)}: {run} is given twice")
        found[run] = stored[run]
    return found


def _stored(reports):
    """{<data set>/<name>: folder} of every run and sweep, {<name>: folder} of every comparison."""
    inside = [folder for of_data in datasets(reports) for folder in sorted(of_data.glob("*"))]
    folders = [f for f in inside if (f / RUN).exists() or (f / SWEEP).exists()]
    folders += [f for f in sorted(Path(reports).glob("compared@*")) if (f / COMPARISON).exists()]
    return {str(folder.relative_to(reports)): folder for folder in folders}


def _found(name, stored, own, dataset):
    if name in stored:
        return name
    if dataset and f"{dataset}/{name}" in stored:
        return f"{dataset}/{name}"
    same = [run for run in own if run.rpartition("/")[2] == name]
    if len(same) > 1:
        raise LabError(f"run {name!r} is ambiguous; choose one of {', '.join(same)}")
    if not same:
        known = listed(own) or "none; run a part first"
        raise LabError(f"there is no run {name!r}; the stored ones: {known}")
    return same[0]


def listed(names):
    """Names in a line, the first of very many."""
    more = f", and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more
