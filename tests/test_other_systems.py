"""What Windows and macOS lack is blocked in a fresh process, in which parts and checks must run."""

import unittest

from tests.support.helpers import ROOT, CliTest, fresh_python

BLOCKING = """
import os, sys

# modules and functions that Python has on POSIX alone, or (preadv, pread) not on Windows
MODULES = ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline")
FUNCTIONS = ("preadv", "pread", "pwritev", "pwrite", "fork", "getuid", "geteuid", "getgid",
             "sched_getaffinity", "getloadavg", "uname", "mkfifo", "fchmod", "fchown", "killpg",
             "getpgid", "setsid", "statvfs", "sysconf", "O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC")

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)

# what others need of them they have by now: only the lab's own uses are looked for
import keras, matplotlib.backends.backend_agg, psutil, ray, scipy, sklearn.datasets, tensorflow
import typst
sys.meta_path.insert(0, Blocked())
for name in MODULES:
    sys.modules.pop(name, None)
for name in FUNCTIONS:
    if hasattr(os, name):
        delattr(os, name)
"""
SCRIPT = """
import importlib, pkgutil, warnings

# Windows reads and writes text in the encoding of its language unless told otherwise
warnings.filterwarnings("error", category=EncodingWarning, module="lab")

import lab
for module in pkgutil.walk_packages(lab.__path__, "lab."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        # libraries that benchmarks compare with, where they are installed
        if error.name not in ("torch", "jax", "optax"):
            raise
# the process for the checks, too
from lab.assignments import isolation
isolation.BOOT = BLOCKING + isolation.BOOT
from pathlib import Path
from lab.assignments.labs import nats
from lab.assignments.stubs import solution_file
from lab.cli import main
data, out = sys.argv[1:]
Path(out, "work").mkdir(parents=True)
Path(out, "work", "lab1.py").write_text(solution_file(nats.LAB), encoding="utf-8")
codes = [
    main(["--check", "1", "--work", out + "/work"]),
    main(["--part", "generative-basics", "--smoke", "--lang", "ru", "--out", out]),
    main(["--part", "vae", "--smoke", "--dataset", data, "--out", out]),
    main(["--part", "vae", "--smoke", "--figures", "--out", out]),
]
sys.exit(max(codes))
"""
FORBIDDEN = set('<>:"\\\\|?*')


class OtherSystems(CliTest):
    def test_a_part_and_a_check_run_without_what_posix_alone_has(self):
        script = f"{BLOCKING}\nBLOCKING = {BLOCKING!r}\n{SCRIPT}"
        process = fresh_python("-X", "warn_default_encoding", "-c", script, "digits", self.out)
        self.assertEqual(process.returncode, 0, process.stderr[-3000:])
        self.assertIn("\n80 of 80 points\n", process.stdout)
        found = [path.relative_to(self.out) for path in self.out.rglob("*")]
        self.assertIn("vae@smoke", {path.name for path in found})
        for path in found:
            for name in path.parts:
                self.assertFalse(FORBIDDEN & set(name), path)
                self.assertFalse(name.endswith((".", " ")), path)


class Names(unittest.TestCase):
    def test_no_file_of_the_repository_has_a_name_that_windows_forbids(self):
        for path in (ROOT / "reports").rglob("*"):
            self.assertFalse(FORBIDDEN & set(path.name), path)
