"""A worker as the judge sees it: started, asked, watched, and killed where it takes too long."""

import contextlib
import dataclasses
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from lab.assignments import messages
from lab.assignments.labs import blanked_with
from lab.assignments.tree import copy_package
from lab.errors import LabError

# an exercise's, in seconds: of a processor, and by the clock
CPU_SECONDS, WALL_SECONDS = 5.0, 20.0
# until TensorFlow is there
START_SECONDS = 180.0
POLL_SECONDS = 0.02
BOOT = (
    "import sys; sys.path.insert(0, {tree!r}); "
    "from lab.assignments.worker import serve; serve({work!r})"
)


@dataclasses.dataclass(frozen=True)
class Reply:
    """What a worker answered: {name: array}, or in `failure` why there is none.

    failure: "" or one of "raised", "unwritten", "missing" (there is no such function), "late",
    "died", "damaged". words: the exception, or what was wrong. line: of the student's file, where
    it is known.
    """

    arrays: dict
    failure: str = ""
    words: str = ""
    line: int | None = None


class Session:
    """Runs what a student wrote. A context manager; a worker that died is started anew.

    tree: the folder with the copy of the package. work: that with the student's files.
    """

    def __init__(self, tree, work):
        self.tree, self.work = str(tree), str(work)
        self._process = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def ask(self, file, function, recipe, arrays):
        """The Reply to a request: a recipe on the student's function of this name.

        Raises LabError where no worker can be started.
        """
        self._start()
        header = {"file": file, "function": function, "recipe": recipe}
        try:
            messages.write(self._process.stdin, header, arrays)
            answer = self._answer(WALL_SECONDS, CPU_SECONDS)
        except _LateError as late:
            self.stop()
            return Reply({}, "late", str(late))
        except (ValueError, OSError) as error:
            self.stop()
            return Reply({}, "damaged", str(error))
        if answer is None:
            code = self._process.wait()
            self.stop()
            return Reply({}, "died", str(code))
        header, arrays = answer
        if "failure" not in header:
            return Reply(arrays)
        return Reply({}, header["failure"], header["words"], header["line"])

    def forget(self):
        """Has the student's files read anew at the next request."""
        self.ask("", "", "forget", {})

    def stop(self):
        """Ends the worker and what it has started."""
        if self._process is None:
            return
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self._process.pid).children(recursive=True):
                child.kill()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process = None
        self._scratch.cleanup()

    def _start(self):
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        boot = BOOT.format(tree=self.tree, work=self.work)
        quiet = {
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "",
            "KERAS_BACKEND": "tensorflow",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", boot],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._scratch.name,
            env=os.environ | quiet,
        )
        try:
            answer = self._answer(START_SECONDS, START_SECONDS)
        except (_LateError, ValueError):
            answer = None
        if answer is None:
            self.stop()
            raise LabError(
                "the process for the checks could not be started: is TensorFlow installed?"
            )

    def _answer(self, wall, cpu):
        """The next message of the worker. Raises _LateError, and ValueError for no message."""
        found = []

        def reading():
            try:
                found.append(messages.read(self._process.stdout))
            except (ValueError, OSError) as error:
                found.append(error)

        thread = threading.Thread(target=reading, daemon=True)
        began, used = time.monotonic(), self._cpu()
        thread.start()
        while thread.is_alive():
            thread.join(POLL_SECONDS)
            if not thread.is_alive():
                break
            if time.monotonic() - began > wall:
                raise _LateError(f"{wall:g}")
            if self._cpu() - used > cpu:
                raise _LateError(f"{cpu:g}")
        if isinstance(found[0], Exception):
            raise ValueError(str(found[0]))
        return found[0]

    def _cpu(self):
        """Seconds of processors that the worker has taken so far."""
        with contextlib.suppress(psutil.Error):
            times = psutil.Process(self._process.pid).cpu_times()
            return times.user + times.system
        return 0.0


class _LateError(Exception):
    """The worker took more seconds than it has."""


def prepared(folder, labs, files):
    """(tree, work): the folders of a Session, made in `folder`.

    They hold a copy of the package with these labs blanked, and the student's files {name: text}.
    """
    tree, work = Path(folder, "tree"), Path(folder, "work")
    tree.mkdir()
    work.mkdir()
    copy_package(tree, labs)
    for name, text in files.items():
        (work / name).write_text(text, encoding="utf-8")
    return tree, work


@contextlib.contextmanager
def answering(lab):
    """A function that gives a Session on a student's file of this text, in one process for all."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tree, work = prepared(folder, blanked_with(lab), {})
        with Session(tree, work) as session:

            def on(text):
                (work / f"{lab.module}.py").write_text(text, encoding="utf-8")
                session.forget()
                return session

            yield on
