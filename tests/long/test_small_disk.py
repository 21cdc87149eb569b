"""Real processes on file systems of their own: too small, read-only, and taken away."""

import errno
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.long.test_survival import VAE, Process
from tests.support.helpers import fresh_python
from tests.support.runs import contents, read_everything

SMOKE = ("--part", "vae", "--dataset", "digits", "--smoke")


def mounted(*options):
    return subprocess.run(["mount", "-t", "tmpfs", *options], capture_output=True).returncode == 0


class SmallDisk(unittest.TestCase):
    """A file system in memory that holds a smoke run of the VAE, and little more."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        if not shutil.which("mount") or not mounted("-o", "size=32m", "tmpfs", str(self.disk)):
            self.skipTest("no right to mount a file system")
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.disk)])
        self.out = self.disk / "out"

    def run_lab(self, *arguments):
        return fresh_python("run_lab.py", *arguments, "--out", self.out)

    def assert_one_line(self, process, *words):
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertEqual(process.stderr.count("\n"), 1, process.stderr)
        for word in ("run_lab: cannot write", *words):
            self.assertIn(word, process.stderr)

    def fill(self, left):
        """Leaves so many bytes on the disk, and no more."""
        filling = self.disk / "filling"
        filling.unlink(missing_ok=True)
        with filling.open("wb") as file:
            try:
                while True:
                    file.write(bytes(2**16))
                    file.flush()
            except OSError as error:
                assert error.errno == errno.ENOSPC
            file.truncate(file.tell() - left)

    def test_full_at_the_start_at_a_state_at_a_model_and_at_the_report(self):
        self.assertEqual(self.run_lab(*SMOKE).returncode, 0)
        before = contents(self.out / "reports")
        for left in (0, 2**20, 5 * 2**20):
            shutil.rmtree(self.out / "runs")
            self.fill(left)
            self.assert_one_line(self.run_lab(*SMOKE), "No space left on device")
            self.assertEqual(contents(self.out / "reports"), before)
            read_everything(self.out)
        self.fill(0)
        self.assert_one_line(self.run_lab("--report", "--smoke"), "No space left on device")
        (self.disk / "filling").unlink()
        self.assertEqual(self.run_lab(*SMOKE, "--resume").returncode, 0)

    def test_read_only(self):
        self.assertEqual(self.run_lab(*SMOKE).returncode, 0)
        before = contents(self.out)
        self.assertTrue(mounted("-o", "remount,ro", str(self.disk)))
        figures = ("--part", "vae", "--figures")
        for arguments in (SMOKE, figures, ("--report", "--smoke")):
            with self.subTest(arguments):
                self.assert_one_line(self.run_lab(*arguments), "Read-only file system")
        self.assertEqual(contents(self.out), before)

    def test_deleted_under_way(self):
        process = Process(self.out, *VAE)
        self.addCleanup(process.process.wait)
        self.addCleanup(process.process.kill)
        process.wait_for_words("sheet 2/12")
        shutil.rmtree(self.out / "runs", ignore_errors=True)
        self.assertEqual(process.process.wait(600), 2, process.printed())
        last = process.printed().splitlines()[-1]
        self.assertRegex(
            last, r"^run_lab: cannot write .*sheet\+plain.state.npz: .*deleted under way"
        )
        self.assertNotIn("Traceback", process.printed())
