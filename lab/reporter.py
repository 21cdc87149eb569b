"""From stored runs to the report: which of them a data set's report shows, and how."""

import shlex
from pathlib import Path

from lab import data
from lab.errors import LabError
from lab.figures.language import in_language
from lab.languages import LANGUAGES
from lab.parts import PARTS
from lab.parts.published import PROTOCOLS, ours
from lab.reporting import explorer
from lab.reporting.records import Record
from lab.reporting.report import Chapter, Table, build
from lab.reporting.title import read_title, title_here


def report(*, dataset=None, smoke=False, out=".", languages=LANGUAGES, title_file=None):
    """Writes reports/<dataset>/report-<language>.pdf and .html and the explorer; yields each path.

    It shows the canonical runs on one data set: this one, or the one with most parts run. A part
    that has its own data is shown on that. smoke: the smoke runs instead, into report@smoke-... .
    title_file: see `read_title`; title.toml in the current folder unless given, if it is there.
    Raises LabError where there is no run, or the title file cannot be read.
    """
    reports = Path(out, "reports")
    name = data.name_of(dataset) if dataset else _most_run(reports, smoke)
    title = read_title(title_file) if title_file else title_here()
    runs = {part: _runs(part, reports, part.own_data or name, smoke) for part in PARTS}
    # those that don't stand in every data set's report
    own = [run for part in PARTS if not part.own_data for run in runs[part].values()]
    if not own and not any(runs[part] for part in PARTS if part.own_data == name):
        raise LabError(f"nothing to report: there is no run in {reports / name}: run parts first")
    argument = _argument(own[0].config["dataset"]) if own else ""
    published = _published(reports)
    stem = reports / name / ("report@smoke" if smoke else "report")
    for language in languages:
        chapters = [
            chapter
            for part in PARTS
            for chapter in _chapters(part, runs[part], argument, smoke, language)
        ]
        yield from build(chapters, published, name, language, title, stem)
    if own:
        yield from _explorer(reports / name, argument, languages[0], smoke)


def _explorer(reports, argument, language, smoke):
    """The page of the trained networks, where there are some."""
    try:
        page = explorer.build(reports, argument, language, smoke)
    except LabError as error:
        print(f"no explorer: {error}", flush=True)
        old = explorer.page_of(reports, smoke)
        if old.exists():
            print(f"{old} stays as it was, with networks of an earlier training", flush=True)
        return
    lacking = explorer.lacks(reports, argument, smoke)
    if lacking:
        print(f"explorer: {lacking}", flush=True)
    yield page


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


def _runs(part, reports, dataset, smoke):
    """{folder's name: Record} of the canonical runs of a part."""
    folders = _folders(part, reports, dataset, smoke)
    return {folder.name: Record.load(folder) for folder in folders}


def _chapters(part, runs, argument, smoke, language):
    """A chapter for each run of a part, or the one that says it was not run."""
    about = {"part": part.name, "question": part.question, "source": part.source}
    if not runs:
        yield Chapter(**about, command=_command(part, argument, smoke))
    for name, record in runs.items():
        config = record.config
        preset = config["parameters"].get("preset")
        yield Chapter(
            **about,
            command=_command(part, _argument(config["dataset"]), config["smoke"], preset),
            run=name,
            record=record,
            figures=_figures(part, record, language),
            tables=part.tables(record),
            sources={row.name: row.source for row in part.expected(config).values()},
        )


def _figures(part, record, language):
    return in_language(part.draw(record), language)


def _argument(dataset):
    """What --dataset takes for the data set of a record: its name, or where its pictures lie."""
    return dataset["name"] if dataset["name"] in data.NAMES else dataset["origin"]


def _command(part, argument, smoke, preset=None):
    """The command of a canonical or a smoke run."""
    words = ["python", "run_lab.py", "--part", part.name]
    if preset not in (None, part.default_preset):
        words += ["--set", f"preset={preset}"]
    if argument and not part.own_data:
        words += ["--dataset", argument]
    return shlex.join(words + ["--smoke"] * smoke)


def _published(reports):
    """A table for each protocol: published numbers, and those of the canonical runs."""
    tables = []
    for name, protocol in PROTOCOLS.items():
        records = {}
        for part in PARTS:
            records |= _runs(part, reports, name, smoke=False)
        rows = sorted([*protocol.rows, *ours(records)], key=lambda row: row[1])
        printed = tuple((model, f"{nats:.2f}") for model, nats in rows)
        tables.append(Table(protocol.title, ("model", "nats"), printed))
    return tables
