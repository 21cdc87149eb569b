"""IDX, the file format of MNIST: a big-endian header, then the bytes.

Source: http://yann.lecun.com/exdb/mnist/ (section "File formats").
"""

import gzip
import os
import zlib
from math import prod

import numpy as np

from lab.errors import LabError
from lab.storage.reading import most_unpacked, opened

UNSIGNED_BYTE = 0x08
LARGEST_BYTES = 2**30


def header(shape):
    """The header of an IDX file of unsigned bytes with this shape."""
    sizes = b"".join(int(size).to_bytes(4, "big") for size in shape)
    return bytes([0, 0, UNSIGNED_BYTE, len(shape)]) + sizes


def read(path, ndim):
    """The uint8 array of an IDX file, plain or gzipped by its first two bytes.

    Raises LabError where the magic number is not that of unsigned bytes in `ndim` dimensions, the
    file holds fewer or more bytes than its header says, or the gzip stream is broken. Memory is
    bounded by what the file holds, never by what its header promises.
    """
    try:
        with opened(path) as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            most = LARGEST_BYTES
            if zipped:
                most = min(most, most_unpacked(os.fstat(raw.fileno()).st_size))
            with gzip.open(raw) if zipped else raw as file:
                return _parse(file, path, ndim, most)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise LabError(f"{path} is a broken gzip file ({error}): fetch it again") from None
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}") from None


def _parse(file, path, ndim, most):
    magic = file.read(4)
    expected = bytes([0, 0, UNSIGNED_BYTE, ndim])
    if magic != expected:
        raise LabError(
            f"{path} starts with magic number 0x{magic.hex()}, expected 0x{expected.hex()}: "
            f"it is not an IDX file of unsigned bytes in {ndim} dimensions"
        )
    sizes = file.read(4 * ndim)
    shape = tuple(int.from_bytes(sizes[4 * i : 4 * i + 4], "big") for i in range(ndim))
    promised = prod(shape)
    if promised > most:
        raise LabError(
            f"{path} promises {promised:,} bytes (shape {shape}), more than the {most:,} that are "
            "taken from a file of its size: it is damaged"
        )
    content = _read_up_to(file, promised + 1)
    if len(sizes) < 4 * ndim or len(content) < promised:
        raise LabError(
            f"{path} is truncated: its header promises {promised:,} bytes (shape {shape}), "
            f"it holds {len(content):,}: fetch it again"
        )
    if len(content) > promised:
        raise LabError(
            f"{path} holds more than the {promised:,} bytes (shape {shape}) that its header "
            "promises: it is damaged or not what its name says"
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def _read_up_to(file, limit, chunk=2**20):
    content = bytearray()
    while len(content) < limit:
        piece = file.read(min(chunk, limit - len(content)))
        if not piece:
            break
        content += piece
    return content
