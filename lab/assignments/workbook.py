"""The folder in which a student works: his files, and what he has been told about them."""

import ast
import hashlib
import io
import json
import tokenize
import warnings
from pathlib import Path

from lab.assignments import sheet
from lab.assignments.source import find
from lab.errors import LabError
from lab.languages import LANGUAGES, say, speaking
from lab.storage.files import written_beside
from lab.storage.reading import parsed_json, read_bytes, read_text

LARGEST_BYTES = 2**20


class Workbook:
    """A lab's file in a folder, by default work/labN.py."""

    def __init__(self, lab, folder="work"):
        self.lab = lab
        self.path = Path(folder, f"{lab.module}.py")
        self.notebooks = {
            language: Path(folder, f"{lab.module}-{language}.ipynb") for language in LANGUAGES
        }
        self._memory = Path(folder, f".{lab.module}.json")

    def start(self, part):
        """Writes the file with stubs, and beside it a notebook in each language, where there is no
        such file; whether it did. part: that to try the functions in.
        """
        if self.path.exists():
            return False
        with written_beside(self.path) as path:
            path.write_text(sheet.stubs(self.lab), encoding="utf-8")
        for language, place in self.notebooks.items():
            if not place.exists():
                with written_beside(place) as path, speaking(language):
                    text = sheet.notebook(self.lab, part, self.path.parent)
                    path.write_text(text, encoding="utf-8")
        return True

    def text(self):
        """The file. Raises LabError where it cannot be read."""
        try:
            content = read_bytes(self.path, LARGEST_BYTES)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise LabError(f"{self.path} cannot be read: {reason}") from None
        return decoded(content, self.path)

    def code(self):
        """The file, which is Python. Raises LabError where it is not, or cannot be read."""
        text = self.text()
        check_python(text, self.path)
        return text

    def source_of(self, exercise):
        """The student's function as text; "" where there is none, or the syntax is wrong."""
        text = self.text() if self.path.exists() else ""
        try:
            node = find(ast.parse(text), exercise.function).node
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
            return ""
        return ast.unparse(node)

    def is_written(self, exercise):
        """Whether there is more than the stub."""
        return exercise.number not in _unwritten(self.source_of(exercise))

    def points(self, exercise):
        """What the last check gave; None where the function has changed since, or had none."""
        told = self._told().get(exercise.number, {})
        return told.get("points") if told.get("of") == self._stamp(exercise) else None

    def remember_points(self, exercise, points):
        """Keeps what a check gave."""
        self._remember(exercise, points=points, of=self._stamp(exercise))

    def hints_told(self, exercise):
        """How many hints the student has asked for."""
        return self._told().get(exercise.number, {}).get("hints", 0)

    def remember_hints(self, exercise, count):
        """Keeps how many hints were told."""
        self._remember(exercise, hints=count)

    def _stamp(self, exercise):
        return hashlib.sha256(self.source_of(exercise).encode()).hexdigest()[:16]

    def _told(self):
        try:
            found = parsed_json(read_text(self._memory))
        except (OSError, ValueError):
            # only a memory: without it the next check tells all anew
            return {}
        return found if isinstance(found, dict) else {}

    def _remember(self, exercise, **what):
        told = self._told()
        told[exercise.number] = {**told.get(exercise.number, {}), **what}
        with written_beside(self._memory) as path:
            path.write_text(json.dumps(told, indent=1), encoding="utf-8")


def decoded(content, path):
    """The text of a file of Python. Raises LabError where it is not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
        line = 1
        # what its first lines say: Python would believe them
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    except SyntaxError:
        pass
    else:
        if encoding in ("utf-8", "utf-8-sig"):
            return text
    raise LabError(f"{_line(path, line)}: {say('it is not UTF-8; save it as UTF-8')}")


def check_python(text, path):
    """Raises LabError where a text is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        place = _line(path, error.lineno) if error.lineno else path
        raise LabError(f"{place}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise LabError(f"{path}: {str(error) or say('it is nested too deeply')}") from None


def _line(path, line):
    # a line's number, which has no separator of thousands
    return say("{path}, line {line}", path=str(path), line=str(line))


def _unwritten(text):
    """Numbers of exercises whose stubs raise that they are still to be written."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            words = getattr(node.exc.args[0], "value", "")
            found.add(str(words).partition(":")[0])
    return found
