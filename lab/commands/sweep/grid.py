"""The runs of a sweep: every combination of the swept values, with every seed."""

import dataclasses
import hashlib
import itertools
import math

from lab.commands import run as runner
from lab.errors import LabError
from lab.experiment.settings import as_text, before_settings, with_settings

MOST_RUNS = 10_000
# many a file system allows 255
LONGEST_NAME = 200


@dataclasses.dataclass(frozen=True)
class Cell:
    """One run of a grid. values: {swept parameter: its value}; settings: all that it is given."""

    name: str
    settings: dict
    values: dict
    seed: int


def grid(part, swept, settings, *, seeds=1, seed=0, smoke=False):
    """The cells of a grid, the seeds of a point one after the other.

    swept: {parameter: list of its values as text}. settings: {parameter: its value in every run}.
    Raises LabError where one of them is invalid, or a run would be made twice.
    """
    for name in swept.keys() & settings.keys():
        raise LabError(f"{name} is swept and has a fixed value too: choose one of both")
    count = seeds * math.prod(len(values) for values in swept.values())
    if count > MOST_RUNS:
        raise LabError(f"a sweep of {count:,} runs is too large: at most {MOST_RUNS:,}")
    cells = {}
    for values in itertools.product(*swept.values()):
        given = settings | dict(zip(swept, values, strict=True))
        parameters = with_settings(before_settings(part.parameters, given, smoke), given)
        point = {name: getattr(parameters, name) for name in swept}
        for number in range(seed, seed + seeds):
            name = runner.run_name(part, given, seed=number, smoke=smoke)
            if name in cells:
                raise LabError(f"the run {name} is given twice in this sweep; list each value once")
            cells[name] = Cell(name, given, point, number)
    return list(cells.values())


def sweep_name(part, cells, settings, smoke=False):
    """The folder of a sweep: `sweep@vae,z_dim=2,beta=1+2+4,seeds=0+1`."""
    marks = ["smoke"] * smoke + [f"{name}={value}" for name, value in settings.items()]
    for swept in cells[0].values:
        marks.append(f"{swept}={_joined(as_text(cell.values[swept]) for cell in cells)}")
    marks.append(f"seeds={_joined(str(cell.seed) for cell in cells)}")
    name = ",".join([f"sweep@{part.name}", *marks])
    if len(name) <= LONGEST_NAME:
        return name
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - 9]}~{digest}"


def _joined(texts):
    return "+".join(dict.fromkeys(texts))
