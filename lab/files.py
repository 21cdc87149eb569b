"""Files that nobody ever meets half of, and archives that can do no harm."""

import contextlib
import os
import shutil
import zipfile
import zlib
from math import prod
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from lab.errors import LabError

LARGEST_ARCHIVE_BYTES = 2**31


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


def read_arrays(path, names=None):
    """{name: array} of an .npz file, all of them or these.

    Nothing in the file is executed, every checksum is tested, and memory is bounded by what the
    file holds. Raises ValueError, with a reason of one line, for anything else than sound arrays.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            names = list(members) if names is None else names
            missing = [name for name in names if name not in members]
            if missing:
                held = ", ".join(sorted(members)) or "nothing"
                raise ValueError(f"it lacks the arrays {', '.join(missing)}; it holds {held}")
            if sum(members[name].file_size for name in names) > LARGEST_ARCHIVE_BYTES:
                raise ValueError(f"it unpacks to more than {LARGEST_ARCHIVE_BYTES:,} bytes")
            return {name: _read_member(archive, members[name]) for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, MemoryError) as error:
        # RuntimeError: encrypted; NotImplementedError, a kind of it: an unknown compression
        raise ValueError(str(error) or type(error).__name__) from None
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from None


def _read_member(archive, info):
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }.get(version)
        if read_header is None:
            raise ValueError(f"{info.filename} is of the unknown format {version}")
        shape, in_columns, dtype = read_header(member)
        if dtype.hasobject:
            raise ValueError(f"{info.filename} holds pickled objects (allow_pickle=False)")
        promised = prod(shape) * dtype.itemsize
        if promised != info.file_size - member.tell():
            raise ValueError(f"{info.filename} promises {promised:,} bytes and holds others")
        # to the end, where the archive's checksum is tested
        content = member.read()
    return np.frombuffer(content, dtype).reshape(shape, order="F" if in_columns else "C")
