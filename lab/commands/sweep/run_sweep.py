"""A sweep: the missing runs of a grid, a table of means, a figure of those to be read first."""

import contextlib
import dataclasses
import itertools
import numbers
import os
from pathlib import Path
from typing import ClassVar

from lab import data
from lab.checks import positive_integer
from lab.commands.expectations import metrics_to_show, what_else
from lab.commands.run import load_data
from lab.commands.sweep import cluster
from lab.commands.sweep.figures import means_with_errors
from lab.commands.sweep.grid import grid, sweep_name
from lab.commands.sweep.means import as_csv, label, means
from lab.commands.sweep.progress import Progress
from lab.errors import LabError
from lab.experiment.settings import as_text
from lab.figures.finish import finished
from lab.languages import say, speaking
from lab.parts import find
from lab.storage.captions import caption
from lab.storage.figure_files import save_figures
from lab.storage.files import written_beside
from lab.storage.folders import Folders
from lab.storage.provenance import provenance
from lab.storage.records import Record, save_contents


@dataclasses.dataclass(frozen=True)
class Sweep:
    """The results of a sweep.

    points: ({swept parameter: its value}, {metric: Mean}) of each point of the grid with at least
    one successful run. shown: {metric: what it is, in words} of those to be read first. failed:
    {name of a run: why it failed}.
    """

    folder: Path
    points: tuple[tuple[dict, dict], ...]
    shown: dict[str, str]
    failed: dict[str, str]

    TABLE: ClassVar = "table.csv"

    @property
    def heads(self):
        """A point of the grid for each column."""
        return [label(values) or say("mean ± standard error") for values, _ in self.points]

    def rows_to_show(self):
        """(what it is, the text of each point) of the metrics to be read first."""
        return [
            (words, [str(metrics.get(name, "")) for _, metrics in self.points])
            for name, words in self.shown.items()
        ]

    def what_else(self):
        """How many metrics there are besides and where, in words; "" of none."""
        return what_else(_metrics(self.points), self.shown, self.TABLE)


def run_sweep(
    part,
    swept,
    settings,
    options,
    *,
    metrics=(),
    seeds=1,
    address=None,
    cpus_per_run=1,
    execute=cluster.execute,
):
    """Runs each cell of a grid that has no record yet, and averages the metrics over the seeds.

    swept: {parameter: list of its values as text}; every combination, or the part as it is where
    nothing is swept, is run with `seeds` seeds from that of RunOptions on, as an ordinary run with
    its ordinary record. The sweep's own folder,
    <out>/reports/<dataset>/sweep@<part>,<values>/, gets table.csv and a figure of the metrics to be
    read first: `metrics`, or else those that the part expects something of.
    address, cpus_per_run: see `cluster.execute`, which `execute` may stand in for. On a cluster the
    weights stay behind, and the data set must be named.

    Raises LabError for what is invalid, before anything is run, and where no run succeeds.
    """
    seeds, cpus_per_run = _count("seeds", seeds), _count("cpus_per_run", cpus_per_run)
    part = find(part)
    cells = grid(part, swept, settings, options, seeds)
    dataset, name = _data(part, options, on_cluster=address is not None)
    folders = Folders.of(options.out, name, sweep_name(part, cells, settings, options.smoke))
    runs = {cell.name: Folders.of(options.out, name, cell.name) for cell in cells}
    # two sweeps of a part may share runs: the second one waits, and counts those of the first
    folders = dataclasses.replace(folders, work=folders.work.with_name(f"sweep@{part.name}"))
    with folders.locked(wait=True):
        jobs = _jobs(part, cells, runs, dataclasses.replace(options, dataset=dataset))
        failed = {}
        if jobs:
            events = execute(jobs, address=address, cpus_per_run=cpus_per_run)
            progress = Progress(part.name, len(cells), len(cells) - len(jobs))
            failed = _failed(events, runs, progress)
        with speaking(options.language):
            points, source = _averaged(cells, folders.record.parent, failed)
            shown = metrics_to_show(part, _metrics(points), metrics)
            figures = finished(_figures(part, points, shown, source))
        with written_beside(folders.record / Sweep.TABLE) as path:
            path.write_text(as_csv(points), encoding="utf-8")
        save_figures(folders.record, figures)
    return Sweep(folders.record, points, shown, failed)


def _count(name, value):
    try:
        return positive_integer(name, value)
    except ValueError as error:
        raise LabError(error) from None


def _data(part, options, on_cluster):
    """(the data set that the runs are given, the name of its folder of results)."""
    dataset = options.dataset
    if not on_cluster:
        name = load_data(part, dataset, options.data_dir).name
        dataset = dataset or (None if part.own_data else name)
    elif dataset or part.own_data:
        name = part.makes_data or data.name_of(dataset or part.dataset)
    else:
        raise LabError("a sweep on a cluster needs a named data set: give --dataset")
    if isinstance(dataset, (str, os.PathLike)) and dataset not in data.NAMES:
        dataset = str(Path(dataset).resolve())
    return dataset, name


def _is_finished(folder):
    """Whether a sound record lies there."""
    with contextlib.suppress(LabError):
        Record.load(folder)
        return True
    return False


def _jobs(part, cells, runs, options):
    """{name of a cell: arguments of `run_part`} of the cells that have no record yet.

    runs: {name of a cell: its Folders}.
    """
    options = dataclasses.replace(
        options,
        # whoever runs them may stand in another folder
        data_dir=options.data_dir and str(Path(options.data_dir).resolve()),
        out=Path(options.out).resolve(),
        resume=True,
    )
    made = provenance()
    return {
        cell.name: {
            "part": part.name,
            "settings": cell.settings,
            "options": dataclasses.replace(options, seed=cell.seed),
            "made": made,
        }
        for cell in cells
        if not _is_finished(runs[cell.name].record)
    }


def _failed(events, runs, progress):
    """Follows the runs to their end and stores what comes from elsewhere.

    events: of `cluster.execute`. Returns {name: reason} of the runs that failed.
    """
    failed = {}
    with contextlib.closing(events), progress:
        for what, name, result in events:
            if what == "finished" and result is not None:
                what, result = _stored(runs[name], result)
            if what == "failed":
                failed[name] = result
            progress.follow(what, name, result)
    return failed


def _stored(folders, contents):
    """Stores the files of a run done elsewhere; returns what happened, and why it failed."""
    try:
        with folders.locked():
            save_contents(folders.record, contents)
    except LabError as error:
        return "failed", str(error)
    return "finished", None


def _averaged(cells, reports, failed):
    """The points of the grid with their means, and the caption of their figures."""
    kept = [cell for cell in cells if cell.name not in failed]
    if not kept:
        name, reason = next(iter(failed.items()))
        raise LabError(f"no run of the sweep succeeded; {name}: {reason}")
    records = {cell.name: Record.load(reports / cell.name) for cell in kept}
    first = records[kept[0].name].config
    for name, record in records.items():
        if record.config["dataset"]["checksums"] != first["dataset"]["checksums"]:
            raise LabError(
                f"{kept[0].name} and {name} used different images, both named {reports.name}: "
                "delete the wrong one in reports/ and sweep again"
            )
    points = [
        (values, means([records[cell.name].metrics for cell in group]))
        for values, group in itertools.groupby(kept, key=lambda cell: cell.values)
    ]
    seeds = sorted({cell.seed for cell in cells})
    return points, caption(first, seeds, unsaid=points[0][0])


def _metrics(points):
    """The names of all metrics of any point."""
    return list(dict.fromkeys(name for _, found in points for name in found))


def _figures(part, points, shown, source):
    """A figure with a panel for each of these metrics, over the first swept parameter, a line for
    each value of the rest; none where only the seed changes.
    """
    if not points[0][0]:
        return {}
    swept = list(points[0][0])
    panels = {words: _lines(points, metric, swept) for metric, words in shown.items()}
    has_errors = any(mean.count > 1 for _, found in points for mean in found.values())
    means = say("mean ± standard error") if has_errors else say("one run per point")
    title = f"{part.name}: {means}"
    return {"sweep": means_with_errors(panels, swept[0], title, source)}


def _lines(points, metric, swept):
    """{values of all but the first swept parameter: [(value of the first, mean, error)]}."""
    lines = {}
    for values, found in points:
        if metric in found:
            others = label({name: values[name] for name in swept[1:]})
            point = (_place(values[swept[0]]), found[metric].value, found[metric].error)
            lines.setdefault(others, []).append(point)
    return lines


def _place(value):
    """A number unchanged, anything else as text."""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return value if is_number else as_text(value)
