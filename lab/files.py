"""Files that nobody ever meets half of, and archives that can do no harm."""

import contextlib
import os
import zipfile
import zlib
from math import prod
from pathlib import Path

import numpy as np

from lab.errors import LabError

LARGEST_ARCHIVE_BYTES = 2**31


@contextlib.contextmanager
def written_beside(path):
    """Yields a temporary path in the same folder, renamed to `path` once the block succeeds.

    Raises LabError where the folder cannot be written or the disk is full; `path` keeps its old
    content then.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


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


def read_array_header(file, name):
    """(shape, whether in columns, dtype) of the .npy file that is open at its start.

    Raises ValueError where it is none, or holds pickled objects.
    """
    try:
        version = np.lib.format.read_magic(file)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, in_columns, dtype = read_header(file)
    except Exception as error:
        # the header is a Python literal: its parser raises whatever Python's own does
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise ValueError(f"{name} has no readable header ({reason})") from None
    if dtype.hasobject:
        raise ValueError(f"{name} holds pickled objects (allow_pickle=False)")
    return shape, in_columns, dtype


def _read_member(archive, info):
    with archive.open(info) as member:
        shape, in_columns, dtype = read_array_header(member, info.filename)
        promised = prod(shape) * dtype.itemsize
        if promised != info.file_size - member.tell():
            raise ValueError(f"{info.filename} promises {promised:,} bytes and holds others")
        # to the end, where the archive's checksum is tested
        content = member.read()
    return np.frombuffer(content, dtype).reshape(shape, order="F" if in_columns else "C")
