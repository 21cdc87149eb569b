"""The report of a data set: which stored runs it shows, and in what form."""

import importlib.util
from pathlib import Path

from lab import data, program
from lab.commands.expectations import checked_rows
from lab.documents import explorer
from lab.documents.chapters import Chapter, Reference, Report, Table
from lab.documents.report import build
from lab.errors import LabError
from lab.experiment.comparison import ours, table_caption, table_rows
from lab.experiment.published import PROTOCOLS
from lab.languages import LANGUAGES, say, speaking
from lab.parts import PARTS
from lab.parts.discussion import conclusion, discussion
from lab.storage.lookup import NOT_SHIPPED, REFERENCE, SHIPPED, datasets
from lab.storage.records import Record
from lab.storage.title import read_title, title_here


def write_report(
    *,
    dataset=None,
    smoke=False,
    out=".",
    languages=LANGUAGES,
    title_file=None,
    reference=False,
):
    """Writes reports/<dataset>/report-<language>.pdf and .html and the explorer; yields each path.

    It shows the canonical runs on one data set: the given one, or the one with the most parts run.
    A part with a data set of its own is shown on that.
    smoke: the smoke runs instead, in report@smoke-… .
    title_file: see `read_title`; by default title.toml in the current folder, if present.
    reference: also the reference runs: next to the same run on the same data, or in chapters of
    their own. Without any other run they alone are shown, under nobody's name.
    Raises LabError if there is no run, or the title file cannot be read.
    """
    if reference and not SHIPPED.exists():
        raise LabError(f"--reference: {NOT_SHIPPED}")
    reports = Path(out, "reports")
    title = read_title(title_file) if title_file else title_here()
    name = data.name_of(dataset) if dataset else _most_run(reports, smoke)
    own = _canonical(reports, name, smoke)
    shipped = {}
    if reference:
        shipped_name = _shipped_data(name) if own or not dataset else name
        shipped = _canonical(SHIPPED, shipped_name, smoke=False)
    if not own and not shipped:
        raise LabError(_nothing(reports / (name or ""), reference))
    if not own:
        name, title, smoke = shipped_name, {}, False
    argument = _argument_of(own or shipped)
    stem = reports / name / ("report@smoke" if smoke else "report")
    for language in languages:
        with speaking(language):
            chapters = tuple(_chapters(own, shipped, argument, smoke, language))
            report = Report(
                dataset=name,
                chapters=chapters,
                published=tuple(_published(reports, reference)),
                title=title,
                **_together(chapters),
            )
        yield from build(report, language, stem)
    if argument:
        records = None if own else SHIPPED / name
        yield from _explorer(reports / name, argument, languages[0], smoke, records)


def _together(chapters):
    """What the runs that the report is about say together: one's own, or without any the shipped
    ones.
    """
    done = [chapter for chapter in chapters if chapter.record]
    about = [chapter for chapter in done if not chapter.is_reference] or done
    metrics = {
        chapter.run.rpartition("/")[2].removesuffix("@smoke"): chapter.record.metrics
        for chapter in about
    }
    expected = [(row.basis, row.met) for chapter in about for row in chapter.expected]
    return {"discussion": discussion(metrics), "conclusion": conclusion(metrics, expected)}


def _nothing(place, reference):
    more = ", or add --reference for the results that come with the lab"
    is_offered = SHIPPED.exists() and not reference
    return f"nothing to report: there is no run in {place}: run a part first{more * is_offered}"


def _explorer(reports, argument, language, smoke, records):
    """The page on which trained networks run, if any are stored."""
    try:
        page = explorer.build(reports, argument, language, smoke, records)
    except LabError as error:
        print(f"no explorer: {error}", flush=True)
        old = explorer.page_of(reports, smoke)
        if old.exists():
            print(f"{old} is left as it was, with the networks of an earlier training", flush=True)
        return
    lacking = explorer.lacks(records or reports, argument, smoke)
    if lacking:
        print(f"explorer: {lacking}", flush=True)
    yield page


def _most_run(reports, smoke):
    """The data set with the most parts run, or None; data sets of single parts come last."""
    counts = {folder.name: _count(reports, folder.name, smoke) for folder in datasets(reports)}
    best = max(counts, key=counts.get, default=None)
    return best if any(counts.get(best, ())) else None


def _count(reports, name, smoke):
    """(number of parts run on a data set, number of those whose own data set it is)."""
    run = [part for part in PARTS if _folders(part, reports, part.own_data or name, smoke)]
    return sum(not part.own_data for part in run), sum(part.own_data == name for part in run)


def _shipped_data(name):
    """The data set of the reference runs to show with it: the same, if there are any."""
    return name if name and _count(SHIPPED, name, False)[0] else _most_run(SHIPPED, False)


def _canonical(reports, name, smoke):
    """{part: {folder's name: Record}} of what a report of a data set shows.

    Nothing where only parts were run whose own data are others.
    """
    if name is None or not any(_count(reports, name, smoke)):
        return {}
    return {part: _runs(part, reports, part.own_data or name, smoke) for part in PARTS}


def _folders(part, reports, dataset, smoke):
    mark = "@smoke" if smoke else ""
    folders = [reports / dataset / f"{name}{mark}" for name in part.run_names()]
    return [folder for folder in folders if (folder / "metrics.json").exists()]


def _runs(part, reports, dataset, smoke):
    """{folder's name: Record} of the canonical runs of a part."""
    folders = _folders(part, reports, dataset, smoke)
    return {folder.name: Record.load(folder) for folder in folders}


def _chapters(own, shipped, argument, smoke, language):
    """A chapter for each run of each part, and for parts that were not run one that says so.

    Shipped runs stand beside one's own on the same data, or in chapters of their own.
    """
    for part in PARTS:
        others = dict(shipped.get(part, {}))
        if own and not own[part]:
            command = _command(part, argument, smoke)
            yield Chapter(part.name, part.question, part.source, command)
        for name, record in own.get(part, {}).items():
            canonical, reference = name.removesuffix("@smoke"), None
            if canonical in others and _data_of(others[canonical]) == _data_of(record):
                beside = others.pop(canonical)
                reference = Reference(beside, part.draw(beside, language))
            yield _chapter(part, name, record, language, reference=reference)
        for name, record in others.items():
            whole_name = f"{REFERENCE}/{_data_of(record)}/{name}"
            yield _chapter(part, whole_name, record, language, is_reference=True)


def _data_of(record):
    return record.config["dataset"]["name"]


def _chapter(part, name, record, language, **reference):
    config = record.config
    preset = config["parameters"].get("preset")
    return Chapter(
        part=part.name,
        question=part.question,
        source=part.source,
        command=_command(part, _argument(config["dataset"]), config["smoke"], preset),
        run=name,
        record=record,
        figures=part.draw(record, language),
        tables=part.tables(record, language),
        expected=tuple(checked_rows(part, record)),
        story=part.story(record, language) if _has_story(part) else None,
        **reference,
    )


def _has_story(part):
    # until all have one
    return importlib.util.find_spec(f"{part.package}.story") is not None


def _argument_of(runs):
    """The value of --dataset for {part: runs}; "" where each part has its own."""
    ordinary = (record for part in runs if not part.own_data for record in runs[part].values())
    return next((_argument(record.config["dataset"]) for record in ordinary), "")


def _argument(dataset):
    """The value of --dataset for the data set of a record: its name, or the path of its images."""
    return dataset["name"] if dataset["name"] in data.NAMES else dataset["origin"]


def _command(part, argument, smoke, preset=None):
    """The command of a canonical or a smoke run."""
    words = ["--part", part.name]
    if preset not in (None, part.default_preset):
        words += ["--set", f"preset={preset}"]
    if argument and not part.own_data:
        words += ["--dataset", argument]
    return program.command(words + ["--smoke"] * smoke)


def _published(reports, reference):
    """A table for each protocol: published numbers, and those of the canonical runs."""
    columns = say("model"), say("nats"), say("source"), say("measured on"), say("training images")
    for protocol in PROTOCOLS:
        rows = table_rows(protocol, _runs_on(protocol, reports, reference))
        yield Table(table_caption(protocol), columns, rows, own=ours(rows))


def _runs_on(dataset, reports, reference):
    """Each canonical run on a data set: (its name, its Record, whether it came with the lab)."""
    for place in [reports, SHIPPED] if reference else [reports]:
        for part in PARTS:
            for name, record in _runs(part, place, dataset, smoke=False).items():
                yield name, record, place == SHIPPED
