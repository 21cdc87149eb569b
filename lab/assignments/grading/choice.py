"""Which of a student's files count: one file of functions, the answers in his notebooks."""

import dataclasses
import re

from lab.assignments.cells import LARGEST_BYTES as LARGEST_NOTEBOOK
from lab.assignments.grading.contents import Entry, Files
from lab.assignments.grading.from_notebooks import Notebook
from lab.assignments.grading.names import packed
from lab.assignments.source import PACKAGE
from lab.assignments.workbook import LARGEST_BYTES, check_python, decoded
from lab.errors import LabError, one_line
from lab.languages import say

# of files named in one line; of lines on a submission
MOST_NAMED, MOST_LINES, LONGEST_LINE = 4, 12, 500
MOST_NOTEBOOKS = 4
# by which a copy of the package is known, such as a handout that is handed in as a whole
OF_THE_PACKAGE = (PACKAGE.name, "assignments", "worker.py")
TEST = re.compile(r"test_.*|.*_test|tests|conftest")


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A file that defines functions of the lab, or should. text: of Python. error: why there is
    none. lines: what is said of it where it counts.
    """

    entry: Entry
    is_named: bool
    text: str = ""
    error: str = ""
    lines: tuple[str, ...] = ()


class Choice:
    """What counts of the files that a student handed in. handed: the names.Handed.

    text: of his labN.py, or "" and a line in `problem`. answers: {question: text}. notes: lines.
    """

    def __init__(self, lab, handed):
        self.lab = lab
        self.text, self.problem, self._notes = "", "", []
        self._names = {one.function for one in lab.exercises if one.target}
        names = "|".join(map(re.escape, sorted(self._names)))
        # seen without parsing, whatever is in it: at the left, in the lab's own file anywhere
        written = rf"(?:async )?def (?:{names})\b|(?:{names})[^\S\n]*=(?!=)"
        self._defines = {
            is_named: re.compile(rf"^{start}(?:{written})", re.MULTILINE)
            for is_named, start in ((False, ""), (True, r"[ \t]*"))
        }
        self._files = Files(self._last_tries(handed), lab.module)
        # [(Entry, why)] of files that may have held what counts
        self._unread = list(self._files.left_out)
        written, self._empty = self._modules()
        books = self._of(".ipynb")
        self._unread += [(one, say("too many notebooks")) for one in books[MOST_NOTEBOOKS:]]
        read = map(self._notebook, books[:MOST_NOTEBOOKS])
        self._notebooks = [(notebook, candidate) for notebook, candidate in read if notebook]
        in_notebooks = [one for _, one in self._notebooks if one]
        self._choose(written or in_notebooks)
        if written and not self.problem:
            for one in in_notebooks:
                self._leave_aside(one.entry.place, say("functions count in one file alone"))
        self.answers = self._answers()
        for entry in self._files.entries:
            if entry.problem and entry.suffix not in (".py", ".ipynb"):
                self._unread.append((entry, entry.problem))
        for entry, why in self._unread:
            if f"{entry.place}: {why}" != self.problem:
                self._leave_aside(entry.place, why)

    @property
    def notes(self):
        """Lines on what counts and what does not, not too many."""
        told = [line[:LONGEST_LINE] for line in self._notes]
        if len(told) > MOST_LINES:
            left = len(told) - MOST_LINES
            told = [*told[:MOST_LINES], say("… and {n} lines more", n=left)]
        return tuple(told)

    def _leave_aside(self, file, why):
        self._notes.append(say("{file} does not count: {why}", file=file, why=why))

    def _last_tries(self, handed):
        """The entries, of several tries the last: by the time in the name that --hand-in gives, or
        by the learning system's count.
        """
        if any(one.is_late for one in handed):
            self._notes.append(say("the learning system's file name says LATE"))
        tries, entries = {}, []
        for one in sorted(handed, key=lambda one: (one.entry.parts, one.again)):
            made = packed(self.lab.module, one.entry.parts[-1])
            key = "" if made else one.entry.parts
            tries.setdefault(key, []).append(((made[1] if made else "", one.again), one))
        for of_one in tries.values():
            last = max(time for time, _ in of_one)
            latest = [one for time, one in of_one if time == last]
            if len(latest) < len(of_one):
                told = {"file": one_line(latest[0].file), "n": len(of_one)}
                self._notes.append(say("{file} counts, the last of {n} tries", **told))
            entries += [one.entry for one in latest]
        return entries

    def _of(self, suffix):
        """The entries with this suffix that are neither tests nor of a copy of the package."""
        copies = {
            entry.parts[:-2] for entry in self._files.entries if entry.parts[-3:] == OF_THE_PACKAGE
        }
        return [
            entry
            for entry in self._files.entries
            if entry.suffix == suffix
            and not any(
                TEST.fullmatch(part.casefold()) for part in (*entry.parts[:-1], _stem(entry))
            )
            and not any(entry.parts[:end] in copies for end in range(len(entry.parts)))
        ]

    def _modules(self):
        """(Candidates, files with the lab's name that define none of its functions)."""
        candidates, empty = [], []
        for entry in self._of(".py"):
            is_named = _stem(entry) == self.lab.module
            try:
                text = decoded(self._files.read(entry, LARGEST_BYTES), entry.place)
            except (LabError, ValueError) as error:
                why = str(error) if isinstance(error, LabError) else f"{entry.place}: {error}"
                if is_named and not entry.problem:
                    candidates.append(Candidate(entry, True, error=why))
                else:
                    self._unread.append((entry, why.removeprefix(f"{entry.place}: ")))
                continue
            if self._defines[is_named].search(text.replace("\r", "\n")):
                candidates.append(Candidate(entry, is_named, text))
            elif is_named:
                empty.append(entry)
        return candidates, empty

    def _notebook(self, entry):
        """(Notebook, the Candidate of its functions or None); (None, None) for what is none."""
        try:
            content = self._files.read(entry, LARGEST_NOTEBOOK)
            notebook = Notebook(entry.place, content)
            text, lines = notebook.functions(self._names, self.lab.module)
        except ValueError as error:
            self._unread.append((entry, one_line(error)))
            return None, None
        is_named = _stem(entry).startswith(self.lab.module)
        lines = (say("the functions are those in {file}", file=entry.place), *lines)
        return notebook, Candidate(entry, is_named, text, lines=lines) if text else None

    def _choose(self, candidates):
        """The one of which the functions count, or why there is none."""
        # the same twice is no question
        candidates = list({one.text or one.entry: one for one in reversed(candidates)}.values())[
            ::-1
        ]
        named = [one for one in candidates if one.is_named]
        chosen = named if len(named) == 1 else candidates
        if not chosen:
            self.problem = self._nothing()
            return
        if len(chosen) > 1:
            self.problem = say(
                "which counts? {files} define functions of the lab: hand in one {file}",
                files=_listed(one.entry for one in chosen),
                file=f"{self.lab.module}.py",
            )
            return
        (one,) = chosen
        self.problem = one.error
        if not one.error:
            try:
                check_python(one.text, one.entry.place)
                self.text = one.text
            except LabError as error:
                self.problem = str(error)
        self._notes += one.lines
        for other in candidates:
            if other is not one:
                self._leave_aside(other.entry.place, say("{file} counts", file=one.entry.place))

    def _nothing(self):
        """Why there is nothing to run."""
        file = f"{self.lab.module}.py"
        if self._empty:
            told = {"file": _listed(self._empty)}
            return say("{file} defines none of the lab's functions", **told)
        if self._unread:
            entry, why = self._unread[0]
            return f"{entry.place}: {why}"
        if not self._files.entries:
            return say("nothing was handed in")
        found = _listed(self._files.entries)
        return say(
            "there is no {file}, nor a notebook with its functions: only {found}",
            file=file,
            found=found,
        )

    def _answers(self):
        """{question: text}, of several notebooks one below the other."""
        found = {}
        for notebook, _ in self._notebooks:
            for number, text in notebook.answers(self.lab).items():
                texts = found.setdefault(number, [])
                texts += [text] if text not in texts else []
        return {number: "\n\n".join(texts) for number, texts in sorted(found.items())}


def _stem(entry):
    """Its name without suffix, as people see it: neither spaces nor capitals matter."""
    return "".join(entry.parts[-1].casefold().split()).rpartition(".")[0]


def _listed(entries):
    """The names of files, not too many."""
    places = [entry.place for entry in entries]
    more = [say("and {n} more", n=len(places) - MOST_NAMED)] if len(places) > MOST_NAMED else []
    return ", ".join([*places[:MOST_NAMED], *more])
