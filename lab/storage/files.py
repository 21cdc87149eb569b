"""Atomic file writes, of one file or of several together."""

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from lab.errors import LabError

# what `_temporary` makes: the process's number and "part" before the suffix
_LEFTOVER = re.compile(r"\..+\.\d+(\.old)?\.part(\.[^.]+)?")


@contextlib.contextmanager
def written_beside(path):
    """Yields a temporary path in the same folder, renamed to `path` once the block succeeds.

    The new content is on the disk before it takes the old one's place: a power cut, too, leaves
    one or the other. Raises LabError where the folder cannot be written or the disk is full; `path`
    keeps its old content then.
    """
    path = Path(path)
    temporary = _temporary(path)
    try:
        with _errors_naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            _flush(temporary)
        _rename(temporary, path, of=path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


class Replacement:
    """Replaces several files together, or none of them.

    A context manager: the files move into place once its block succeeds. The first stands for all:
    it is removed before the others change and comes back last, so that wherever it exists the
    others belong to it, even if the process was killed in between. Raises LabError like
    `written_beside`.
    """

    def __init__(self):
        # {place: the path of its new content, or None for a file that goes}
        self._new = {}
        # {place: where its old content waits}
        self._old = {}
        self._placed = []
        self._written = []

    @contextlib.contextmanager
    def writing(self, path):
        """Yields a temporary path in the same folder for the new content of a file."""
        path = Path(path)
        temporary = _temporary(path)
        self._new[path] = temporary
        self._written.append(temporary)
        with _errors_naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            _flush(temporary)

    def moving(self, path, place):
        """Adds a file, written elsewhere, that moves to its place."""
        self._new[Path(place)] = Path(path)

    def removing(self, path):
        """Adds a file to be removed."""
        self._new[Path(path)] = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        try:
            if kind is None:
                self._replace()
        finally:
            for path in self._written:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _replace(self):
        for place in self._new:
            if place.is_dir() and not place.is_symlink():
                raise LabError(f"cannot write {place}: it is a folder: move it away")
        first, *others = self._new
        try:
            self._set_aside(first)
            for place in others:
                self._set_aside(place)
                self._put(place)
            self._put(first)
        except BaseException:
            self._restore()
            raise
        for aside in self._old.values():
            with contextlib.suppress(OSError):
                aside.unlink()

    def _set_aside(self, place):
        if os.path.lexists(place):
            self._old[place] = _temporary(place, ".old")
            _rename(place, self._old[place], of=place)

    def _put(self, place):
        if self._new[place] is not None:
            self._placed.append(place)
            _rename(self._new[place], place, of=place)

    def _restore(self):
        for place in self._placed:
            # the last one may not have come there
            if os.path.lexists(place):
                _rename(place, self._new[place], of=place)
        for place in reversed(self._old):
            if os.path.lexists(self._old[place]):
                _rename(self._old[place], place, of=place)


def _temporary(path, mark=""):
    return path.with_name(f".{path.stem}.{os.getpid()}{mark}.part{path.suffix}")


@contextlib.contextmanager
def _errors_naming(path):
    """Turns an OSError into a LabError that names this file."""
    try:
        yield
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror or error}") from None


def _rename(path, place, of):
    with _errors_naming(of):
        path.replace(place)
        _flush_folder(place.parent)


@contextlib.contextmanager
def room_for_temporary_files():
    """For a block that makes temporary files: a LabError where there is no room for them."""
    try:
        yield
    except OSError as error:
        raise LabError(
            f"cannot write temporary files: {error.strerror or error}: free some space, or set "
            "$TMPDIR to another folder"
        ) from None


def remove_leftovers(folder):
    """Removes half-written files of killed processes; no live one may be writing in the folder."""
    for path in folder.glob(".*.part*"):
        if _LEFTOVER.fullmatch(path.name) and is_own_file(path):
            path.unlink()


def is_own_file(path):
    """Whether the lab may have written it: a regular file, neither folder nor link."""
    return path.is_file() and not path.is_symlink()


def check_folder(folder):
    """Raises LabError unless files can be replaced in a folder, which may not exist yet.

    The lab replaces nothing behind a link: it did not make what lies there.
    """
    if folder.is_symlink():
        raise LabError(
            f"cannot write results to {folder}: it is a link, and the lab replaces files only in "
            "folders of its own: remove the link, or choose another --out"
        )
    existing = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    try:
        if not existing.exists():
            raise OSError(f"{existing} is a broken link")
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise LabError(
            f"cannot write results to {folder}: {error.strerror or error}: choose another --out"
        ) from None


@contextlib.contextmanager
def scratch_folder(path):
    """A new folder for files that nobody needs after the block; for one process at a time.

    What a killed one left there goes first.
    """
    with _errors_naming(path):
        if os.path.lexists(path):
            shutil.rmtree(path)
        path.mkdir()
        try:
            yield path
        finally:
            shutil.rmtree(path)


def _flush_folder(folder):
    """Flushes a folder's list of files to the disk."""
    # Windows opens no folders
    if os.name == "posix":
        _flush(folder, os.O_RDONLY)


def _flush(path, mode=os.O_RDWR):
    descriptor = os.open(path, mode)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
