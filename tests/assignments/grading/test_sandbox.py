"""What a worker sees and may do in a sandbox: nowhere the package with its answers."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import psutil

from lab.assignments.grading import sandbox
from lab.errors import LabError
from tests.support.helpers import LabTest
from tests.support.sandboxes import require_sandbox

LISTED = "import os; print(sorted(name for _, _, names in os.walk({place!r}) for name in names))"
# that every user can start, whatever this one is
PYTHON = shutil.which("python3", path="/usr/bin:/usr/local/bin")
# in place of the worker's: what a student may try, as a table on its standard output
TRYING = """
import json, os, sys


def outcome(act):
    try:
        act()
        return "done"
    except OSError as error:
        return type(error).__name__


def serve(work):
    place = {place!r}
    found = {{
        "read": outcome(lambda: open(place + "/source/autograder.json")),
        "list": outcome(lambda: os.listdir(place)),
        "write": outcome(lambda: open(place + "/results/results.json", "w")),
        "judge's environment": outcome(lambda: open("/proc/%d/environ" % os.getppid()).read()),
        "kill": outcome(lambda: os.kill(os.getppid(), 0)),
        "become": outcome(lambda: os.setuid(0)),
    }}
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"])
        os._exit(0)
    os.wait()
    print(json.dumps([os.getuid(), found]), flush=True)
    sys.stdin.read()
"""


class Seen(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        require_sandbox()

    def setUp(self):
        self.prefix = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("lib/lab/answers.py", "lib/other/module.py", "src/lab/answers.py"):
            path = self.prefix / name
            path.parent.mkdir(parents=True)
            path.write_text("")
        # as a folder of the interpreter's, which may be anybody's to read
        self.prefix.chmod(0o755)
        prefixes = [*sandbox._prefixes(), str(self.prefix)]
        self.enterContext(mock.patch.object(sandbox, "_prefixes", return_value=prefixes))

    def seen(self):
        code = LISTED.format(place=str(self.prefix))
        command = [*sandbox._bubblewrap([]), *sandbox._python(code)]
        return subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout

    def test_a_package_that_is_installed_beside_others_is_not(self):
        with mock.patch.object(sys, "path", [*sys.path, str(self.prefix / "lib")]):
            self.assertEqual(self.seen(), "['answers.py', 'module.py']\n")

    def test_nor_a_checkout_that_lies_there(self):
        package = self.prefix / "src" / "lab"
        (self.prefix / "src" / "run_lab.py").write_text("")
        with mock.patch.object(sandbox, "PACKAGE", package):
            self.assertEqual(self.seen(), "['answers.py', 'module.py']\n")

    def test_everything_else_of_the_interpreter_is(self):
        self.assertEqual(self.seen(), "['answers.py', 'answers.py', 'module.py']\n")


class Missing(unittest.TestCase):
    def test_where_namespaces_are_forbidden_it_says_what_bubblewrap_said(self):
        failed = subprocess.CompletedProcess([], 1, "", "No permissions to create new namespace\n")
        with (
            mock.patch.object(sandbox.shutil, "which", return_value="/usr/bin/bwrap"),
            mock.patch.object(sandbox.subprocess, "run", return_value=failed),
            self.assertRaisesRegex(LabError, "none here: No permissions to create new namespace"),
        ):
            sandbox.check_bubblewrap("--grade 3 here")

    def test_on_other_systems(self):
        with (
            mock.patch.object(sandbox.sys, "platform", "darwin"),
            self.assertRaisesRegex(LabError, "a program for Linux.*docker run .*--grade 3 here"),
        ):
            sandbox.check_bubblewrap("--grade 3 here")


@unittest.skipUnless(PYTHON and hasattr(os, "geteuid") and os.geteuid() == 0, "root alone can")
class OtherUser(LabTest):
    """Where a container forbids namespaces."""

    def test_what_he_may_and_that_nothing_of_his_lives_on(self):
        place = self.folder / "autograder"
        for name in ("source/autograder.json", "results/results.json"):
            (place / name).parent.mkdir(parents=True)
            (place / name).write_text("ours", encoding="utf-8")
        place.chmod(0o700)
        self.folder.chmod(0o755)
        worker = self.folder / "tree" / "lab" / "assignments" / "worker.py"
        worker.parent.mkdir(parents=True)
        worker.write_text(TRYING.format(place=str(place)), encoding="utf-8")
        isolation = sandbox.OtherUser()
        with mock.patch.object(sandbox.sys, "executable", PYTHON):
            process = isolation.start(str(self.folder / "tree"), str(self.folder))
        with process.stdin, process.stdout:
            user, found = json.loads(process.stdout.readline())
            self.assertNotEqual(user, os.getuid())
            self.assertEqual(set(found.values()), {"PermissionError"}, found)
            self.assertEqual(self.alive(user), 2, "the worker, and what it has left behind")
            isolation.kill(process)
        self.assertEqual(self.alive(user), 0)
        for name in ("source/autograder.json", "results/results.json"):
            self.assertEqual((place / name).read_text(encoding="utf-8"), "ours")

    def alive(self, user):
        """How many processes of a user there are, a moment from now."""
        time.sleep(0.1)
        return sum(
            one.info["uids"].real == user and one.info["status"] != psutil.STATUS_ZOMBIE
            for one in psutil.process_iter(["uids", "status"])
            if one.info["uids"]
        )
