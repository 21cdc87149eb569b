"""What a teacher gives out: a lab's handout, and later its solution."""

from pathlib import Path

from lab import parts
from lab.assignments import handout
from lab.assignments.grading.class_file import ClassSettings, read_class
from lab.assignments.labs import find_whole
from lab.languages import say, say_count


def write_handout(number, class_file, out):
    """Yields the lines on labN-handout.zip, written into the folder `out`.

    class_file: the path of a class.toml, or None. Raises LabError where the number is not of a lab,
    or a file cannot be read or written.
    """
    lab, settings = _of(number, class_file, "--handout")
    path = handout.write_handout(settings.lab(lab), parts.find(lab.part), settings, out)
    yield say("written: {path}", path=path)
    asked = settings.lab(lab)
    yield say_count(
        "{n} exercise, {points} points",
        "{n} exercises, {points} points",
        len(asked.exercises),
        points=asked.function_points,
    )


def write_solution(number, class_file, out):
    """Yields the line on labN-solution.zip, written into the folder `out`."""
    lab, settings = _of(number, class_file, "--solution")
    path = handout.write_solution(settings.lab(lab), out)
    yield say("written: {path}", path=path)


def _of(number, class_file, option):
    lab = find_whole(number, option)
    settings = read_class(Path(class_file)) if class_file else ClassSettings()
    return lab, settings.of(lab)
