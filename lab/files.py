"""Files that nobody ever meets half of, and locks on them."""

import contextlib
import os
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from lab.errors import LabError


@contextlib.contextmanager
def written_beside(path):
    """Yields a temporary path in the same folder, renamed to `path` once the block succeeds.

    The new content is on the disk before it takes the old one's place: a power cut, too, leaves
    one or the other. Raises LabError where the folder cannot be written or the disk is full; `path`
    keeps its old content then.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        _flush(temporary)
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_folder(folder, files):
    """Writes files {path in the folder: bytes}, which take the place of what was there.

    Raises LabError where it cannot be written or the disk is full; the old content stays then.
    """
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        for path, content in files.items():
            target = beside / "new" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        with contextlib.suppress(FileNotFoundError):
            folder.rename(beside / "old")
        (beside / "new").rename(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            (beside / "old").rename(folder)
        raise LabError(f"cannot write {folder}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextlib.contextmanager
def temporary_files():
    """For a block that makes some: a LabError where there is no room for them."""
    try:
        yield
    except OSError as error:
        # of many files copied, the error lists each
        reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error.strerror or error
        raise LabError(
            f"cannot write temporary files: {reason}: make room, or name another folder as $TMPDIR"
        ) from None


def remove_leftovers(folder):
    """Removes what killed processes were writing in a folder; no living one may write there."""
    for path in folder.glob(".*.part*"):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path, message=None):
    """Keeps other processes out of a block, by a lock on the file `path`; it stays behind.

    What a dead process has locked is free again. Where another holds the lock, raises LabError
    with the message, or without one waits, and says so.
    """
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if message:
                raise LabError(message) from None
            print(f"waiting for another process that holds {path}", flush=True)
            lock.acquire()
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror or error}") from None
    try:
        yield
    finally:
        lock.release()


def _flush_folder(folder):
    """Puts on the disk which files a folder holds."""
    # Windows opens no folders
    if os.name == "posix":
        _flush(folder, os.O_RDONLY)


def _flush(path, mode=os.O_RDWR):
    descriptor = os.open(path, mode)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
