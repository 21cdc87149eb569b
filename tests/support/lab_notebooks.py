"""A lab's notebook beside a student's file, executed."""

import contextlib
import tempfile
from pathlib import Path

import nbformat

from lab.assignments.workbook import Workbook
from lab.parts import find
from tests.support.notebooks import execute

EXPERIMENT = "own"


def generated(lab, folder):
    """{language: notebook} as the first check of a lab writes them into this folder."""
    book = Workbook(lab, folder)
    book.start(find(lab.part))
    return {language: nbformat.read(path, 4) for language, path in book.notebooks.items()}


@contextlib.contextmanager
def executed(lab, language, text=None, but=(), **options):
    """{name of a cell: cell} of a lab's notebook, executed beside a file of this text, by default
    the stubs. but: names of cells that are not executed.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        notebook = generated(lab, folder)[language]
        if text is not None:
            Path(folder, f"{lab.module}.py").write_text(text, encoding="utf-8")
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in but]
        execute(notebook, folder, **options)
        yield {cell["id"]: cell for cell in notebook["cells"]}
