import contextlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from unittest import mock

import numpy as np

from lab.errors import LabError
from lab.storage.files import (
    Replacement,
    check_folder,
    remove_leftovers,
    scratch_folder,
    written_beside,
)
from lab.storage.locks import locked, locked_folder
from lab.storage.reading import read_arrays
from tests.support.helpers import ROOT, LabTest


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

    def test_what_others_named_alike_stays(self):
        folder = self.folder / "some"
        folder.mkdir()
        (folder / "elsewhere").write_text("some")
        for name in (".x.partner", ".x.part", ".notes.v2.part.txt", "x.12.part.txt", ".x.12.party"):
            (folder / name).write_text("some")
        (folder / ".x.12.part.txt").symlink_to(folder / "elsewhere")
        (folder / ".x.13.part").mkdir()
        before = sorted(folder.iterdir())
        left = (".x.12.part", ".a.state.12.part.npz", ".a.12.old.part.json")
        for name in left:
            (folder / name).write_text("half")
        remove_leftovers(folder)
        self.assertEqual(sorted(folder.iterdir()), before)

    def test_below_a_file(self):
        self.write("old")
        with self.refused("cannot write", "below.txt"):
            self.write("new", self.path / "below.txt")


class Locked(LabTest):
    HOLDER = """
import sys
from pathlib import Path
from lab.storage.locks import locked
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

    def test_alone_in_a_folder_what_dead_ones_left_is_removed(self):
        left = self.path.with_name(".report.12.part.pdf")
        left.write_text("half")
        with (
            mock.patch("builtins.print", side_effect=lambda *_, **__: self.other.stdin.close()),
            locked_folder(left.parent),
        ):
            self.assertEqual(self.other.wait(), 0)
            self.assertEqual([path.name for path in left.parent.iterdir()], [".lock"])


class WorkingFolder(LabTest):
    def test_is_empty_and_goes_with_what_is_in_it(self):
        path = self.folder / ".report"
        for error in (None, ZeroDivisionError, OSError(28, "No space left")):
            path.mkdir()
            (path / "left.png").write_text("by a killed process")
            with contextlib.suppress(ZeroDivisionError, LabError), scratch_folder(path) as folder:
                self.assertEqual(list(folder.iterdir()), [])
                (folder / "page.typ").write_text("some")
                if error:
                    raise error
            self.assertFalse(path.exists())

    def test_no_link_is_followed(self):
        (self.folder / "elsewhere").mkdir()
        (self.folder / "elsewhere" / "theirs").write_text("theirs")
        (self.folder / ".report").symlink_to(self.folder / "elsewhere")
        with self.refused("cannot write", ".report"), scratch_folder(self.folder / ".report"):
            pass
        self.assertEqual((self.folder / "elsewhere" / "theirs").read_text(), "theirs")


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


class Together(LabTest):
    """a.txt stands for all, b.txt is replaced, c.txt is new, d.txt goes, e.txt is moved."""

    OLD = {"a.txt": "old a", "b.txt": "old b", "d.txt": "old d", "sub/e.txt": "old e", "e": "new e"}
    NEW = {"a.txt": "new a", "b.txt": "new b", "c.txt": "new c", "sub/e.txt": "new e"}
    # a goes, b goes and comes, c comes, d goes, e goes and comes, a comes
    STEPS = 8

    def setUp(self):
        super().setUp()
        for name, text in self.OLD.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text)

    def contents(self):
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in paths}

    def replace(self, names=("a.txt", "b.txt", "c.txt")):
        with Replacement() as files:
            for name in names:
                with files.writing(self.folder / name) as path:
                    path.write_text(f"new {path.name[1]}")
            files.removing(self.folder / "d.txt")
            files.moving(self.folder / "e", self.folder / "sub/e.txt")

    def test_all_come_into_their_places(self):
        self.replace()
        self.assertEqual(self.contents(), self.NEW)

    def test_whatever_step_fails_all_is_as_it_was(self):
        usual = Path.replace
        for error in (OSError(5, "Input/output error"), KeyboardInterrupt()):
            for step in range(self.STEPS):
                steps = iter(range(self.STEPS))

                def replace(path, target, step=step, steps=steps, error=error):
                    if next(steps, None) == step:
                        raise error
                    return usual(path, target)

                with self.subTest(step=step, error=error):
                    with (
                        mock.patch.object(Path, "replace", replace),
                        self.assertRaises((LabError, KeyboardInterrupt)) as caught,
                    ):
                        self.replace()
                    if isinstance(error, OSError):
                        place = ("a", "b", "b", "c", "d", "e", "e", "a")[step]
                        self.assertRegex(
                            str(caught.exception), f"cannot write .*/{place}.txt: Input/output"
                        )
                    self.assertEqual(self.contents(), self.OLD)

    def test_a_block_that_fails_changes_nothing(self):
        with self.assertRaises(ZeroDivisionError), Replacement() as files:
            with files.writing(self.folder / "a.txt") as path:
                path.write_text("new")
            files.removing(self.folder / "d.txt")
            raise ZeroDivisionError
        with self.refused("cannot write", "b.txt", "No space"), Replacement() as files:
            with files.writing(self.folder / "a.txt") as path:
                path.write_text("new")
            with files.writing(self.folder / "b.txt") as path:
                raise OSError(28, "No space left on device")
        self.assertEqual(self.contents(), self.OLD)

    def test_a_folder_in_place_of_a_file_is_named_before_anything_changes(self):
        (self.folder / "c.txt").mkdir()
        (self.folder / "c.txt" / "thesis").write_text("theirs")
        before = self.contents()
        with self.refused("c.txt", "is a folder", "move it away"):
            self.replace()
        self.assertEqual(self.contents(), before)

    def test_what_a_link_leads_to_stays(self):
        (self.folder / "elsewhere").write_text("theirs")
        for name in ("b.txt", "d.txt"):
            (self.folder / name).unlink()
            (self.folder / name).symlink_to(self.folder / "elsewhere")
        self.replace()
        self.assertEqual(self.contents(), self.NEW | {"elsewhere": "theirs"})


class CheckFolder(LabTest):
    def test_what_is_in_the_way(self):
        self.assertIsNone(check_folder(self.folder / "new" / "run"))
        (self.folder / "file").write_text("some")
        (self.folder / "nowhere").symlink_to(self.folder / "gone")
        (self.folder / "loop").symlink_to(self.folder / "loop")
        for name, words in (
            ("file", "Not a directory"),
            ("nowhere", "broken link"),
            ("loop", "broken link"),
        ):
            for below in ("run", "digits/run"):
                with (
                    self.subTest(name, below=below),
                    self.refused("cannot write results to", below, words, "--out"),
                ):
                    check_folder(self.folder / name / below)
        for name in ("nowhere", "loop"):
            with self.refused(name, "is a link", "--out"):
                check_folder(self.folder / name)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"file", "nowhere", "loop"})

    def test_the_folder_itself_may_not_be_a_link_but_one_above_it_may(self):
        (self.folder / "disk" / "run").mkdir(parents=True)
        (self.folder / "reports").symlink_to(self.folder / "disk")
        self.assertIsNone(check_folder(self.folder / "reports" / "run"))
        with self.refused("reports", "is a link", "remove the link", "--out"):
            check_folder(self.folder / "reports")
