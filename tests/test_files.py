import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from unittest import mock

import numpy as np

from lab.files import locked, remove_leftovers, write_folder, written_beside
from lab.reading import read_arrays
from tests.helpers import ROOT, LabTest


class WrittenBeside(LabTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "new" / "file.txt"

    def write(self, text, path=None):
        with written_beside(path or self.path) as temporary:
            self.assertEqual(temporary.parent, (path or self.path).parent)
            self.assertEqual(temporary.suffix, ".txt")
            temporary.write_text(text)

    def test_appears_whole_in_a_folder_made_for_it(self):
        with written_beside(self.path) as temporary:
            temporary.write_text("half")
            self.assertFalse(self.path.exists())
        self.assertEqual(self.path.read_text(), "half")
        self.assertEqual(list(self.path.parent.iterdir()), [self.path])

    def test_a_failure_keeps_the_old_content(self):
        self.write("old")
        for error, expected in ((KeyboardInterrupt(), KeyboardInterrupt), (KeyError(), KeyError)):
            with self.assertRaises(expected), written_beside(self.path) as temporary:
                temporary.write_text("new")
                raise error
        refused = self.refused("cannot write", "file.txt", "No space left")
        with refused, written_beside(self.path) as temporary:
            temporary.write_text("new")
            raise OSError(28, "No space left on device")
        self.assertEqual(self.path.read_text(), "old")
        self.assertEqual(list(self.path.parent.iterdir()), [self.path])

    def test_the_content_is_on_the_disk_before_it_has_its_name_and_then_the_name_is(self):
        self.write("old")
        flushed = []

        def fsync(descriptor):
            name = Path(f"/proc/self/fd/{descriptor}").readlink()
            flushed.append((name, self.path.read_text()))

        with mock.patch.object(os, "fsync", fsync):
            self.write("new")
        (temporary, before), (folder, after) = flushed
        self.assertEqual((temporary.suffix, before), (".txt", "old"))
        self.assertEqual((folder, after), (self.path.parent.resolve(), "new"))

    def test_what_a_killed_process_was_writing_is_removed(self):
        self.write("old")
        with written_beside(self.path) as temporary:
            temporary.write_text("new")
            remove_leftovers(self.path.parent)
            self.assertEqual(list(self.path.parent.iterdir()), [self.path])
            temporary.write_text("new")
        self.assertEqual(self.path.read_text(), "new")

    def test_below_a_file(self):
        self.write("old")
        with self.refused("cannot write", "below.txt"):
            self.write("new", self.path / "below.txt")


class Locked(LabTest):
    HOLDER = """
import sys
from pathlib import Path
from lab.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""

    def setUp(self):
        super().setUp()
        self.path = self.folder / "new" / ".lock"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-c", self.HOLDER, str(self.path)]
        self.other = self.enterContext(subprocess.Popen(command, cwd=ROOT, **pipes))
        self.addCleanup(self.other.kill)
        self.assertEqual(self.other.stdout.readline(), "held\n")

    def test_the_second_is_refused_and_a_dead_one_s_lock_taken_over(self):
        with self.refused("wait for it"), locked(self.path, "wait for it"):
            pass
        self.other.kill()
        self.other.wait()
        with locked(self.path, "wait for it"):
            pass

    def test_or_waits_and_says_so(self):
        def end(*_, **__):
            self.other.stdin.close()

        with mock.patch("builtins.print", side_effect=end) as said, locked(self.path):
            self.assertEqual(self.other.wait(), 0)
        self.assertIn(str(self.path), said.call_args.args[0])


class ReadArrays(LabTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "some.npz"

    def test_any_sound_array_comes_back_as_numpy_reads_it(self):
        rng = np.random.default_rng(0)
        arrays = {
            "bytes": rng.integers(0, 256, (3, 4), np.uint8),
            "in_columns": np.asfortranarray(rng.random((3, 4))),
            "one": np.array("one"),
            "text": np.array(["ж", "abc"]),
            "truth": np.array([True, False]),
            "nothing": np.zeros((0, 5)),
            "no_text": np.array([], dtype=str),
            "big_endian": np.arange(3, dtype=">i4"),
        }
        for save in (np.savez, np.savez_compressed):
            save(self.path, **arrays)
            found = read_arrays(self.path)
            self.assertEqual(list(found), list(arrays))
            for name, array in arrays.items():
                with self.subTest(name, save=save.__name__):
                    self.assertEqual(found[name].dtype, array.dtype)
                    np.testing.assert_array_equal(found[name], array)
        self.assertEqual(list(read_arrays(self.path, ["text"])), ["text"])

    def test_a_header_has_to_fit_what_follows_it(self):
        for shape, content in (((3,), b"12"), ((3,), b"1234"), ((2**44,), b""), ((-1,), b"")):
            member = io.BytesIO()
            header = {"descr": "|u1", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(member, header)
            with zipfile.ZipFile(self.path, "w") as archive:
                archive.writestr("a.npy", member.getvalue() + content)
            with self.subTest(shape=shape), self.assertRaisesRegex(ValueError, "^[^\n]+$"):
                read_arrays(self.path)

    def test_a_bit_turned_over_in_the_content_is_noticed(self):
        np.savez(self.path, a=np.arange(100, dtype=np.uint8))
        content = bytearray(self.path.read_bytes())
        content[content.index(bytes(range(100))) + 50] ^= 1
        self.path.write_bytes(content)
        with self.assertRaisesRegex(ValueError, "CRC"):
            read_arrays(self.path)


class WriteFolder(LabTest):
    FILES = {"a.txt": b"new", "figures/b.svg": b"<svg/>"}

    def contents(self):
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def test_takes_the_place_of_what_was_there(self):
        (self.folder / "run").mkdir()
        (self.folder / "run" / "old.txt").write_bytes(b"old")
        write_folder(self.folder / "run", self.FILES)
        self.assertEqual(self.contents(), {f"run/{k}": v for k, v in self.FILES.items()})

    def test_a_full_disk_leaves_nothing_half_written(self):
        write_folder(self.folder / "run", {"old.txt": b"old"})
        for moment, last in (("write_bytes", "b.svg"), ("rename", "run"), ("rename", "new")):
            usual = getattr(Path, moment)

            def full(path, *arguments, usual=usual, last=last):
                if path.name == last:
                    raise OSError(28, "No space left")
                return usual(path, *arguments)

            with (
                self.refused("cannot write", "run", "No space left"),
                mock.patch.object(Path, moment, full),
            ):
                write_folder(self.folder / "run", self.FILES)
            self.assertEqual(self.contents(), {"run/old.txt": b"old"}, (moment, last))
