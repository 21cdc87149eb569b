"""A lab's files packed to be handed in, and what in them will not count."""

import getpass
import re
import zipfile
from datetime import datetime
from pathlib import Path

from lab import program
from lab.assignments.cells import LARGEST_BYTES, cells_of, functions_in, kind, text_of
from lab.assignments.labs import find_whole
from lab.assignments.workbook import Workbook
from lab.errors import LabError
from lab.languages import say
from lab.storage.files import written_beside
from lab.storage.reading import read_bytes
from lab.storage.title import title_here


def hand_in(number, work, out="."):
    """Yields the lines of what was handed in: lab3-<name>-<time>.zip in the folder `out`, made of
    the files as they are, and what of them will not count.

    name: the author's of title.toml, or the user's. Raises LabError where there is nothing to hand
    in, or the number is not of a lab.
    """
    lab = find_whole(number, "--hand-in")
    book = Workbook(lab, work)
    if not book.path.exists():
        raise LabError(f"there is no {book.path}: {program.command(['--check', number])} writes it")
    book.text()
    name = re.sub(r"\W+", "-", title_here().get("author") or getpass.getuser()).strip("-")
    time = datetime.now().strftime("%Y%m%d-%H%M%S")
    path = Path(out, f"{lab.module}-{name}-{time}.zip")
    if path.exists():
        raise LabError(f"{path} exists already: hand in again in a second")
    notebooks = sorted(book.path.parent.glob(f"{lab.module}-*.ipynb"))
    with (
        written_beside(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for file in (book.path, *notebooks):
            archive.write(file, file.name)
    yield say("written: {path}", path=path)
    yield from _of_functions(book)
    for notebook in notebooks:
        yield from _of_notebook(book, notebook)


def _of_functions(book):
    """What of the functions will not count."""
    try:
        book.code()
    except LabError as error:
        yield say("{error}: no function in it can be run", error=str(error))
        return
    unwritten = [
        exercise.number
        for exercise in book.lab.exercises
        if exercise.target and not (book.source_of(exercise) and book.is_written(exercise))
    ]
    if unwritten:
        yield say("Not written: {numbers}", numbers=", ".join(unwritten))
    alike = f"{book.lab.module}*.py"
    for path in sorted(book.path.parent.iterdir()):
        if path.name != book.path.name and Path(path.name.lower()).match(alike):
            yield _elsewhere(book, path)


def _of_notebook(book, path):
    """What in a notebook will not count."""
    if path not in book.notebooks.values():
        yield say("{path} is in the archive, too: is it to be marked?", path=path)
    try:
        cells = cells_of(read_bytes(path, LARGEST_BYTES))
    except ValueError as error:
        yield say(
            "{path} is no notebook ({error}); it is in the archive as it is", path=path, error=error
        )
        return
    names = {exercise.function for exercise in book.lab.exercises if exercise.target}
    for place, cell in enumerate(cells, 1):
        try:
            text = text_of(cell)
        except ValueError:
            yield say("{path}, cell {place}: it is damaged", path=path, place=place)
            continue
        if kind(cell) == "code" and names & functions_in(text):
            yield _elsewhere(book, say("{path}, cell {place}", path=path, place=place))


def _elsewhere(book, place):
    return say(
        "{place} is not checked: functions count in {file} alone", place=str(place), file=book.path
    )
