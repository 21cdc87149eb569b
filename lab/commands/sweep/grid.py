"""The runs of a sweep: every combination of the swept values, with every seed."""

import dataclasses
import hashlib
import itertools
import math

from lab.commands.plan import Plan
from lab.errors import LabError
from lab.experiment.settings import as_text

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


def grid(part, swept, settings, options, seeds=1):
    """The cells of a grid, the seeds of a point one after the other, from that of RunOptions on.

    swept: {parameter: list of its values as text}. settings: {parameter: its value in every run}.
    Raises LabError where one of them is invalid, or a run would be made twice.
    """
    for name in swept.keys() & settings.keys():
        raise LabError(f"{name} is both swept and set to a fixed value; choose one")
    count = seeds * math.prod(len(values) for values in swept.values())
    if count > MOST_RUNS:
        raise LabError(f"a sweep of {count:,} runs is too large: at most {MOST_RUNS:,}")
    cells = {}
    for values in itertools.product(*swept.values()):
        given = settings | dict(zip(swept, values, strict=True))
        for seed in range(options.seed, options.seed + seeds):
            plan = Plan.of(part, given, dataclasses.replace(options, seed=seed))
            if plan.name in cells:
                raise LabError(
                    f"the run {plan.name} is given twice in this sweep; list each value once"
                )
            point = {name: getattr(plan.parameters, name) for name in swept}
            cells[plan.name] = Cell(plan.name, given, point, seed)
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
