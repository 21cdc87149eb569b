import json
import os
import shutil
import time
import unittest
from unittest import mock

import psutil

from lab.assignments.grading import sandbox
from tests.support.helpers import LabTest

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
