"""Many submissions of a lab graded: several at a time, each in a worker of its own, resumable.

What was found of each is kept in a file of its own as soon as it is there. The same submission is
not run again as long as nothing changes on which its grade depends (`_stamp`).
"""

import ast
import concurrent.futures
import contextlib
import functools
import hashlib
import importlib.metadata
import json
import platform
import tempfile
from pathlib import Path

import psutil

from lab.assignments import source
from lab.assignments.grading.record import Record, as_json, from_json
from lab.assignments.judge import REPETITIONS, marked
from lab.assignments.labs import blanked_with
from lab.assignments.session import Limits, Session, prepared
from lab.assignments.source import PACKAGE
from lab.errors import LabError, one_line
from lab.languages import say, speaking
from lab.storage.files import written_beside
from lab.storage.reading import parsed_json, read_text

# seconds by the clock are only a net below those of the processor: no verdict hangs on how busy
# the machine is
LIMITS = Limits(wall=60.0)
# of functions that compute what is to be derived by hand: a line for the teacher, no deduction
READY_MADE = {
    "GradientTape",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "sigmoid_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits",
    "kl_divergence",
}


# the decorator of a function that has a backward pass
CUSTOM = "custom_gradient"


class Grading:
    """The grading of a lab's submissions. lab: as the class has it. seed: of the checks' inputs.

    isolation: the class that starts workers. folder: where the records are kept.
    """

    def __init__(self, lab, seed, isolation, folder):
        self.lab, self.seed, self.isolation = lab, seed, isolation
        self.folder = Path(folder)
        self._is_stopped = False

    def kept(self, submissions, languages):
        """{student: Record} of those whose submission, and all else on which a grade depends, are
        as they were when it was graded. languages: {student: that of his page}.
        """
        found = {one.student: self._kept(one, languages[one.student]) for one in submissions}
        return {student: record for student, record in found.items() if record}

    def graded(self, submissions, languages, jobs):
        """Yields the Record of each submission as soon as there is one, so many at a time.

        One that could not be graded by a fault of ours has a Record with a problem, not kept.
        """
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            # for a worker under another user
            Path(folder).chmod(0o755)
            tree, works = prepared(folder, blanked_with(self.lab))
            with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
                futures = {}
                for place, one in enumerate(submissions):
                    work = works / str(place)
                    asked = pool.submit(self._grade, one, languages[one.student], tree, work)
                    futures[asked] = one
                try:
                    for future in concurrent.futures.as_completed(futures):
                        yield self._record(future, futures[future], languages)
                except BaseException:
                    self._stop(futures)
                    raise

    def _record(self, future, submission, languages):
        try:
            return future.result()
        except Exception as error:
            language = languages[submission.student]
            problem = say("it could not be graded: {error}", error=one_line(error))
            return Record(submission.student, submission.name, language, problem=problem)

    def _stop(self, futures):
        """Ends what is going on: what it would have found is not kept."""
        self._is_stopped = True
        for future in futures:
            future.cancel()
        for worker in psutil.Process().children():
            worker.kill()

    def _grade(self, submission, language, tree, work):
        """The Record of a submission, which is kept."""
        with speaking(language):
            found = self._checked(submission, tree, work) if submission.text else ()
        record = Record(
            student=submission.student,
            name=submission.name,
            language=language,
            marked=found,
            problem=submission.problem,
            notes=submission.notes,
        )
        content = {"of": self._stamp(submission, language), "record": as_json(record)}
        with written_beside(self._place(submission)) as path:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return record

    def _checked(self, submission, tree, work):
        work.mkdir(mode=0o755)
        path = work / f"{self.lab.module}.py"
        path.write_text(submission.text, encoding="utf-8")
        path.chmod(0o644)
        found = []
        with Session(tree, work, self.isolation(), LIMITS) as session:
            for mark in marked(self.lab, session, seed=self.seed):
                found.append(mark)
                if self._is_stopped:
                    raise LabError(say("stopped"))
        return tuple(found)

    def _kept(self, submission, language):
        """The stored Record, where the submission and all else is as it was; else None."""
        with contextlib.suppress(OSError, ValueError):
            content = parsed_json(read_text(self._place(submission)))
            if isinstance(content, dict) and content.get("of") == self._stamp(submission, language):
                return from_json(content["record"], self.lab)
        return None

    def _place(self, submission):
        return self.folder / f"{submission.student}.json"

    def _stamp(self, submission, language):
        """Of all on which a grade depends."""
        asked = {
            exercise.number: [check.points for check in exercise.checks]
            for exercise in self.lab.exercises
        }
        told = [
            submission.checksum,
            submission.name,
            submission.problem,
            list(submission.notes),
            language,
            self.lab.number,
            asked,
            self.seed,
            REPETITIONS,
            self.isolation.__name__,
            package_checksum(),
            versions(),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@functools.cache
def versions():
    """{name: version} of what runs the functions."""
    names = ("tensorflow", "keras", "numpy")
    installed = {name: importlib.metadata.version(name) for name in names}
    return {"python": platform.python_version(), **installed}


@functools.cache
def package_checksum():
    """Of the package's source and of what the mistakes return."""
    found = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.po"), *PACKAGE.rglob("*.npz")]):
        found.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def flags(text, record):
    """Lines for the teacher on what a submission uses, and on how it behaved."""
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.parse(text)
        used = {getattr(node, "attr", None) or getattr(node, "id", None) for node in ast.walk(tree)}
        for name in sorted(used & READY_MADE):
            yield say("uses {name}", name=name)
        for mark in record.marked:
            if mark.points and _is_without_backward(tree, mark.exercise):
                yield say("{number}: no backward pass of its own", number=mark.exercise.number)
    for mark in record.marked:
        for outcome in mark.outcomes:
            if outcome.broken:
                yield f"{mark.exercise.number}: {outcome.words}"


def _is_without_backward(tree, exercise):
    """Whether a function whose backward pass is asked leaves it to TensorFlow."""
    if not exercise.target or not _asks_for_backward(exercise):
        return False
    try:
        written = source.find(tree, exercise.function).node
    except LookupError:
        return False
    return CUSTOM not in ast.unparse(written)


@functools.cache
def _asks_for_backward(exercise):
    asked = source.find(source.tree_of(exercise.module), exercise.qualified_name).outer
    return any(CUSTOM in ast.unparse(decorator) for decorator in asked.decorator_list)
