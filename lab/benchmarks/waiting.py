"""What a person waits for: the wall clock from the shell, cold, each command in a fresh process.

    "import lab"           as a notebook begins
    smoke                  --part vae --smoke
    digits, mnist          --part vae on the embedded digits, and on MNIST where it is found
    …, first progress      of the same run: until its first progress bar moves
    --figures, --report    of the first of these runs

Columns, in seconds, each without what another one counts; with "rest" they sum to the wall clock:

    TensorFlow    its import, and Keras's
    imports       of all other modules
    judge         all that its training takes
    tracing       making graphs from Python
    XLA           of each program: its first call minus the median of its later ones; where nothing
                  is worth compiling, as in a smoke run, what TensorFlow does to the graph
    updates       training, with the wait for its images
    evaluation    on validation images and after training
    drawing       figures, and the report's pages
    saving        states, models and the record

Only the main thread is timed. The short commands are run several times, and the row is that of the
run with the median wall clock.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lab
from lab import data
from lab.benchmarks.stages.timed import STAGES
from lab.errors import LabError

ROUNDS = 3
PART = ("--part", "vae")
SHORT = (*PART, "--smoke", "--dataset", "digits")
REST = "rest"


def measure(dataset=None, data_dir=None):
    """Runs the commands; returns {"runs": {row: {"seconds", "stages", "rounds"}}}.

    seconds: the wall clock. stages: {column: seconds}, which sum to it. rounds: the wall clock of
    every run of the command. With a data set, only that one is trained on.
    """
    names = [dataset] if dataset else ["digits", *_mnist(data_dir)]
    where = ["--data-dir", data_dir] if data_dir else []
    rows = {"import lab": _median(_import_lab)}
    rows["smoke"] = _median(_smoke)
    with tempfile.TemporaryDirectory() as out:
        for name in names:
            words = [*PART, "--dataset", name, *where, "--out", out]
            first, whole = _lab(words, out)
            rows[f"{name}, first progress"] = _row([first])
            rows[name] = _row([whole])
        of_first = ["--dataset", names[0], "--out", out]
        rows["--figures"] = _median(lambda: _lab([*PART, "--figures", *of_first], out)[1])
        rows["--report"] = _median(lambda: _lab(["--report", *of_first], out)[1])
    _show(rows)
    return {"runs": rows}


def _mnist(data_dir):
    if data.load_beside("mnist", data_dir) is None:
        print("MNIST is not here: left out (--data-dir says where it is)", flush=True)
        return []
    return ["mnist"]


def _import_lab():
    return _wall([sys.executable, "-c", "import lab"])


def _smoke():
    # a folder for each, or the second would find the judge of the first
    with tempfile.TemporaryDirectory() as out:
        return _lab([*SHORT, "--out", out], out)[1]


def _lab(words, folder):
    """(until the first progress, whole) of a command, each (seconds, {stage: seconds}).

    Until the first progress: None where there was none.
    """
    path = Path(folder, "stages.json")
    began = time.time()
    seconds, _ = _wall([sys.executable, "-m", "lab.benchmarks.stages", str(path), *words])
    found = json.loads(path.read_text(encoding="utf-8"))
    first = found["first"] and (found["first"]["at"] - began, found["first"]["stages"])
    return first, (seconds, found["end"]["stages"])


def _wall(command):
    """(seconds, no stages) of a process. Raises LabError where it fails."""
    print("running:", *command[1:], flush=True)
    # found wherever this process was started
    places = [str(Path(lab.__file__).parents[1]), os.environ.get("PYTHONPATH")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))}
    began = time.perf_counter()
    done = subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", errors="replace"
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it says nothing"]
        raise LabError(f"{' '.join(command[1:])} failed: {said[-1]}")
    return seconds, {}


def _median(run):
    return _row([run() for _ in range(ROUNDS)])


def _row(found):
    """A row from (seconds, {stage: seconds}) of each run: that of the one with the median time."""
    seconds, stages = sorted(found, key=lambda run: run[0])[len(found) // 2]
    stages = {name: stages.get(name, 0.0) for name in STAGES}
    return {
        "seconds": seconds,
        "stages": stages | {REST: seconds - sum(stages.values())},
        "rounds": [wall for wall, _ in found],
    }


def _show(rows):
    """Prints the rows as a table."""
    columns = ("runs", "wall", *STAGES, REST)
    print(f"\n{'seconds':<26}" + "".join(f"{name:>11}" for name in columns))
    for name, row in rows.items():
        values = [row["seconds"], *row["stages"].values()]
        print(
            f"  {name:<24}{len(row['rounds']):>11}" + "".join(f"{value:>11.2f}" for value in values)
        )
