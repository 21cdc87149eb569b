"""The labs, in the order of the course. A lab is a folder here."""

import dataclasses
import importlib
from pathlib import Path

from lab.assignments import sheet
from lab.errors import LabError

NAMES = ("nats", "framework", "made", "autoencoders", "vae", "bounds", "classes", "gan")
# a handout has its own lab alone
LABS = tuple(
    sheet.as_given(importlib.import_module(f"{__name__}.{name}").LAB)
    for name in NAMES
    if Path(__file__).with_name(name).is_dir()
)


def blanked_with(lab):
    """The labs that are blanked where one is checked: functions of earlier ones are there, those
    of later ones would give something away, but for those that its experiment runs on.
    """
    later = [other for other in LABS if other.number > lab.number]
    return [lab, *(_without(other, lab.given) for other in later)]


def _without(lab, numbers):
    left = tuple(exercise for exercise in lab.exercises if exercise.number not in numbers)
    return dataclasses.replace(lab, exercises=left)


def find_whole(number, option):
    """The Lab of "3", as an option of the command line was told. Raises LabError."""
    lab, _ = find(number)
    if number != str(lab.number):
        raise LabError(f"{option} {number}: expected a lab, such as {lab.number}")
    return lab


def find(number):
    """(Lab, its Exercises) of "3", or (Lab, one Exercise) of "3.2". Raises LabError."""
    labs = {str(lab.number): lab for lab in LABS}
    lab = labs.get(number.partition(".")[0])
    if lab is None:
        raise LabError(f"there is no lab {number!r}: choose {', '.join(labs)}")
    if number == str(lab.number):
        return lab, lab.exercises
    chosen = tuple(exercise for exercise in lab.exercises if exercise.number == number)
    if not chosen:
        numbers = ", ".join(exercise.number for exercise in lab.exercises)
        raise LabError(f"there is no exercise {number!r}: choose {numbers}")
    return lab, chosen
