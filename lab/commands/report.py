"""The report of a data set: which stored runs it shows, and in what form."""

import dataclasses
from pathlib import Path

from lab import data, program
from lab.commands.choice import by_default, by_name, canonical_runs, left_out, listed
from lab.commands.expectations import checked_rows
from lab.commands.sections import section
from lab.documents import explorer
from lab.documents.chapters import Chapter, Reference, Report, Table
from lab.documents.number_files import paths_of, write_number_files
from lab.documents.own_text import read_text_of
from lab.documents.report import build
from lab.errors import LabError
from lab.experiment.comparison import ours, table_caption, table_rows
from lab.experiment.published import PROTOCOLS
from lab.languages import LANGUAGES, say, speaking
from lab.parts import PARTS
from lab.parts.discussion import conclusion, discussion
from lab.storage.files import written_beside
from lab.storage.lookup import NOT_SHIPPED, REFERENCE, SHIPPED
from lab.storage.title import read_title, title_here


def write_report(
    *,
    dataset=None,
    smoke=False,
    out=".",
    languages=LANGUAGES,
    title_file=None,
    reference=False,
    runs=(),
):
    """Writes reports/<dataset>/report-<language>.pdf and .html, the numbers and parameters beside
    them as report-numbers.csv and report-parameters.csv, and the explorer; yields each path.

    It shows the canonical runs on one data set: the given one, or the one with the most parts run.
    A part with a data set of its own is shown on that.
    What a person has to say on a run of theirs is taken from text/<run>.md beside the report; those
    that lack are made, empty, and the report is a draft until all are filled.
    runs: the names of runs, sweeps and comparisons to show instead, see `choice.named`.
    smoke: the smoke runs instead, in report@smoke-… .
    title_file: see `read_title`; by default title.toml in the current folder, if present.
    reference: also the reference runs: next to the same run on the same data, or in chapters of
    their own. Without any other run they alone are shown, under nobody's name.
    Raises LabError if there is no run, or the title file, a text or a run cannot be
    read.
    """
    if reference and not SHIPPED.exists():
        raise LabError(f"--reference: {NOT_SHIPPED}")
    if runs and smoke:
        raise LabError("--runs names all runs: omit --smoke, a smoke run is called vae@smoke")
    reports = Path(out, "reports")
    title = read_title(title_file) if title_file else title_here()
    name = data.name_of(dataset) if dataset else None
    if runs:
        choice = by_name(runs, reports, name, reference)
    else:
        choice = by_default(reports, name, smoke, reference)
    is_own = bool(choice.own or choice.others)
    if not is_own:
        title, smoke = {}, False
    place = reports / choice.dataset
    stem = place / ("report@smoke" if smoke else "report")
    texts = {run: read_text_of(path) for run, path in _text_files(choice, place).items()}
    for language in languages:
        with speaking(language):
            chapters = tuple(_chapters(choice, smoke, language, texts))
            report = Report(
                dataset=choice.dataset,
                chapters=chapters,
                sections=tuple(
                    section(run, folder, texts[run]) for run, folder in choice.others.items()
                ),
                published=tuple(_published(reports, reference)),
                files=tuple(path.name for path in paths_of(stem)),
                title=title,
                **_together(chapters),
            )
        yield from build(report, language, stem)
    yield from write_number_files(chapters, stem)
    argument = _argument_of(choice.own or choice.shipped)
    if argument:
        records = None if is_own else SHIPPED / choice.dataset
        yield from _explorer(place, argument, languages[0], smoke, records)
    if not runs and is_own and not smoke:
        _name_left_out(left_out(reports, choice.dataset))
    _ask_for_texts(_text_files(choice, place), texts)


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


def _text_files(choice, place):
    """{run, sweep or comparison of one's own: the file in which a person writes of it}."""
    names = [run for runs in choice.own.values() for run in runs] + list(choice.others)
    return {name: place / "text" / f"{name}.md" for name in names}


def _name_left_out(names):
    if names:
        print(f"not in the report: {listed(names)}; choose what it shows with --runs", flush=True)


def _ask_for_texts(files, texts):
    """Makes the empty files that lack, and says which are to be filled."""
    empty = [path for run, path in files.items() if not texts[run]]
    place = next((path.parents[len(Path(run).parts) - 1] for run, path in files.items()), None)
    for path in empty:
        if not path.exists():
            with written_beside(path) as temporary:
                temporary.touch()
    if empty:
        names = ", ".join(str(path.relative_to(place)) for path in empty)
        print(
            f"the report is a draft: say what you see, in Markdown, in {place}: {names}",
            flush=True,
        )


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


def _chapters(choice, smoke, language, texts):
    """A chapter for each run of each part, and for parts that were not run one that says so.

    Shipped runs stand beside one's own on the same data, or in chapters of their own.
    """
    argument = _argument_of(choice.own or choice.shipped)
    for part in PARTS:
        others, own = dict(choice.shipped.get(part, {})), choice.own.get(part, {})
        if part in choice.own and not own:
            command = _command(part, argument, smoke)
            yield Chapter(part.name, part.question, part.source, command)
        for name, record in own.items():
            canonical, reference = name.removesuffix("@smoke"), None
            if canonical in others and _data_of(others[canonical]) == _data_of(record):
                beside = others.pop(canonical)
                reference = Reference(beside, part.draw(beside, language))
            yield _chapter(
                part,
                name,
                record,
                language,
                reference=reference,
                own_text=texts[name],
            )
        for name, record in others.items():
            whole_name = f"{REFERENCE}/{_data_of(record)}/{name.rpartition('/')[2]}"
            yield _chapter(part, whole_name, record, language, is_reference=True)


def _data_of(record):
    return record.config["dataset"]["name"]


def _chapter(part, name, record, language, **options):
    config = record.config
    return Chapter(
        part=part.name,
        question=part.question,
        source=part.source,
        command=_command_of(part, config),
        run=name,
        record=record,
        figures=part.draw(record, language),
        tables=part.tables(record, language),
        expected=tuple(checked_rows(part, record)),
        story=part.story(record, language),
        **options,
    )


def _argument_of(runs):
    """The value of --dataset for {part: runs}; "" where each part has its own."""
    ordinary = (record for part in runs if not part.own_data for record in runs[part].values())
    return next((_argument(record.config["dataset"]) for record in ordinary), "")


def _argument(dataset):
    """The value of --dataset for the data set of a record: its name, or the path of its images."""
    return dataset["name"] if dataset["name"] in data.NAMES else dataset["origin"]


def _command_of(part, config):
    """The command of a stored run."""
    parameters = {field.name for field in dataclasses.fields(part.parameters)}
    words = []
    preset = config["parameters"].get("preset")
    if preset not in (None, part.default_preset):
        words += ["--set", f"preset={preset}"]
    for text in config.get("changed", []):
        name, equals, value = text.partition("=")
        if name in parameters:
            words += ["--set", text]
        elif name == "own":
            words.append("--own")
        elif name != "callbacks":
            words += ["--" + name.replace("_", "-")] + [value] * bool(equals)
    if config["seed"]:
        words += ["--seed", str(config["seed"])]
    return _command(part, _argument(config["dataset"]), config["smoke"], words)


def _command(part, argument, smoke, changes=()):
    """The command of a run that differs from the canonical one by these words."""
    words = ["--part", part.name, *changes]
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
            for name, record in canonical_runs(part, place, dataset, smoke=False).items():
                yield name, record, place == SHIPPED
