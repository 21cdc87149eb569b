"""The report: what stored runs say, as a PDF and as one HTML page, in English or Russian.

Typst sets both from the same pages (`pages/report.typ`; the prose is in `en.typ` or `ru.typ`, in
`theory/` and `errata/` too).
All that comes from runs or from a person reaches the pages as data, never as markup, so that
nothing in it is executed and all of it is printed as it is.
"""

import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import typst
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from lab.languages import number, say, speaking, spoken
from lab.storage.figure_files import is_animation
from lab.storage.files import scratch_folder, written_beside
from lab.storage.locks import locked_folder
from lab.storage.provenance import in_words

PAGES = Path(__file__).with_name("pages")
REPLACEMENT = "\ufffd"
COLOURS = 256
DPI = 110
# a figure of this width fills the line
WIDEST_INCHES = 9
# to tell 1.0001 from 1
BOUND_DIGITS = 5
MINUS = "\u2212"


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
    """All that the pages print, as JSON; pictures are saved into the folder."""
    chapters = report.chapters
    done = [chapter for chapter in chapters if chapter.record]
    return {
        "language": spoken(),
        "title": report.title,
        "dataset": report.dataset,
        "smoke": any(chapter.record.config["smoke"] for chapter in done),
        "reference": any(chapter.reference or chapter.is_reference for chapter in done),
        "only-reference": all(chapter.is_reference for chapter in done),
        "versions": done[0].record.config["versions"] if done else {},
        "chapters": [_chapter(chapter, folder) for chapter in done],
        "missing": [
            {
                "part": chapter.part,
                "question": say(chapter.question),
                "command": chapter.command,
            }
            for chapter in chapters
            if not chapter.record
        ],
        "published": [_table(table) for table in report.published],
    }


def _chapter(chapter, folder):
    with chapter.record.explaining_errors():
        shown = _shown(chapter, folder)
    if chapter.reference is None:
        return shown | {"reference": None}
    with chapter.reference.record.explaining_errors():
        return shown | {"reference": _beside(chapter, folder)}


def _beside(chapter, folder):
    """What a chapter prints of the reference: its numbers by name, and its figures."""
    record, figures = chapter.reference.record, chapter.reference.figures
    return {
        "data": record.caption,
        "made": in_words(record.config),
        "metrics": dict(_metrics(record)),
        "figures": _pictures(figures, folder, f"reference-{chapter.run}"),
    }


def _metrics(record):
    return [
        [name, value_text(value)]
        for name, value in record.metrics.items()
        if name not in ("dataset", "expected")
    ]


def _pictures(figures, folder, stem):
    return [
        _picture(figure, name, folder / f"{stem.replace('/', '-')}-{name}.png")
        for name, figure in figures.items()
    ]


def _shown(chapter, folder):
    record = chapter.record
    return {
        "part": chapter.part,
        "run": chapter.run,
        "question": say(chapter.question),
        "source": say(chapter.source),
        "command": chapter.command,
        "data": record.caption,
        "made": in_words(record.config),
        "is-reference": chapter.is_reference,
        "parameters": [
            [name, _parameter(value)] for name, value in record.config["parameters"].items()
        ],
        "metrics": _metrics(record),
        "expected": [_expected(row) for row in chapter.expected],
        "figures": _pictures(chapter.figures, folder, chapter.run),
        "tables": {name: _table(table) for name, table in chapter.tables.items()},
    }


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


def _parameter(value):
    if isinstance(value, list):
        return "; ".join(_parameter(element) for element in value)
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else value_text(value)


def _table(table):
    def cell(value):
        if isinstance(value, str):
            return value
        return "" if np.isnan(value) else value_text(value)

    return {
        "caption": table.caption,
        "columns": table.columns,
        "rows": [[cell(value) for value in row] for row in table.rows],
    }


def _picture(figure, name, path):
    """Saves a figure without its title, its caption; of an Animation the last frame."""
    if is_animation(figure):
        Image.fromarray(figure.frames()[-1]).save(path)
        return {"file": path.name, "caption": f"{name}.gif", "width": 0.4, "moving": True}
    title = figure.get_suptitle()
    figure.suptitle("")
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    picture.quantize(COLOURS).save(path)
    figure.suptitle(title)
    width = min(1.0, figure.get_figwidth() / WIDEST_INCHES)
    caption = re.sub(r"(?<!\w)-(?=\w)", MINUS, title.replace("\n", " "))
    return {"file": path.name, "caption": caption, "width": width, "moving": False}
