"""What the notebooks of labs call: checks, hints, and experiments on a student's functions."""

import atexit
import contextlib
import functools
import glob
import os
import subprocess
import tempfile
from pathlib import Path

from lab import program
from lab.assignments.labs import find
from lab.assignments.session import answering
from lab.assignments.workbook import Workbook
from lab.commands import assignments
from lab.commands.options import RunOptions
from lab.commands.plan import Plan
from lab.commands.result import Result
from lab.errors import LabError
from lab.languages import say, speaking
from lab.parts import find as find_part
from lab.storage.folders import Folders
from lab.storage.records import Record


def check(number, work, language):
    """Prints what a check of an exercise such as "2.1" or of a lab gives."""
    with speaking(language):
        lab, _ = find(number)
        path = Workbook(lab, work).path
        if not path.exists():
            raise LabError(f"there is no {path}, beside which this notebook belongs")
        for line in assignments.check(number, work, _kept_session):
            print(line, flush=True)


def hint(number, work, language):
    """Prints the hints of an exercise: those told before, and the next one."""
    with speaking(language):
        for line in assignments.hint(number, work):
            print(line)


def own(part, work, smoke, dataset, language, out):
    """Runs a part on the functions that are written in the folder `work`; returns its Result."""
    part = find_part(part)
    with speaking(language):
        numbers = assignments.written_numbers(work)
        print(say("On your functions: {numbers}", numbers=", ".join(numbers)), flush=True)
        words = ["--part", part.name, "--lang", language, "--out", str(out)]
        words += ["--smoke"] * smoke + (["--dataset", dataset] if dataset else [])
        with assignments.own_process(words, work, numbers) as command:
            _run(command)
        name = Plan.of(part, {}, RunOptions(smoke=smoke), numbers).name
        # of several data sets that which has just been written
        records = Path(out, "reports").glob(f"*/{glob.escape(name)}/metrics.json")
        record = max(records, key=os.path.getmtime)
        folders = Folders.of(out, record.parts[-3], record.parts[-2])
        found = Record.load(folders.record)
        return Result(folders.record, found, part.draw(found, language), folders.work, language)


def _run(command):
    """Runs a command and prints what it does. Raises LabError with its last line if it fails."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        ) as process,
    ):
        try:
            for line in process.stdout:
                print(line, end="", flush=True)
        except BaseException:
            process.kill()
            raise
        if process.wait():
            errors.seek(0)
            lines = errors.read().strip().split("\n")
            said = lines[-1].removeprefix(f"{program.name()}: ")
            raise LabError(said or f"the run ended with code {process.returncode}")


@contextlib.contextmanager
def _kept_session(lab, text):
    """A Session that stays for the next check, so that TensorFlow is loaded once."""
    yield _session(lab)(text)


@functools.cache
def _session(lab):
    kept = contextlib.ExitStack()
    atexit.register(kept.close)
    return kept.enter_context(answering(lab))
