"""A lab's autograder for Gradescope."""

import secrets

from lab.assignments.grading import gradescope
from lab.assignments.grading.class_file import ClassSettings, read_class
from lab.assignments.labs import find_whole
from lab.languages import say


def write_autograder(number, class_file, out):
    """Yields the lines on labN-gradescope.zip, written into the folder `out`.

    class_file: the path of a class.toml, or None. Raises LabError where the number is not of a lab,
    or a file cannot be read or written.
    """
    lab = find_whole(number, "--gradescope")
    settings = read_class(class_file) if class_file else ClassSettings()
    of_lab = settings.of(lab)
    lab = of_lab.lab(lab)
    seed = secrets.randbelow(2**31) if settings.seed is None else settings.seed
    path = gradescope.write(lab, of_lab, seed, settings.language, out)
    yield say("written: {path}", path=path)
    yield say(
        "In Gradescope: a programming assignment, {points} points by its autograder; a container "
        "of 2 CPU and 3 GB or more",
        points=lab.function_points,
    )
    if settings.seed is None:
        yield say(
            "seed = {seed} was drawn: in class.toml it makes the same checks again", seed=str(seed)
        )
