"""The figures of stored runs, drawn again without data, training or TensorFlow."""

from pathlib import Path

from lab import data
from lab.commands.plan import Plan
from lab.commands.result import Result
from lab.errors import LabError
from lab.parts import find
from lab.storage.figure_files import save_figures
from lab.storage.folders import Folders
from lab.storage.lookup import datasets
from lab.storage.records import Record


def redraw_runs(part, settings, options):
    """Draws the figures of stored runs again and yields each Result.

    Given settings, or RunOptions that name a run, that one; else every stored run of the part.
    """
    part = find(part)
    for folder in _runs(part, settings, options):
        folders = Folders.of(options.out, folder.parent.name, folder.name)
        with folders.locked():
            record = Record.load(folder)
            figures = part.draw(record, options.language)
            with record.explaining_errors():
                save_figures(folder, figures)
        yield Result(folder, record, figures, folders.work, options.language)


def _runs(part, settings, options):
    """The folders of the runs that were asked for. Raises LabError where there is none."""
    reports = Path(options.out, "reports")
    of_data = datasets(reports)
    if options.dataset is not None:
        reports /= part.makes_data or data.name_of(options.dataset)
        of_data = [reports]
    plan = Plan.of(part, settings, options)
    if options.dataset is not None or settings or plan.changes:
        found = [folder / plan.name for folder in of_data]
    else:
        found = [
            run
            for folder in of_data
            for name in part.run_names()
            for run in [folder / name, *folder.glob(f"{name}@*")]
        ]
    folders = sorted(folder for folder in found if folder.is_dir())
    if not folders:
        raise LabError(f"nothing to redraw: there is no run {plan.name} in {reports}: run it first")
    return folders
