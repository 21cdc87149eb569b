"""What typical wrong answers return for fixed arguments: numbers, from which no code can be read.

`python -m lab.assignments.known` computes them anew from the `wrong.py` of each lab.
"""

import ast
import functools
from pathlib import Path

import numpy as np

from lab.assignments import source
from lab.assignments.labs import LABS
from lab.assignments.session import answering
from lab.storage.files import written_beside
from lab.storage.reading import read_arrays

SEED = 0
# two replies are one, relative to the largest entry
SAME = 1e-6
ABSENT = np.array("absent")
PLACE = Path(__file__).with_name("known")


def failing(lab, exercise):
    """{name of a mistake: the checks that it fails} of an exercise."""
    checks = {name: set() for name in exercise.mistakes}
    for key in _stored(lab.module):
        number, name, check, _ = key.split("|")
        if number == exercise.number:
            checks[name].add(check)
    return checks


def alike(lab, exercise, check, reply):
    """The names of an exercise's mistakes that give this reply to a check, for the arguments drawn
    with SEED, as far as the check looks at it.
    """
    found = _stored(lab.module)
    names = []
    for name in exercise.mistakes:
        start = _key(exercise, name, check, "")
        theirs = {k.removeprefix(start): array for k, array in found.items() if k.startswith(start)}
        if theirs and _is_same(theirs, _told(reply, theirs)):
            names.append(name)
    return names


def _key(exercise, mistake, check, output):
    return "|".join((exercise.number, mistake, check.name, output))


class Read(dict):
    """A reply's arrays, which keeps in `names` what a check has looked for."""

    def __init__(self, arrays):
        super().__init__(arrays)
        self.names = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.names.add(name)
        return super().__contains__(name)


def _told(reply, names):
    """What a reply has by these names, or what was raised."""
    if reply.failure:
        return {"raised": np.array(f"{reply.failure} {reply.words}")}
    return {name: reply.arrays.get(name, ABSENT) for name in names}


def _is_same(theirs, ours):
    if theirs.keys() != ours.keys():
        return False
    return all(_is_close(array, ours[name]) for name, array in theirs.items())


def _is_close(one, other):
    if one.shape != other.shape:
        return False
    if "U" in (one.dtype.kind, other.dtype.kind):
        return one.dtype.kind == other.dtype.kind and bool(np.all(one == other))
    one, other = one.astype(float), other.astype(float)
    scale = np.abs(one[np.isfinite(one)]).max(initial=0)
    return bool(np.allclose(one, other, rtol=0, atol=SAME * scale, equal_nan=True))


@functools.cache
def _stored(module):
    path = PLACE / f"{module}.npz"
    if not path.exists():
        return {}
    found = read_arrays(path)
    return {key: found[name] for key, name in found["keys"].tolist()}


def _once(arrays):
    """Arrays to store: each but once, by a number, and in "keys" which {key: array} had which."""
    names, kept, keys = {}, {}, []
    for key, array in arrays.items():
        array = np.asarray(array)
        name = names.setdefault((array.dtype.str, array.shape, array.tobytes()), str(len(names)))
        kept[name] = array
        keys.append((key, name))
    return kept | {"keys": np.array(keys)}


def wrong_files(lab):
    """{(exercise, mistake's name): the text of a student's file that makes it}."""
    path = source.path_of(lab.package + ".wrong")
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = {node.name: node for node in tree.body if "__" in getattr(node, "name", "")}
    # imports, and what several mistakes share
    head = "\n".join(ast.unparse(node) for node in tree.body if node not in functions.values())
    found = {}
    for exercise in lab.exercises:
        for name in exercise.mistakes:
            node = functions[f"{exercise.function}__{name}"]
            renamed = ast.parse(ast.unparse(node)).body[0]
            renamed.name = exercise.function
            found[exercise, name] = f"{head}\n\n\n{ast.unparse(renamed)}\n"
    return found


def computed(lab, on):
    """{exercise|mistake|check|output: array} of all mistakes of a lab, for the checks they fail.

    on: as `session.answering` gives it.
    """
    arrays = {}
    for (exercise, name), text in wrong_files(lab).items():
        session = on(text)
        for check in exercise.checks:
            arguments = check.arguments(np.random.default_rng(SEED))
            arguments = {key: np.asarray(array) for key, array in arguments.items()}
            reply = session.ask(lab.module, exercise.function, check.recipe, arguments)
            read = Read(reply.arrays)
            if not reply.failure and check.verdict(arguments, read).passed:
                continue
            for output, array in _told(reply, sorted(read.names)).items():
                arrays[_key(exercise, name, check, output)] = array
    return arrays


def main():
    """Writes what the mistakes of every lab return."""
    for lab in LABS:
        with answering(lab) as on:
            arrays = computed(lab, on)
        with written_beside(PLACE / f"{lab.module}.npz") as path, path.open("wb") as file:
            np.savez_compressed(file, **_once(arrays))
        print(f"written: {lab.module}.npz")


if __name__ == "__main__":
    main()
