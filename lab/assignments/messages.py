"""What judge and worker send each other: a header and arrays, of bounded size, without pickles."""

import io
import json
import struct

import numpy as np

from lab.errors import one_line
from lab.storage.reading import PLAIN_KINDS, parsed_json

LARGEST = 2**24
_LENGTH = struct.Struct("<Q")


def write(file, header, arrays=None):
    """Sends a header, as JSON, and {name: array}. Raises ValueError if they are too long, or hold
    anything but numbers and text.
    """
    _check_kinds(arrays or {})
    body = io.BytesIO()
    told = np.frombuffer(json.dumps(header).encode(), np.uint8)
    np.savez(
        body, header=told, **{f"array_{name}": array for name, array in (arrays or {}).items()}
    )
    if body.tell() > LARGEST:
        raise ValueError(f"it is longer than {LARGEST:,} bytes")
    file.write(_LENGTH.pack(body.tell()) + body.getvalue())
    file.flush()


def read(file):
    """(header, arrays) as they were sent; None where the other side is gone.

    Raises ValueError for what is no such message.
    """
    length = file.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(length)
    if size > LARGEST:
        raise ValueError(f"it is longer than {LARGEST:,} bytes")
    body = file.read(size)
    if len(body) < size:
        return None
    try:
        with np.load(io.BytesIO(body)) as found:
            if sum(info.file_size for info in found.zip.infolist()) > LARGEST:
                raise ValueError(f"it unpacks to more than {LARGEST:,} bytes")
            header = parsed_json(found["header"].tobytes().decode("utf-8"))
            prefix = "array_"
            names = [name for name in found.files if name.startswith(prefix)]
            arrays = {name.removeprefix(prefix): found[name] for name in names}
    except Exception as error:
        # zipfile and NumPy raise whatever broken bytes lead them to
        raise ValueError(f"it cannot be read ({one_line(error)})") from None
    _check_kinds(arrays)
    return header, arrays


def _check_kinds(arrays):
    for name, array in arrays.items():
        if array.dtype.kind not in PLAIN_KINDS:
            raise ValueError(f"{name} is of type {array.dtype}, expected real numbers or text")
