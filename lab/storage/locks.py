"""Locks that keep other processes out while files are written."""

import contextlib

from filelock import FileLock, Timeout

from lab import terminal
from lab.errors import LabError
from lab.languages import say
from lab.storage.files import remove_leftovers


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
            terminal.tell(say("waiting for another process that holds {path}", path=path))
            lock.acquire()
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror or error}") from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def locked_folder(folder):
    """For a folder in which several processes may write: one waits for the other.

    Removes what dead ones left half-written there.
    """
    with locked(folder / ".lock"):
        remove_leftovers(folder)
        yield
