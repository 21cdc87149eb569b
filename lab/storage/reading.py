"""Safe readers of untrusted files, whoever put them there.

Nothing in a file is executed, memory is bounded by a file's content, not by what its header
declares, and anything invalid raises ValueError with a one-line reason.
"""

import contextlib
import io
import json
import os
import stat
import warnings
import zipfile
import zlib
from math import prod
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from lab.errors import one_line

LARGEST_ARCHIVE_BYTES = 2**31
# archives unpack to so many times their size at most, or to a size that harms nobody
MOST_EXPANSION, HARMLESS_BYTES = 100, 2**26
LARGEST_TEXT_BYTES = 2**21
# of a zip member's flags
ENCRYPTED = 1
# digits; longer numbers do not fit into a float, or are too long to print
LONGEST_WHOLE = 300
# of the kinds of NumPy's dtypes: truth, numbers and text
PLAIN_KINDS = "biufU"
LARGEST_CODE_POINT = 0x10FFFF
# Pillow knows others, one of which would start another program
PICTURE_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")
# an encrypted archive; an array of more than there is memory; one of more than can be counted
_OTHERS = (RuntimeError, MemoryError, OverflowError)


def opened(path):
    """Opens a file to read bytes. Raises OSError for pipes and devices, which may never end."""
    mode = Path(path).stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError("it is not a regular file")
    return Path(path).open("rb")


def most_unpacked(packed):
    """The most bytes to which an archive of `packed` bytes may unpack."""
    return min(LARGEST_ARCHIVE_BYTES, max(HARMLESS_BYTES, MOST_EXPANSION * packed))


def read_bytes(path, most):
    """The content of a file of at most so many bytes. Raises ValueError."""
    with _reasons(), opened(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise ValueError(f"it is longer than {most:,} bytes")
        return file.read()


def read_text(path):
    """The text of a file in UTF-8. Raises ValueError."""
    return read_bytes(path, LARGEST_TEXT_BYTES).decode("utf-8")


def parsed_json(text, most=LARGEST_TEXT_BYTES):
    """The content of a JSON text of at most so many characters; absurdly long integers become
    floats. Raises ValueError.
    """
    if len(text) > most:
        raise ValueError(f"it is longer than {most:,} characters")
    with _reasons():
        content = json.loads(text, parse_int=_whole)
        # refuses half of a character, which nobody could write again
        json.dumps(content, ensure_ascii=False).encode()
        return content


def _whole(digits):
    return int(digits) if len(digits) < LONGEST_WHOLE else float(digits)


def read_members(path, names=None, suffix=""):
    """{name: bytes} of a zip archive, all of its members or these, named without the suffix.

    Every checksum is tested. Raises ValueError.
    """
    with _reasons(), opened(path) as file, zipfile.ZipFile(file) as archive:
        members = {info.filename.removesuffix(suffix): info for info in archive.infolist()}
        names = list(members) if names is None else names
        missing = [name for name in names if name not in members]
        if missing:
            held = ", ".join(sorted(members)) or "nothing"
            raise ValueError(f"it lacks {', '.join(missing)}; it holds {held}")
        chosen = [members[name] for name in names]
        for info in chosen:
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(f"{info.filename} uses an unknown compression")
        most = most_unpacked(os.fstat(file.fileno()).st_size)
        if sum(info.file_size for info in chosen) > most:
            raise ValueError(f"it unpacks to more than {most:,} bytes, too many for its size")
        return {name: _unpacked(archive, info) for name, info in zip(names, chosen, strict=True)}


class Archive:
    """A zip archive, a path or bytes, whose members are read one by one. members: a
    zipfile.ZipInfo each. Raises ValueError.
    """

    def __init__(self, source):
        with _reasons():
            if not isinstance(source, bytes):
                opened(source).close()
            self._zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        self.members = self._zip.infolist()

    def read(self, member, most):
        """The content of a member, at most so many bytes. Raises ValueError."""
        if member.flag_bits & ENCRYPTED:
            raise ValueError("it is encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError("it uses an unknown compression")
        if member.file_size > most:
            raise ValueError(f"it is longer than {most:,} bytes")
        with _reasons():
            return _unpacked(self._zip, member)


def _unpacked(archive, info):
    with archive.open(info) as member:
        # ZipFile.read would unpack all that follows before it compares this with the size
        content = member.read(info.file_size)
    if len(content) < info.file_size:
        raise ValueError(f"{info.filename} is cut off")
    return content


def read_arrays(path, names=None):
    """{name: array} of an .npz file, all of them or these: numbers and text, no pickles.

    Raises ValueError.
    """
    members = read_members(path, names, suffix=".npy")
    with _reasons():
        return {name: _array(name, content) for name, content in members.items()}


def read_array_header(file, name):
    """(shape, whether in columns, dtype) of the .npy file that is open at its start.

    Raises ValueError where it is none, or holds anything but numbers or text.
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
        raise ValueError(f"{name} has no readable header ({_reason(error)})") from None
    if dtype.hasobject:
        raise ValueError(f"{name} holds pickled objects (allow_pickle=False)")
    if dtype.kind not in PLAIN_KINDS:
        raise ValueError(f"{name} is of type {dtype}, expected numbers or text")
    return shape, in_columns, dtype


def read_picture(path):
    """A picture of one of PICTURE_FORMATS, the first it holds, as an upright PIL image.

    Raises ValueError.
    """
    try:
        with warnings.catch_warnings(), opened(path) as file:
            warnings.simplefilter("ignore")
            # small files of so many pixels that they fill the memory
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=PICTURE_FORMATS) as picture:
                return ImageOps.exif_transpose(picture)
    except UnidentifiedImageError:
        raise ValueError(f"it is none of {', '.join(PICTURE_FORMATS)}") from None
    except Exception as error:
        # Pillow's decoders raise whatever broken bytes lead them to
        raise ValueError(_reason(error)) from None


@contextlib.contextmanager
def _reasons():
    """Turns whatever libraries raise on broken files into a one-line ValueError."""
    try:
        yield
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, *_OTHERS) as error:
        raise ValueError(_reason(error)) from None


def _reason(error):
    return one_line(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _array(name, content):
    file = io.BytesIO(content)
    shape, in_columns, dtype = read_array_header(file, name)
    promised = prod(shape) * dtype.itemsize
    if promised != len(content) - file.tell() or min(shape, default=0) < 0:
        raise ValueError(f"{name} promises {promised:,} bytes (shape {shape}) and holds others")
    order = "F" if in_columns else "C"
    array = np.ndarray(shape, dtype, buffer=content, offset=file.tell(), order=order)
    if dtype.kind == "U" and (_code_points(array) > LARGEST_CODE_POINT).any():
        raise ValueError(f"{name} holds what is no text")
    return array


def _code_points(texts):
    return np.frombuffer(texts.tobytes(), np.dtype("u4").newbyteorder(texts.dtype.byteorder))
