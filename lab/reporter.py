"""From stored runs to the report: which of them a data set's report shows, and how."""

from pathlib import Path

from lab import data
from lab.errors import LabError
from lab.figures.language import in_language
from lab.languages import LANGUAGES
from lab.parts import PARTS
from lab.parts.published import FIXED, FIXED_BINARISED_MNIST, ours
from lab.reporting import explorer
from lab.reporting.records import Record
from lab.reporting.report import Chapter, Table, build, read_title

TITLE_FILE = "title.toml"


def report(*, dataset=None, smoke=False, out=".", languages=LANGUAGES, title_file=None):
    """Writes reports/<dataset>/report-<language>.pdf and .html and the explorer; yields each path.

    It shows the canonical runs on one data set: this one, or the one with most parts run. A part
    that has its own data is shown on that. smoke: the smoke runs instead, into report@smoke-... .
    title_file: see `read_title`; title.toml in the current folder unless given, if it is there.
    Raises LabError where there is no run, or the title file cannot be read.
    """
    reports = Path(out, "reports")
    name = data.name_of(dataset) if dataset else _most_run(reports, smoke)
    if title_file is None and Path(TITLE_FILE).exists():
        title_file = TITLE_FILE
    title = read_title(title_file) if title_file else {}
    shown = [part for part in PARTS if part.own_data in ("", name)]
    if not any(_folders(part, reports, name, smoke) for part in shown):
        raise LabError(f"nothing to report: there is no run in {reports / name}: run parts first")
    published = _published(reports)
    stem = reports / name / ("report@smoke" if smoke else "report")
    for language in languages:
        chapters = [
            chapter for part in PARTS for chapter in _chapters(part, reports, name, smoke, language)
        ]
        yield from build(chapters, published, name, language, title, stem)
    yield from _explorer(Path(out, "runs", name), reports / name, languages[0], smoke)


def _explorer(runs, reports, language, smoke):
    """The page of the trained networks, where there are some: `runs/` is not in the repository."""
    try:
        yield explorer.build(runs, reports, language, smoke)
    except LabError as error:
        print(f"no explorer: {error}", flush=True)


def _most_run(reports, smoke):
    counts = {
        folder.name: len(_stored(reports, folder.name, smoke))
        for folder in sorted(reports.glob("*"))
        if folder.is_dir()
    }
    if not any(counts.values()):
        raise LabError(f"nothing to report: there is no run in {reports}: run parts first")
    return max(counts, key=counts.get)


def _stored(reports, dataset, smoke):
    """The parts without own data that were run on a data set."""
    return [
        part for part in PARTS if not part.own_data and any(_folders(part, reports, dataset, smoke))
    ]


def _folders(part, reports, dataset, smoke):
    mark = "@smoke" if smoke else ""
    folders = [reports / dataset / f"{name}{mark}" for name in part.run_names()]
    return [folder for folder in folders if (folder / "metrics.json").exists()]


def _chapters(part, reports, dataset, smoke, language):
    """A chapter for each stored run of a part, or the one that says it was not run."""
    about = {"part": part.name, "question": part.question, "source": part.source}
    folders = _folders(part, reports, part.own_data or dataset, smoke)
    if not folders:
        command = f"python run_lab.py --part {part.name}"
        if not part.own_data and dataset in data.NAMES:
            command += f" --dataset {dataset}"
        yield Chapter(**about, command=command + " --smoke" * smoke)
    for folder in folders:
        record = Record.load(folder)
        yield Chapter(
            **about,
            command=_command(part, record),
            run=folder.name,
            record=record,
            figures=_figures(part, record, language),
            tables=part.tables(record),
        )


def _figures(part, record, language):
    return in_language(part.draw(record), language)


def _command(part, record):
    """The command that repeats a canonical or a smoke run."""
    command = f"python run_lab.py --part {part.name}"
    preset = record.config["parameters"].get("preset")
    if preset != getattr(part.module.Parameters(), "preset", None):
        command += f" --set preset={preset}"
    if not part.own_data:
        command += f" --dataset {record.config['dataset']['name']}"
    return command + " --smoke" * record.config["smoke"]


def _published(reports):
    """A table for each protocol: published numbers, and those of the canonical runs."""
    records = {
        folder.name: Record.load(folder)
        for part in PARTS
        for folder in _folders(part, reports, FIXED, smoke=False)
    }
    rows = [*FIXED_BINARISED_MNIST, *ours(records)]
    ordered = tuple(sorted(rows, key=lambda row: row[1]))
    return [Table("Fixed binarised MNIST", ("model", "nats"), ordered)]
