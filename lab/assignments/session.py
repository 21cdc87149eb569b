"""A worker as the judge sees it: started, asked, watched, and killed where it takes too long."""

import contextlib
import dataclasses
import tempfile
import threading
import time
from pathlib import Path

import psutil

from lab.assignments import messages
from lab.assignments.isolation import OwnProcess
from lab.assignments.labs import blanked_with
from lab.assignments.tree import copy_package
from lab.errors import LabError, one_line

# until TensorFlow is there
START_SECONDS = 180.0
POLL_SECONDS = 0.1
# kinds of failures that a worker tells of itself
TOLD = ("raised", "unwritten", "missing")
LONGEST_WORDS = 500


@dataclasses.dataclass(frozen=True)
class Limits:
    """What an exercise may take of a worker and of all that it starts.

    cpu: seconds of processors. wall: seconds by the clock. memory: bytes.
    """

    cpu: float = 5.0
    wall: float = 20.0
    memory: int = 3 * 2**30


@dataclasses.dataclass(frozen=True)
class Reply:
    """What a worker answered: {name: array}, or in `failure` why there is none.

    failure: "" or one of "raised", "unwritten", "missing" (there is no such function), "stopped"
    (it took more than its Limits), "died", "damaged". words: the exception, or what was wrong.
    line: of the student's file, where it is known.
    """

    arrays: dict
    failure: str = ""
    words: str = ""
    line: int | None = None


class Session:
    """Runs what a student wrote. A context manager; a worker that died is started anew.

    tree: the folder with the copy of the package. work: that with the student's files. isolation:
    starts and kills its process, as OwnProcess does.
    """

    def __init__(self, tree, work, isolation=None, limits=None):
        self.tree, self.work = str(tree), str(work)
        self.isolation = isolation or OwnProcess()
        self.limits = limits or Limits()
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
            answer = self._answer(self.limits, lambda to: messages.write(to, header, arrays))
        except _StoppedError:
            self.stop()
            return Reply({}, "stopped")
        except (ValueError, OSError) as error:
            self.stop()
            return Reply({}, "damaged", one_line(error)[:LONGEST_WORDS])
        if answer is None:
            code = self._process.wait()
            self.stop()
            return Reply({}, "died", str(code))
        return _reply(*answer)

    def forget(self):
        """Has the student's files read anew at the next request."""
        self.ask("", "", "forget", {})

    def stop(self):
        """Ends the worker and what it has started."""
        if self._process is None:
            return
        self.isolation.kill(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process = None

    def _start(self):
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._process = self.isolation.start(self.tree, self.work)
        try:
            answer = self._answer(Limits(START_SECONDS, START_SECONDS))
        except (_StoppedError, ValueError):
            answer = None
        if answer is None:
            self.stop()
            raise LabError(
                "the process for the checks could not be started: is TensorFlow installed?"
            )

    def _answer(self, limits, ask=None):
        """The next message of the worker, after it was asked. Raises _StoppedError, and ValueError
        for no message.
        """
        found = []

        def exchanging():
            # in a thread: a worker that neither reads nor writes must not hold the judge
            try:
                if ask:
                    ask(self._process.stdin)
                found.append(messages.read(self._process.stdout))
            except BrokenPipeError:
                found.append(None)
            except (ValueError, OSError) as error:
                found.append(error)

        thread = threading.Thread(target=exchanging, daemon=True)
        began, before = time.monotonic(), self._usage().cpu
        thread.start()
        while True:
            thread.join(POLL_SECONDS)
            if not thread.is_alive():
                break
            usage = self._usage()
            if (
                time.monotonic() - began > limits.wall
                or usage.cpu - before > limits.cpu
                or usage.memory > limits.memory
            ):
                raise _StoppedError
        if isinstance(found[0], Exception):
            raise ValueError(str(found[0]))
        return found[0]

    def _usage(self):
        """What the worker and all that it started have taken so far."""
        cpu, memory = 0.0, 0
        with contextlib.suppress(psutil.Error):
            worker = psutil.Process(self._process.pid)
            for process in (worker, *worker.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    # those of children that have ended, too
                    cpu += sum(process.cpu_times()[:4])
                    memory += process.memory_info().rss
        return _Usage(cpu, memory)


@dataclasses.dataclass(frozen=True)
class _Usage:
    cpu: float
    memory: int


class _StoppedError(Exception):
    """The worker took more than its Limits."""


def _reply(header, arrays):
    """The Reply in a worker's message, whatever a student's code has put there."""
    if not isinstance(header, dict) or "failure" not in header:
        return Reply(arrays)
    failure, words, line = (header.get(name) for name in ("failure", "words", "line"))
    if failure not in TOLD or not isinstance(words, str):
        return Reply({}, "damaged", "no such failure")
    is_line = isinstance(line, int) and not isinstance(line, bool)
    return Reply({}, failure, one_line(words)[:LONGEST_WORDS], line if is_line else None)


def prepared(folder, labs):
    """(tree, work): the folders of a Session, made in `folder`.

    The first holds a copy of the package with these labs blanked; the other is empty.
    """
    tree, work = Path(folder, "tree"), Path(folder, "work")
    tree.mkdir()
    work.mkdir()
    copy_package(tree, labs)
    return tree, work


@contextlib.contextmanager
def answering(lab, limits=None):
    """A function that gives a Session on a student's file of this text, in one process for all."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tree, work = prepared(folder, blanked_with(lab))
        with Session(tree, work, limits=limits) as session:

            def on(text):
                (work / f"{lab.module}.py").write_text(text, encoding="utf-8")
                session.forget()
                return session

            yield on
