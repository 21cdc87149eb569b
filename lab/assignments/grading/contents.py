"""Files that others handed in, in a folder or in zip archives: read in memory, within bounds.

Nothing is ever written, so a name in an archive can lead nowhere; links are not followed.
"""

import contextlib
import dataclasses
import os
import stat
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath

from lab.errors import one_line
from lab.languages import say
from lab.storage.reading import Archive, read_bytes

# of one student: files that are looked at, bytes that are read, bytes of an archive
MOST_FILES, MOST_BYTES, LARGEST_ARCHIVE = 2000, 2**26, 2**25
# that an archive lists, and how each of them begins there
MOST_LISTED, LISTED = 50_000, b"PK\x01\x02"
# folders within folders; archives within his archive
DEEPEST, MOST_NESTED = 12, 1
LONGEST_PLACE = 200
# a folder of a Mac's archives beside the files
ASIDE = "__MACOSX"
# of the flags of a zip's member: its name is in UTF-8
UTF_8 = 0x800


@dataclasses.dataclass(frozen=True)
class Entry:
    """A file that was handed in. parts: the names on its path; the last is "" for a folder.

    read: of the most bytes, its content; raises ValueError. problem: why it is not to be read.
    """

    parts: tuple[str, ...]
    read: Callable[[int], bytes] | None = None
    problem: str = ""

    @property
    def place(self):
        """Its path, for people."""
        place = one_line("/".join(self.parts))
        half = LONGEST_PLACE // 2
        return place if len(place) <= LONGEST_PLACE else f"{place[:half]}…{place[-half:]}"

    @property
    def suffix(self):
        """Such as .py, in small letters."""
        return PurePath(self.parts[-1].strip()).suffix.casefold()

    def within(self, parts):
        """The same with another path."""
        return dataclasses.replace(self, parts=parts)


def entries(path):
    """The entries of a folder, or of a zip archive of one. Raises ValueError."""
    return list(_in_folder(path)) if Path(path).is_dir() else _members(Path(path))


def _is_aside(name):
    """Whether a file is one of those that programs leave: .DS_Store, .ipynb_checkpoints, ..."""
    return name.startswith(".") or name in (ASIDE, "__pycache__")


def _in_folder(folder, parts=()):
    if parts:
        yield Entry((*parts, ""))
    try:
        found = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError as error:
        if not parts:
            raise ValueError(error.strerror or str(error)) from None
        yield Entry(parts, problem=error.strerror or str(error))
        return
    for one in found:
        place = (*parts, unicodedata.normalize("NFC", one.name))
        if _is_aside(one.name):
            continue
        if one.is_symlink():
            yield Entry(place, problem=say("it is a link"))
        elif not one.is_dir(follow_symlinks=False):
            yield Entry(place, partial(read_bytes, one.path))
        elif len(place) > DEEPEST:
            yield Entry(place, problem=say("folders within folders, too many of them"))
        else:
            yield from _in_folder(one.path, place)


def _members(source, parts=()):
    """The entries of a zip archive, a path or bytes, below these parts. Raises ValueError."""
    # before the list fills the memory
    if isinstance(source, bytes) and source.count(LISTED) > MOST_LISTED:
        raise ValueError(say("there are more than {n} files", n=MOST_LISTED))
    found = {}
    archive = Archive(source)
    for info in archive.members:
        names = _name(info).replace("\\", "/").split("/")
        names = [name for name in names[:-1] if name not in ("", ".")] + names[-1:]
        if any(_is_aside(name) for name in names if name != ".."):
            continue
        place = (*parts, *names)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if stat.S_ISLNK(kind):
            found[place] = Entry(place, problem=say("it is a link"))
        elif ".." in names or "\0" in info.orig_filename or len(names) > DEEPEST:
            found[place] = Entry(place, problem=say("its path is none of a file in an archive"))
        else:
            found[place] = Entry(place, partial(archive.read, info))
    return [found[place] for place in sorted(found)]


def _name(info):
    """A member's name. What does not say that it is UTF-8 is so on a Mac, too; else it is in the
    code page of a Russian Windows.
    """
    name = info.filename
    if not info.flag_bits & UTF_8:
        with contextlib.suppress(UnicodeError):
            raw = name.encode("cp437")
            try:
                name = raw.decode("utf-8")
            except UnicodeDecodeError:
                name = raw.decode("cp866")
    return unicodedata.normalize("NFC", name)


class Files:
    """What one student handed in, within bounds; what has the name of the lab's module comes first.

    left_out: [(Entry, why)], not looked at.
    """

    def __init__(self, given, module):
        self._bytes, self._count, self._module = MOST_BYTES, 0, module
        self.left_out = []
        self.entries = list(self._unpacked(given, 0))

    def read(self, entry, most):
        """The content of a file of at most so many bytes. Raises ValueError."""
        if entry.problem:
            raise ValueError(entry.problem)
        content = entry.read(min(most, self._bytes))
        self._bytes -= len(content)
        return content

    def _order(self, entry):
        return not entry.parts[-1].casefold().startswith(self._module), entry.parts

    def _unpacked(self, given, depth):
        """The entries, with what archives hold in place of them."""
        for entry in sorted(given, key=self._order):
            if not entry.parts[-1]:
                continue
            self._count += 1
            if self._count > MOST_FILES:
                why = say("there are more than {n} files", n=MOST_FILES)
                self.left_out.append((entry, why))
                return
            if entry.suffix != ".zip":
                yield entry
                continue
            try:
                if depth > MOST_NESTED:
                    raise ValueError(say("archives within archives, too many of them"))
                inside = _members(self.read(entry, LARGEST_ARCHIVE), entry.parts)
            except ValueError as error:
                self.left_out.append((entry, one_line(error)))
                continue
            yield from self._unpacked(inside, depth + 1)
