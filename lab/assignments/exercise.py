"""What an exercise is: a function to write, what is checked of it, and how one errs."""

import dataclasses
from collections.abc import Callable, Mapping

from lab.languages import say

# of each written question
QUESTION_POINTS = 10


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What a check found: whether it passed, and in words how, or the first wrong entry."""

    passed: bool
    words: str


@dataclasses.dataclass(frozen=True)
class Check:
    """A property of what a student wrote, worth points by itself.

    name: short, such as "dL/dw". points: what it is worth. recipe: the one of
    `lab.assignments.recipes` by which the worker turns arrays into arrays. arguments: of a
    generator of random numbers, {name: array} for it. judge: of these and of the worker's reply,
    {name: array}, a Verdict. needs: names of checks without which this one says nothing.
    """

    name: str
    points: int
    recipe: str
    arguments: Callable
    judge: Callable
    needs: tuple[str, ...] = ()

    def verdict(self, given, received):
        """The Verdict on a reply, whatever arrays it holds."""
        try:
            return self.judge(given, received)
        except KeyError as error:
            return Verdict(False, _lacking(error.args[0], received))
        except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError):
            return Verdict(False, say("what was returned cannot be compared"))


def _lacking(name, received):
    """What a reply that has no such array tells of what was returned."""
    kind, _, key = str(name).partition(" ")
    if not received:
        return say("nothing was returned")
    if kind == "value" and not key:
        return say("expected one array, received several")
    if kind == "value" and key.isdigit():
        return say("expected several arrays: number {number} is missing", number=int(key) + 1)
    if kind == "value":
        return say("there is no {name} in what was returned", name=key)
    if kind.startswith("dL/d"):
        return say("no derivative was taken: the value has another shape than is asked")
    return say("what was returned cannot be compared")


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A typical wrong answer: the check that catches it, and what it deserves to be told."""

    check: str
    words: str


@dataclasses.dataclass(frozen=True, eq=False)
class Exercise:
    """A function of the package that is to be written.

    number: of its lab and within it, such as "2.1". target: module:name of the function, of a
    method (module:Class.name), or of a function within a function (module:name.backward), of which
    the rest is given. checks: in the order in which they are told. hints: messages, the vaguest
    first; the last are the lines that the statement left out. mistakes: {name: Mistake}, whose code
    stands in the lab's `wrong.py`. twins: further functions that would give it away. called: the
    name that the student's function has, where it is not its own; other exercises have that.
    formula: what the function computes, in LaTeX, for notebooks; never what the hints keep.
    An exercise without a target is about what others do together.
    """

    number: str
    target: str
    checks: tuple[Check, ...]
    hints: tuple[str, ...] = ()
    mistakes: Mapping[str, Mistake] = dataclasses.field(default_factory=dict)
    twins: tuple[str, ...] = ()
    called: str = ""
    formula: str = ""

    @property
    def module(self):
        """The module of the function."""
        return self.target.partition(":")[0]

    @property
    def qualified_name(self):
        """The function's name within its module, such as VAE.encode."""
        return self.target.partition(":")[2]

    @property
    def function(self):
        """The name of the function that the student writes: of a method its own, of a function
        within a function that of the outer one.
        """
        first, *rest = self.qualified_name.split(".")
        return self.called or (rest[0] if first[:1].isupper() else first)

    @property
    def name(self):
        """What people call it, in the language spoken."""
        return self.function or say("together")

    @property
    def points(self):
        """What all checks are worth together."""
        return sum(check.points for check in self.checks)


@dataclasses.dataclass(frozen=True)
class Lab:
    """Exercises that are handed in together, worth 100 points with the written questions.

    package: that of its folder. title, questions: messages. hours: that they take. part: the
    experiment to try them in. introduction: a message, what its functions find at hand. given:
    numbers of exercises of later labs whose functions that experiment runs on: this lab's handout
    has them. is_alone: whether its experiment does without functions that a handout lacks.
    """

    number: int
    package: str
    title: str
    hours: int
    part: str
    exercises: tuple[Exercise, ...]
    questions: tuple[str, ...] = ()
    introduction: str = ""
    given: tuple[str, ...] = ()
    is_alone: bool = True

    @property
    def module(self):
        """The name of the file to write, without .py."""
        return f"lab{self.number}"

    @property
    def function_points(self):
        """What its functions are worth together."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def points(self):
        """What its functions and written questions are worth together."""
        return self.function_points + QUESTION_POINTS * len(self.questions)
