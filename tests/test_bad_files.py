"""Whatever stands in a file: sound data or one line, never more memory than the file fills."""

import contextlib
import gzip
import io
import json
import struct
import zipfile
import zlib

import h5py
import numpy as np
from hypothesis import given, settings
from PIL import Image

from lab.data import idx, image_folder
from lab.errors import LabError
from lab.files import PICTURE_FORMATS
from tests.damage import NO_FILES, damaged, no_hang, put_in_place
from tests.every_reader import OF_RECORD, read
from tests.helpers import LabTest, fresh_python

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 6, 4), np.uint8)
LAYERS = {
    "encoder/layers/dense": (16, 5),
    "layers/dense": (5, 2),
    "decoder/layers/dense": (2, 6),
    "layers/dense_2": (6, 16),
}
NETWORK = {"input_dim": 16, "z_dim": 2, "encoder_layers": [5], "decoder_layers": [6]}
RECORD = {
    "config.json": {
        "part": "vae",
        "dataset": {"name": "digits", "training_images": 5, "test_images": 2, "shape": [6, 4]},
        "parameters": {"beta": 4.0, "layers": [1, 2], "activation": "relu"},
        "seed": 3,
        "smoke": False,
        "versions": {"python": "3"},
    },
    "metrics.json": {
        "dataset": "digits",
        "test_nll": 0.25,
        "expected": [
            {
                "name": "test_nll",
                "low": 0,
                "high": 1,
                "value": 0.25,
                "met": True,
                "source": "lecture",
            }
        ],
    },
}


def packed_arrays(**arrays):
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def picture(kind, size=(9, 7)):
    content = io.BytesIO()
    levels = np.arange(size[0] * size[1], dtype=np.uint8).reshape(size)
    Image.fromarray(levels).save(content, format=kind)
    return content.getvalue()


def packed_model(layers=LAYERS, alter=lambda weights: None, **config):
    """A .keras file of a PlainVAE as Keras writes it; alter: changes its open weights."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for place, shape in layers.items():
            group = file.create_group(f"{place}/vars")
            group.create_dataset("0", data=np.ones(shape, np.float32))
            group.create_dataset("1", data=np.zeros(shape[1:], np.float32))
        alter(file)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        described = {"config": {**NETWORK, "activation": "relu", **config}}
        archive.writestr("config.json", json.dumps(described))
        archive.writestr("model.weights.h5", weights.getvalue())
    return content.getvalue()


def packed_judge():
    header = {"names": ["dense/kernel [6, 3]", "dense/bias [3]"]}
    arrays = {"v0": np.ones((6, 3), np.float32), "v1": np.zeros(3, np.float32)}
    return packed_arrays(header=np.array(json.dumps(header)), **arrays)


IDX = idx.header(PIXELS.shape) + PIXELS.tobytes()
# what holds one sound file each, and how it is read
SOUND = {
    "images-ubyte": IDX,
    "images-ubyte.gz": gzip.compress(IDX),
    "some.npz": packed_arrays(a=PIXELS, b=np.array(["ж"])),
    "some.amat": b"0 1 1\n1 0 0\n" * 9,
    **{f"picture.{kind}": picture(kind) for kind in PICTURE_FORMATS},
    "figure.png": picture("PNG"),
    "title.toml": 'author = "Ж"\nyear = 2026\n'.encode(),
    "model.keras": packed_model(),
    "judge.npz": packed_judge(),
    **{name: json.dumps(content).encode() for name, content in RECORD.items()},
    "metrics.json": json.dumps(RECORD["metrics.json"]).encode(),
    "history.csv": b"epoch,loss\n1,0.5\n2,0.25\n",
    "arrays.npz": packed_arrays(images=PIXELS),
}


class BadFiles(LabTest):
    def setUp(self):
        super().setUp()
        for name, content in SOUND.items():
            (self.folder / name).write_bytes(content)

    @contextlib.contextmanager
    def sound_or_one_line(self):
        """What the block finds is sound, or it raises a LabError of one printable line."""
        try:
            with no_hang():
                yield
        except LabError as error:
            self.assertTrue(str(error).isprintable(), repr(str(error)))
            self.assertIn(str(self.folder), str(error))


class AnyDamage(BadFiles):
    def test_gives_sound_data_or_one_line(self):
        for name, content in SOUND.items():
            with self.subTest(name):
                self.assert_sound(name, read(self.folder / name))
                self.damage(name, content)
                (self.folder / name).write_bytes(content)

    def damage(self, name, content):
        @given(damaged(content))
        def holds(broken):
            (self.folder / name).write_bytes(broken)
            with self.sound_or_one_line():
                self.assert_sound(name, read(self.folder / name))

        holds()

    def test_so_does_what_was_damaged_before_it_was_packed(self):
        """The checksums of an archive are right then, and the readers of its members are asked."""
        for name in ("some.npz", "model.keras", "judge.npz"):
            with zipfile.ZipFile(io.BytesIO(SOUND[name])) as archive:
                members = {member: archive.read(member) for member in archive.namelist()}
            for member in members:
                with self.subTest(name, member=member):
                    self.damage_member(name, members, member)

    def damage_member(self, name, members, member):
        @settings(max_examples=60)
        @given(damaged(members[member]))
        def holds(broken):
            with zipfile.ZipFile(self.folder / name, "w") as archive:
                for other, content in {**members, member: broken}.items():
                    archive.writestr(other, content)
            with self.sound_or_one_line():
                read(self.folder / name)

        holds()

    def assert_sound(self, name, found):
        if name.startswith("images"):
            self.assertEqual((found.dtype, found.ndim), (np.uint8, 3))
        elif name.startswith(("picture", "figure")):
            self.assertEqual(found.dtype, np.uint8)
        elif name.endswith(".amat"):
            self.assertLessEqual(found.max(), 1)
        elif name in OF_RECORD:
            self.assertIn("training and", found.caption)


class NoFile(BadFiles):
    def test_what_is_no_file_at_all_is_one_line(self):
        # these may say nothing
        sound = {("title.toml", "an empty file"), ("history.csv", "an empty file")}
        for name, content in SOUND.items():
            path = self.folder / name
            for kind in NO_FILES:
                path.unlink()
                put_in_place(path, kind)
                with self.subTest(name, kind=kind), no_hang():
                    if (name, kind) in sound:
                        read(path)
                    else:
                        with self.refused(str(self.folder)):
                            read(path)
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
                path.write_bytes(content)

    def test_whatever_a_file_or_its_content_is_called_the_message_is_one_line(self):
        odd = self.folder / "a\nTraceback\x1b[2J"
        odd.mkdir()
        for name in SOUND:
            with self.subTest(name):
                (odd / name).write_bytes(b"")
                with self.sound_or_one_line():
                    read(odd / name)
        (self.folder / "some.npz").write_bytes(
            packed_arrays(**{"b\nc": PIXELS, "d" * 9999: PIXELS})
        )
        with self.refused("it lacks a; it holds b\\nc, ddd"):
            read(self.folder / "some.npz")


class Pictures(LabTest):
    def test_a_folder_whose_name_cannot_be_written_is_refused_before_any_training(self):
        for name in ("a\nb", "a\udcff"):
            folder = self.folder / name
            folder.mkdir()
            for number in range(7):
                (folder / f"{number}.png").write_bytes(picture("PNG"))
            with self.subTest(name), self.refused("plain"):
                image_folder.load_image_folder(folder)

    def test_pictures_of_one_row_or_one_pixel_are_pictures(self):
        for number, size in enumerate(((1, 1), (1, 300), (300, 1))):
            (self.folder / f"{number}.png").write_bytes(picture("PNG", size))
        self.assertEqual(image_folder.load_image_folder(self.folder).train.pixels.shape, (2, 784))


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


def promising(weights):
    """Adds an array of 2^40 numbers of which nothing is stored."""
    del weights["layers/dense/vars/0"]
    weights["layers/dense/vars"].create_dataset("0", shape=(2**20, 2**20), dtype="f4")


def packed_tightly(weights):
    del weights["layers/dense/vars/0"]
    many = {"shape": (2**14, 2**14), "chunks": (2**12, 2**12), "compression": "gzip"}
    weights["layers/dense/vars"].create_dataset("0", data=np.zeros((2**14, 2**14), "f2"), **many)


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
    "title.toml 2": (b"year = 0x" + 6_000 * b"f", "is no text"),
    "title.toml 3": (2**17 * b"#", "longer than 65,536"),
    "model.keras": (packed_model(alter=promising), "promises 4,398,046,511,104 bytes"),
    "judge.npz": (zip_of("header.npy", zeros(300), 300 * 2**20), "unpacks to more than"),
}
MEMORY = """
import resource, runpy, sys
from pathlib import Path
from lab.errors import LabError
read = runpy.run_path("tests/every_reader.py")["read"]
folder = Path(sys.argv[1])
for path in (folder / "sound").iterdir():
    read(path)
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**28, used + 2**28))
for case in sorted(folder.glob("bomb*")):
    (path,) = [path for path in case.iterdir() if path.name == case.name.split("|")[1]]
    try:
        print(case.name, "was read:", read(path))
    except LabError as error:
        print(case.name, error)
"""


class Bombs(LabTest):
    def test_memory_is_bounded_by_what_a_file_holds(self):
        """In 256 MiB more than sound files need, which no bomb would leave."""
        self.write("sound", {})
        for name, (content, _) in BOMBS.items():
            self.write(f"bomb {name}|{name.split()[0]}", {name.split()[0]: content})
        process = fresh_python("-c", MEMORY, self.folder)
        self.assertEqual(process.stderr, "")
        lines = process.stdout.splitlines()
        self.assertEqual(len(lines), len(BOMBS))
        for name, (_, words) in BOMBS.items():
            (line,) = [line for line in lines if line.startswith(f"bomb {name}|")]
            self.assertIn(words, line)

    def write(self, folder, contents):
        (self.folder / folder).mkdir()
        for name, content in (SOUND | contents).items():
            (self.folder / folder / name).write_bytes(content)
