"""Gradescope: results as that service shows them, and an autograder for it that makes them.

The contract: https://gradescope-autograders.readthedocs.io/en/latest/specs/, a zip archive with
setup.sh, run once as root while the image of a container is made, and run_autograder, run for each
submission; it reads /autograder/submission and writes /autograder/results/results.json.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from lab.assignments import handout
from lab.assignments.asked import asked
from lab.assignments.grading import submissions
from lab.assignments.grading.grade import Grading
from lab.assignments.grading.gradebook import about
from lab.assignments.grading.sandbox import Bubblewrap, OtherUser, check_bubblewrap
from lab.assignments.judge import FAILED, NOT_RUN, OK, Marked, Outcome
from lab.assignments.labs import LABS
from lab.assignments.source import PACKAGE
from lab.errors import LabError
from lab.languages import say, speaking
from lab.storage.files import written_beside
from lab.storage.reading import parsed_json, read_text

PLACE = Path("/autograder")
SETTINGS = "autograder.json"
# of the package, what no judge needs
LEFT_OUT = ("benchmarks", "commands/bench.py", "commands/sweep")
# where another user can read it, who runs the worker
PYTHON = "/opt/lab"
SETUP = f"""\
#!/usr/bin/env bash
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
python=python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || python=python3.11
apt-get install -y "$python" "$python-venv" bubblewrap
"$python" -m venv {PYTHON}
{PYTHON}/bin/pip install --no-cache-dir -r {PLACE}/source/{handout.REQUIREMENTS}
"""
RUN = f"""\
#!/usr/bin/env bash
cd {PLACE}/source
exec {PYTHON}/bin/python -m lab.assignments.grading.gradescope
"""


def results(record, lab):
    """What results.json holds of a Record: a test for each check of the lab, as the class has it.

    Texts are in the record's language, and shown as they are.
    """
    with speaking(record.language):
        marked = {mark.exercise.number: mark for mark in record.marked}
        tests = [
            test
            for exercise in lab.exercises
            for test in _tests(marked.get(exercise.number) or _not_run(exercise))
        ]
    return {
        "score": record.points,
        "output": "\n".join(filter(None, (record.problem, *record.notes))),
        "output_format": "text",
        "visibility": "visible",
        # which is the teacher's
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def _not_run(exercise):
    return Marked(
        exercise, tuple(Outcome(one.name, NOT_RUN, 0, one.points) for one in exercise.checks)
    )


def _tests(mark):
    for place, (outcome, mistake) in enumerate(mark.told(), 1):
        state = "" if outcome.state in (OK, FAILED) else say(outcome.state)
        words = ": ".join(filter(None, (state, outcome.words)))
        yield {
            "number": f"{mark.exercise.number}.{place}",
            "name": f"{mark.exercise.name}: {outcome.name}",
            "score": outcome.points,
            "max_score": outcome.of,
            "status": "passed" if outcome.state == OK else "failed",
            "output": "\n".join(filter(None, (words, mistake))),
            "output_format": "text",
            "visibility": "visible",
        }


def write(lab, settings, seed, language, out):
    """Writes labN-gradescope.zip into the folder `out`; returns its path.

    lab: as the class has it. settings: the class's LabSettings. seed: of the checks' inputs.
    language: of the results.
    """
    told = {
        "lab": lab.number,
        "exercises": [one.number for one in lab.exercises],
        "points": settings.points,
        "seed": seed,
        "language": language,
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(PACKAGE, place / "lab", ignore=shutil.ignore_patterns("__pycache__"))
        for name in LEFT_OUT:
            found = place / "lab" / name
            shutil.rmtree(found) if found.is_dir() else found.unlink()
        files = {
            SETTINGS: json.dumps(told) + "\n",
            handout.REQUIREMENTS: handout.requirements(place, LEFT_OUT),
            "setup.sh": SETUP,
            "run_autograder": RUN,
        }
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8", newline="\n")
        for name in ("setup.sh", "run_autograder"):
            (place / name).chmod(0o755)
        return handout.pack(place, Path(out, f"{lab.module}-gradescope.zip"), place)


def run(place=PLACE, isolation=None):
    """Grades the submission of Gradescope's folder `place`, and writes its results there.

    isolation: as Grading asks for it; by default the best that the container allows. What keeps
    the student's code from the rest is printed, for the teacher, and stands in the results. Raises
    LabError where a fault of ours leaves no grade: without results the service says that there is
    none, and asks the student to turn to his teacher.
    """
    # from the student's user
    place.chmod(0o700)
    told = parsed_json(read_text(place / "source" / SETTINGS))
    (lab,) = (
        asked(one, told["exercises"], told["points"]) for one in LABS if one.number == told["lab"]
    )
    language = told["language"]
    with speaking(language), tempfile.TemporaryDirectory() as folder:
        isolation = isolation or _isolation()
        submission = submissions.of_one(lab, place / "submission", language)
        grading = Grading(lab, told["seed"], isolation, folder)
        # its worker has ended once there is a record
        languages = {submission.student: language}
        (record,) = grading.graded([submission], languages, 1)
        if not grading.kept([submission], languages):
            raise LabError(record.problem)
    manifest = about(lab, told["seed"], isolation, [submission])
    print(*manifest["isolation"], sep="\n")
    # which is nobody's to see
    del manifest["seed"]
    found = results(record, lab) | {"extra_data": manifest}
    with written_beside(place / "results" / "results.json") as path:
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def _isolation():
    """Its containers may forbid namespaces; they run what they run as root."""
    try:
        check_bubblewrap("")
    except LabError:
        return OtherUser
    return Bubblewrap


if __name__ == "__main__":
    try:
        run()
    except LabError as error:
        sys.exit(str(error))
