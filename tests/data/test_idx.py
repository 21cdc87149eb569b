import gzip

import numpy as np

from lab.data import idx
from tests.support.helpers import LabTest
from tests.support.mnist_files import write_idx


class Read(LabTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "images"
        self.array = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
        self.content = idx.header((2, 3, 4)) + self.array.tobytes()

    def read(self, content, ndim=3):
        self.path.write_bytes(content)
        return idx.read(self.path, ndim)

    def test_header_is_the_format_s(self):
        self.assertEqual(idx.header((60000, 28, 28)).hex(), "000008030000ea600000001c0000001c")

    def test_plain_and_gzipped_whatever_the_name(self):
        np.testing.assert_array_equal(self.read(self.content), self.array)
        np.testing.assert_array_equal(self.read(gzip.compress(self.content)), self.array)

    def test_one_dimension(self):
        write_idx(self.path, np.array([7, 0, 9]))
        np.testing.assert_array_equal(idx.read(self.path, 1), [7, 0, 9])

    def test_wrong_magic(self):
        for content in (b"\0\0\x0d\x03", b"\0\0\x08\x01", b"\x89PNG", b""):
            with self.subTest(content), self.refused(self.path.name, content.hex(), "00000803"):
                self.read(content + self.content[4:] if content else b"")

    def test_truncated_at_any_byte(self):
        for length in range(4, len(self.content)):
            with self.subTest(length=length), self.refused(self.path.name, "truncated"):
                self.read(self.content[:length])

    def test_more_than_promised(self):
        with self.refused(self.path.name, "more than the 24 bytes"):
            self.read(self.content + b"\0")

    def test_a_promise_beyond_reason_is_refused_without_reading(self):
        with self.refused("8,000,000,000", "damaged"):
            self.read(idx.header((2_000, 2_000, 2_000)))

    def test_broken_gzip(self):
        zipped = gzip.compress(self.content)
        flipped = bytearray(zipped)
        flipped[-8] ^= 1  # its checksum
        garbled = zipped[:10] + b"\xff" * 20
        for name, content in (("cut", zipped[:-9]), ("sum", flipped), ("garbled", garbled)):
            with self.subTest(name), self.refused(self.path.name, "broken gzip"):
                self.read(bytes(content))

    def test_no_file(self):
        with self.refused("nowhere", "No such file"):
            idx.read(self.folder / "nowhere", 3)
        with self.refused("cannot be read"):
            idx.read(self.folder, 3)
