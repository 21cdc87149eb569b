"""Small files that unpack to a lot, or only promise it: refused, and never given the memory."""

import gzip
import io
import struct
import zipfile
import zlib

import numpy as np

from lab.data import idx
from tests.support.helpers import LabTest, fresh_python
from tests.support.sound_files import write_sound


def zeros(megabytes):
    """A deflate stream of so many zeros, of a thousandth of their size, made at once."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return megabytes * piece + packer.flush()


def zip_of(name, stream, promised):
    """A zip archive whose only member holds a deflate stream and promises so many bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, stream)
    packed = bytearray(content.getvalue())
    # method and size in the two headers: PKWARE's appnote, 4.3.7 and 4.3.12
    for start, method, size in ((0, 8, 22), (packed.rindex(b"PK\1\2"), 10, 24)):
        struct.pack_into("<H", packed, start + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", packed, start + size, promised)
    return bytes(packed)


def png_of(width, height):
    """A PNG file of so many black pixels, of which it holds some."""

    def chunk(name, content):
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(2**20))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def array_header(*shape):
    content = io.BytesIO()
    described = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(content, described)
    return content.getvalue()


# name -> (content, words of the message)
BOMBS = {
    "images-ubyte": (idx.header((2**31, 28, 28)), "promises 1,683,627,180,032 bytes"),
    "images-ubyte 2": (idx.header((2**32 - 1,) * 3), "promises"),
    "images-ubyte 3": (idx.header((2**20, 28, 28)) + bytes(10), "holds 10"),
    "images-ubyte.gz": (
        gzip.compress(idx.header((2**18, 32, 32))) + 300 * gzip.compress(bytes(2**20)),
        "promises 268,435,456 bytes",
    ),
    "some.npz": (zip_of("a.npy", zeros(300), 300 * 2**20), "unpacks to more than 67,108,864"),
    "some.npz 2": (zip_of("a.npy", zeros(3000), 2000), "CRC"),
    "some.npz 3": (zip_of("a.npy", zlib.compress(array_header(2**31, 28, 28))[2:-4], 128), "CRC"),
    "picture.png": (png_of(60_000, 60_000), "3600000000 pixels"),
    "picture.png 2": (png_of(13_000, 13_000), "169000000 pixels"),
    "figure.png": (png_of(60_000, 60_000), "3600000000 pixels"),
    "config.json": (100_000 * b"[", "nested too deeply"),
    "config.json 2": (b"[" + 2**20 * b"[],", "longer than 2,097,152"),
    "metrics.json": (b'{"a":' * 50_000, "nested too deeply"),
    "history.csv": (b'loss\n"' + 200_000 * b"1", "field larger than field limit"),
    "history.csv 2": (b"loss\n" + 2**21 * b"1", "longer than 2,097,152"),
    "arrays.npz": (zip_of("a.npy", zeros(300), 300 * 2**20), "unpacks to more than 67,108,864"),
    "title.toml": (b"year = " + 3_000 * b"[", "nested too deeply"),
    "title.toml 2": (b"year = 0x" + 6_000 * b"f", "must be text"),
    "title.toml 3": (2**17 * b"#", "longer than 65,536"),
    "network.npz": (zip_of("judge.0.seen.npy", zeros(300), 300 * 2**20), "unpacks to more than"),
}
MEMORY = """
import resource, runpy, sys
from pathlib import Path
from lab.errors import LabError
read = runpy.run_path("tests/support/every_reader.py")["read"]
folder = Path(sys.argv[1])
for path in (folder / "sound").glob("*/*/*"):
    read(path)
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**28, used + 2**28))
for case in sorted(folder.glob("bomb*")):
    (path,) = case.rglob(case.name.split("|")[1])
    try:
        print(case.name, "was read:", read(path))
    except LabError as error:
        print(case.name, error)
"""


class Bombs(LabTest):
    def test_memory_is_bounded_by_what_a_file_holds(self):
        """In 256 MiB more than sound files need, which no bomb would leave."""
        write_sound(self.folder / "sound")
        for name, (content, _) in BOMBS.items():
            kind = name.split()[0]
            write_sound(self.folder / f"bomb {name}|{kind}", **{kind: content})
        process = fresh_python("-c", MEMORY, self.folder)
        self.assertEqual(process.stderr, "")
        lines = process.stdout.splitlines()
        self.assertEqual(len(lines), len(BOMBS))
        for name, (_, words) in BOMBS.items():
            (line,) = [line for line in lines if line.startswith(f"bomb {name}|")]
            self.assertIn(words, line)
