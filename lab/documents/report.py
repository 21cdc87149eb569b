"""The report: what stored runs say, as a PDF and as one HTML page, in English or Russian.

Typst sets both from the same pages (`pages/report.typ`; the prose is in `en.typ` or `ru.typ`, in
`theory/` and `errata/` too).
All that comes from runs or from a person reaches the pages as data, never as markup, so that
nothing in it is executed and all of it is printed as it is.
"""

import json
import unicodedata
from pathlib import Path

import numpy as np
import typst

from lab.documents.paragraphs import Paragraphs
from lab.documents.pictures import FONTS, in_print, on_screen
from lab.documents.story import pieces
from lab.errors import LabError
from lab.languages import number, say, speaking, spoken
from lab.storage.files import scratch_folder, written_beside
from lab.storage.locks import locked_folder
from lab.storage.provenance import in_words
from lab.storage.reading import read_picture

PAGES = Path(__file__).with_name("pages")
REPLACEMENT = "\ufffd"
# to tell 1.0001 from 1
BOUND_DIGITS = 5
# of stored figures
COLOURS = 256


def build(report, language, stem):
    """Writes a Report in its language as <stem>-<language>.pdf and .html; returns the paths."""
    with locked_folder(stem.parent), scratch_folder(stem.with_name(".report")) as folder:
        for page in pages():
            copy = folder / page.relative_to(PAGES)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(page.read_bytes())
        with speaking(language):
            contents = _contents(report, folder)
        text = json.dumps(_printable(contents), ensure_ascii=False)
        (folder / "report.json").write_text(text, encoding="utf-8")
        paths = []
        for kind in ("pdf", "html"):
            path = stem.with_name(f"{stem.name}-{language}.{kind}")
            document = typst.compile(
                str(folder / "report.typ"),
                root=str(folder),
                format=kind,
                ignore_system_fonts=True,
                font_paths=[str(FONTS)],
                sys_inputs={"kind": kind},
            )
            with written_beside(path) as temporary:
                temporary.write_bytes(document)
            paths.append(path)
    return paths


def pages():
    """The files that Typst reads."""
    return [path for path in PAGES.rglob("*") if path.is_file()]


def _printable(content):
    """JSON with a sign in place of each character that no page may hold, such as a control code."""
    if isinstance(content, dict):
        return {_printable(name): _printable(value) for name, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_printable(element) for element in content]
    if isinstance(content, str):
        return "".join(REPLACEMENT if _is_unprintable(c) else c for c in content)
    return content


def _is_unprintable(character):
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cn", "Cs")


def value_text(value, digits=4):
    """A number as the report prints it: whole, or so many digits, as 1,846,032 or −2.486·10⁻⁹."""
    is_whole = float(value).is_integer() and abs(value) < 1e9
    return number(value, ",.0f" if is_whole and abs(value) >= 10_000 else f".{digits}g")


def _contents(report, folder):
    """All that the pages print, as JSON; pictures are saved into the folder.

    The order is that of reading, for a term is explained where it is met first.
    """
    chapters, paragraphs = report.chapters, Paragraphs()
    done = [chapter for chapter in chapters if chapter.record]
    return {
        "language": spoken(),
        "title": report.title,
        "dataset": report.dataset,
        "draft": _draft_mark() if report.is_draft else None,
        "prompt": say("What do you see? Why?"),
        "smoke": any(chapter.record.config["smoke"] for chapter in done),
        "reference": any(chapter.reference or chapter.is_reference for chapter in done),
        "only-reference": all(chapter.is_reference for chapter in done),
        "versions": done[0].record.config["versions"] if done else {},
        "aim": paragraphs.first("aim"),
        "chapters": [_chapter(chapter, folder, paragraphs) for chapter in done],
        "missing": [
            {
                "part": chapter.part,
                "question": say(chapter.question),
                "command": chapter.command,
            }
            for chapter in chapters
            if not chapter.record
        ],
        "sections": [
            _section(section, folder, number, paragraphs)
            for number, section in enumerate(report.sections)
        ],
        "discussion": [paragraphs.of(text) for text in report.discussion],
        "published": [_table(table, paragraphs) for table in report.published],
        "conclusion": [paragraphs.of(text) for text in report.conclusion],
        "files": report.files,
    }


def _draft_mark():
    return say("Draft: text of one's own is still missing")


def _section(section, folder, number, paragraphs):
    pictures = []
    for picture in section.pictures:
        path = folder / f"section-{number}-{len(pictures)}.png"
        try:
            read_picture(picture).convert("RGB").quantize(COLOURS).save(path)
        except ValueError as error:
            raise LabError(f"{picture} is not a readable image ({error}): make it again") from None
        pictures.append({"file": path.name, "name": picture.stem})
    return {
        "name": section.name,
        "title": section.title,
        "tables": [_table(table, paragraphs) for table in section.tables],
        "pictures": pictures,
        "own-text": section.own_text,
    }


def _chapter(chapter, folder, paragraphs):
    with chapter.record.explaining_errors():
        shown = _shown(chapter, folder, paragraphs)
    if chapter.reference is None:
        return shown | {"reference": None}
    with chapter.reference.record.explaining_errors():
        return shown | {"reference": _beside(chapter)}


def _beside(chapter):
    """What a chapter prints of the reference: its numbers by name, and its figures."""
    record, figures = chapter.reference.record, chapter.reference.figures
    metrics = record.metrics
    return {
        "data": record.caption,
        "made": in_words(record.config),
        "metrics": {
            row.name: value_text(metrics[row.name])
            for row in chapter.expected
            if row.name in metrics
        },
        "figures": [on_screen(figure, name) for name, figure in figures.items()],
    }


def _shown(chapter, folder, paragraphs):
    record = chapter.record
    told = chapter.story.figures if chapter.story else ()
    return {
        "part": chapter.part,
        "run": chapter.run,
        "question": say(chapter.question),
        "source": say(chapter.source),
        "command": chapter.command,
        "data": record.caption,
        "made": in_words(record.config),
        "is-reference": chapter.is_reference,
        "own-text": chapter.own_text,
        "story": _story(chapter, folder, paragraphs),
        "expected": [_expected(row) for row in chapter.expected],
        "others": [
            on_screen(figure, name) for name, figure in chapter.figures.items() if name not in told
        ],
        "tables": [_table(table, paragraphs) for table in chapter.tables.values()],
    }


def _story(chapter, folder, paragraphs):
    """Its paragraphs, each with the figures that it is the first to refer to."""

    def picture(name):
        figure, label = chapter.figures[name], _label(chapter, name)
        path = folder / label.replace("/", "-")
        return on_screen(figure, name) | in_print(figure, path, label)

    found, shown = [], set()
    for text in chapter.story.paragraphs if chapter.story else ():
        names = [name for kind, name in pieces(text) if kind == "figure"]
        fresh = [name for name in dict.fromkeys(names) if name not in shown]
        shown |= set(fresh)
        found.append(
            {
                "pieces": paragraphs.of(text, lambda name: _label(chapter, name)),
                "figures": [picture(name) for name in fresh],
            }
        )
    return found


def _label(chapter, name):
    """The label of a figure, by which texts refer to it."""
    return f"{chapter.run}-{name}"


def _expected(row):
    earlier = row.when_run
    return _bounds(row.low, row.high) | {
        "name": row.name,
        "value": ("> " if row.is_beyond else "") + value_text(row.value),
        "met": row.met,
        "words": row.words,
        "kind": row.kind,
        "source": row.source,
        "spread": row.spread,
        "when-run": earlier and _bounds(earlier["low"], earlier["high"]) | {"met": earlier["met"]},
    }


def _bounds(low, high):
    bounds = {"low": low, "high": high}
    return {
        name: None if bound is None else value_text(bound, BOUND_DIGITS)
        for name, bound in bounds.items()
    }


def _table(table, paragraphs):
    def cell(value):
        if isinstance(value, str):
            return paragraphs.of(value)
        return [] if np.isnan(value) else paragraphs.of(value_text(value))

    return {
        "caption": table.caption,
        "columns": table.columns,
        "rows": [[cell(value) for value in row] for row in table.rows],
        "own": table.own,
    }
