import io
import zipfile
from unittest import mock

import numpy as np

from lab.data.sources import archives
from tests.support.helpers import LabTest


class Npz(LabTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "some.npz"

    def write(self, **arrays):
        np.savez(self.path, **arrays)

    def read(self, *names):
        return archives.read_npz(self.path, names)

    def test_reads_the_named_arrays_only(self):
        self.write(a=np.arange(3), b=np.eye(2), c=np.array([None]))
        arrays = self.read("b", "a")
        self.assertEqual(list(arrays), ["b", "a"])
        np.testing.assert_array_equal(arrays["a"], [0, 1, 2])

    def test_missing_arrays_are_named_with_those_held(self):
        self.write(a=np.arange(3), x=np.eye(2))
        with self.refused(self.path.name, "lacks b, c", "it holds a, x"):
            self.read("a", "b", "c")

    def test_pickles_are_refused(self):
        self.write(a=np.array([{"a": 1}], dtype=object))
        with self.refused(self.path.name, "allow_pickle=False"):
            self.read("a")

    def test_no_archive(self):
        for content in (b"", b"PK\x03\x04", b"\x93NUMPY", b"x" * 500):
            self.path.write_bytes(content)
            with self.subTest(content[:6]), self.refused(self.path.name, "not a readable .npz"):
                self.read("a")

    def test_damaged_content(self):
        np.savez_compressed(self.path, a=np.random.default_rng(0).integers(0, 9, 5000))
        content = bytearray(self.path.read_bytes())
        content[400:450] = b"\xff" * 50
        self.path.write_bytes(content)
        with self.refused(self.path.name, "not a readable .npz"):
            self.read("a")

    def test_an_encrypted_archive(self):
        self.write(a=np.arange(3))
        content = bytearray(self.path.read_bytes())
        content[content.index(b"PK\x01\x02") + 8] |= 1
        self.path.write_bytes(content)
        with self.refused(self.path.name):
            self.read("a")

    def test_a_header_that_promises_more_than_memory(self):
        header = io.BytesIO()
        shape = {"descr": "|u1", "fortran_order": False, "shape": (2**44,)}
        np.lib.format.write_array_header_1_0(header, shape)
        with zipfile.ZipFile(self.path, "w") as archive:
            archive.writestr("a.npy", header.getvalue())
        with self.refused(self.path.name):
            self.read("a")

    def test_larger_than_any_data_set(self):
        self.write(a=np.zeros(5000, np.uint8))
        self.enterContext(mock.patch("lab.storage.reading.LARGEST_ARCHIVE_BYTES", 1000))
        with self.refused(self.path.name, "more than 1,000 bytes"):
            self.read("a")

    def test_no_file(self):
        for path, reason in ((self.folder, "Is a directory"), (self.path, "No such file")):
            with self.refused(str(path), "not a readable .npz", reason):
                archives.read_npz(path, ("a",))


class Amat(LabTest):
    def read(self, text, columns=3):
        path = self.folder / "some.amat"
        path.write_text(text)
        return archives.read_amat(path, columns)

    def test_reads_lines_of_digits(self):
        rows = self.read("0 1 1 \n1 0 0\r\n")
        self.assertEqual(rows.dtype, np.uint8)
        np.testing.assert_array_equal(rows, [[0, 1, 1], [1, 0, 0]])

    def test_empty_lines_do_not_count(self):
        np.testing.assert_array_equal(self.read("\n0 1 1\n\n \n1 0 0"), [[0, 1, 1], [1, 0, 0]])

    def test_anything_else_is_refused_and_its_line_named(self):
        for text, words in (
            ("", ("is empty",)),
            (" \n", ("is empty",)),
            ("0 1\n", ("line 1:", "got 2 values")),
            ("0 1 1\n1", ("line 2:", "got 1 values")),
            # two that make up for each other
            ("0 1 1\n\n0 1\n0 1 1 1\n", ("line 3:", "got 2 values")),
            ("0 1 1\n0 1 2\n", ("line 2:", "got 3 values, among them others")),
            ("0 1 -\n", ("line 1:", "others")),
            ("0 1 x", ("line 1:", "others")),
            ("0 1 1\n1 0.0 1\n", ("line 2:", "others")),
        ):
            with self.subTest(text), self.refused("some.amat", "3 zeros and ones", *words):
                self.read(text)

    def test_no_file(self):
        with self.refused("cannot be read", "No such file"):
            archives.read_amat(self.folder / "none.amat", 3)
