"""What Windows and macOS lack is blocked in a fresh process, in which a part must still run."""

import unittest

from tests.support.helpers import ROOT, CliTest, fresh_python

SCRIPT = """
import importlib, os, pkgutil, sys, warnings

# modules and functions that Python has on POSIX alone, or (preadv, pread) not on Windows
MODULES = ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline")
FUNCTIONS = ("preadv", "pread", "pwritev", "pwrite", "fork", "getuid", "geteuid", "getgid",
             "sched_getaffinity", "getloadavg", "uname", "mkfifo", "fchmod", "fchown", "killpg",
             "getpgid", "setsid", "statvfs", "sysconf", "O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC")

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

# what others need of them they have by now: only the lab's own uses are looked for
import keras, matplotlib.backends.backend_agg, ray, scipy, sklearn.datasets, tensorflow, typst
sys.meta_path.insert(0, Blocked())
for name in MODULES:
    sys.modules.pop(name, None)
for name in FUNCTIONS:
    if hasattr(os, name):
        delattr(os, name)
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
from lab.cli import main
data, out = sys.argv[1:]
codes = [
    main(["--part", "generative-basics", "--smoke", "--lang", "ru", "--out", out]),
    main(["--part", "vae", "--smoke", "--dataset", data, "--out", out]),
    main(["--part", "vae", "--smoke", "--figures", "--out", out]),
]
sys.exit(max(codes))
"""
FORBIDDEN = set('<>:"\\\\|?*')


class OtherSystems(CliTest):
    def test_a_part_runs_without_what_posix_alone_has(self):
        process = fresh_python("-X", "warn_default_encoding", "-c", SCRIPT, "digits", self.out)
        self.assertEqual(process.returncode, 0, process.stderr[-3000:])
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
