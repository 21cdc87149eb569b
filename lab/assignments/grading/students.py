"""The teacher's table of students: by which id, name and language each is known.

    file,id,name,language
    Anna Ivanova_123456_assignsubmission_file_,ivanova,Анна Иванова,ru
    123457,petrov,Пётр Петров,

file: the name of his folder or file, or the learning system's number or name of him.
"""

import dataclasses
import unicodedata

from lab.assignments.grading.names import identifier
from lab.assignments.grading.tables import rows
from lab.errors import LabError, one_line
from lab.languages import LANGUAGES

COLUMNS = ("file", "id", "name", "language")


@dataclasses.dataclass(frozen=True)
class Row:
    """A student of the table."""

    line: int
    file: str
    student: str
    name: str
    language: str


class Table:
    """The table of a file. Raises LabError for what is wrong in it."""

    def __init__(self, path):
        self.path = path
        self._rows = {}
        for line, cells in rows(path, COLUMNS[:2]):
            self._add(line, cells)

    def _add(self, line, cells):
        place = f"{self.path}, line {line}"
        file, student, name, language = (cells.get(key, "") for key in COLUMNS)
        if not file or not student:
            raise LabError(
                f"{place}: expected the columns {', '.join(COLUMNS)}: file and id filled"
            )
        if identifier(student) != student:
            raise LabError(
                f"{place}: id {student!r}: expected Latin letters, digits, '.', '_', '-'"
            )
        for row in self._rows.values():
            if row.student != student and row.student.casefold() == student.casefold():
                raise LabError(f"{place}: id {student!r} is {row.student!r} on line {row.line}")
        if language not in ("", *LANGUAGES):
            raise LabError(f"{place}: language {language!r}: choose {' or '.join(LANGUAGES)}")
        file = unicodedata.normalize("NFC", file.strip("/"))
        if file in self._rows:
            raise LabError(f"{place}: {file!r} stands on line {self._rows[file].line}, too")
        self._rows[file] = Row(line, file, student, one_line(name), language)

    def rows(self, owners):
        """{Owner: Row} of those of these owners who are in it, by the first that it has of the
        name of a file, the system's number, and the name.
        """
        found = {}
        for owner in owners:
            keys = (owner.top, owner.number, owner.name) if owner.is_certain else (owner.top,)
            known = [key for key in keys if key in self._rows]
            if known:
                found[owner] = self._rows[known[0]]
        for owner, row in found.items():
            of = {other.who for other, its in found.items() if its is row}
            if row.file == owner.name and len(of) > 1:
                raise LabError(
                    f"{self.path}, line {row.line}: {row.file!r} is the name of {len(of)} "
                    "students: write the names of their folders"
                )
        return found
