"""How a worker's process is started and ended where it is trusted: for a student's own code."""

import contextlib
import os
import subprocess
import sys
import tempfile

import psutil

from lab.languages import to_say

BOOT = (
    "import sys; sys.path.insert(0, {tree!r}); "
    "from lab.assignments.worker import serve; serve({work!r})"
)
QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "KERAS_BACKEND": "tensorflow",
}
# requests and replies; what a student's code prints goes nowhere
PIPES = {
    "stdin": subprocess.PIPE,
    "stdout": subprocess.PIPE,
    "stderr": subprocess.DEVNULL,
}


class OwnProcess:
    """A process of its own, in a folder of its own, and nothing more.

    layers: messages, what keeps it from harming others.
    """

    layers = (to_say("a process of its own"),)

    def start(self, tree, work):
        """A worker's process: of this copy of the package, with the student's files in `work`."""
        self._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", BOOT.format(tree=tree, work=work)],
            **PIPES,
            cwd=self._scratch.name,
            env=os.environ | QUIET,
        )

    def kill(self, process):
        """Ends a worker's process and what it has started."""
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
        process.kill()
        process.wait()
        self._scratch.cleanup()
