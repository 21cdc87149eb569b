"""Every exercise of every lab: the package's own functions, stubs, wrong answers and right ones."""

import ast
import dataclasses
import re
import unittest

import numpy as np

from lab.assignments import known
from lab.assignments.judge import FAILED, OK, UNWRITTEN, marked
from lab.assignments.labs import LABS, framework
from lab.assignments.session import answering
from lab.assignments.stubs import solution_file, stub_file
from tests.support.helpers import ROOT

LEAST_MISTAKES, LEAST_RIGHT = 5, 3
# what recipes call the derivatives in their replies
DERIVATIVE = "dL/d"
# that of which chance leaves more than a thousandth
ESTIMATED = {("6.6", "by encoder")}


def right_files(lab):
    """Pairs (exercise, way, text of a student's file): right answers written otherwise."""
    path = ROOT / "tests" / "assignments" / "right" / f"{lab.module}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exercises = {exercise.function: exercise for exercise in lab.exercises}
    for node in tree.body:
        function, _, way = getattr(node, "name", "").partition("__")
        if way:
            node.name = function
            text = "\n\n".join(ast.unparse(part) for part in [*imports, node])
            yield exercises[function], way, text


def told(marks):
    """The checks that did not pass, in words, to print where a test fails."""
    return [
        f"{o.name}: {o.state} {o.words}" for mark in marks for o in mark.outcomes if o.state != OK
    ]


class OffByAThousandth:
    """A Session in whose replies every derivative is too large by a thousandth."""

    def __init__(self, session):
        self._session = session

    def ask(self, *request):
        reply = self._session.ask(*request)
        arrays = {
            name: array * 1.001 if name.startswith(DERIVATIVE) else array
            for name, array in reply.arrays.items()
        }
        return dataclasses.replace(reply, arrays=arrays)


def read_derivatives(lab, exercise, check, session):
    """Those that a check reads of a reply, as far as they are not 0 everywhere."""
    arguments = check.arguments(np.random.default_rng(known.SEED))
    arguments = {name: np.asarray(array) for name, array in arguments.items()}
    reply = session.ask(lab.module, exercise.function, check.recipe, arguments)
    read = known.Read(reply.arrays)
    check.verdict(arguments, read)
    names = [name for name in read.names if name.startswith(DERIVATIVE)]
    return [name for name in names if reply.arrays[name].any()]


class OfLab:
    """What holds of every lab, with one process for all that is tried of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.on = staticmethod(cls.enterClassContext(answering(cls.lab)))

    def test_the_package_s_own_functions_earn_all_points_and_stubs_none(self):
        marks = list(marked(self.lab, self.on(solution_file(self.lab))))
        self.assertEqual(told(marks), [])
        marks = list(marked(self.lab, self.on(stub_file(self.lab))))
        self.assertEqual(sum(mark.points for mark in marks), 0)
        states = {outcome.state for mark in marks for outcome in mark.outcomes}
        self.assertEqual(states, {UNWRITTEN})

    def test_a_derivative_off_by_a_thousandth_fails(self):
        session = self.on(solution_file(self.lab))
        for mark in marked(self.lab, OffByAThousandth(session)):
            passed = {outcome.name for outcome in mark.outcomes if outcome.state == OK}
            of_derivatives = {
                check.name
                for check in mark.exercise.checks
                if (mark.exercise.number, check.name) not in ESTIMATED
                and read_derivatives(self.lab, mark.exercise, check, session)
            }
            self.assertEqual(of_derivatives & passed, set(), mark.exercise.number)
            if mark.exercise.number == "2.1":
                self.assertEqual(of_derivatives, {"dL/dx", "dL/dw", "dL/db"})

    def test_each_mistake_is_caught_by_its_check_and_told_what_it_is(self):
        for (exercise, name), text in known.wrong_files(self.lab).items():
            with self.subTest(exercise=exercise.number, mistake=name):
                (mark,) = marked(self.lab, self.on(text), [exercise])
                found = {outcome.name: outcome for outcome in mark.outcomes}
                outcome = found[exercise.mistakes[name].check]
                self.assertEqual((outcome.state, outcome.mistake), (FAILED, name))

    def test_right_answers_written_otherwise_are_right(self):
        for exercise, way, text in right_files(self.lab):
            with self.subTest(exercise=exercise.number, way=way):
                self.assertEqual(told(marked(self.lab, self.on(text), [exercise])), [])

    def test_every_exercise_has_mistakes_and_right_answers_enough(self):
        ways = [exercise for exercise, _, _ in right_files(self.lab)]
        for exercise in filter(lambda exercise: exercise.target, self.lab.exercises):
            self.assertGreaterEqual(len(exercise.mistakes), LEAST_MISTAKES, exercise.number)
            self.assertGreaterEqual(ways.count(exercise), LEAST_RIGHT, exercise.number)
            names = {check.name for check in exercise.checks}
            for name, mistake in exercise.mistakes.items():
                self.assertIn(mistake.check, names, name)

    def test_points_are_eighty_beside_those_of_the_questions(self):
        self.assertEqual(sum(exercise.points for exercise in self.lab.exercises), 80)
        self.assertEqual(len(self.lab.questions), 2)


class Together(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.on = staticmethod(cls.enterClassContext(answering(framework.LAB)))

    def marked(self, text, exercise):
        (mark,) = marked(framework.LAB, self.on(text), [exercise])
        return {outcome.name: outcome for outcome in mark.outcomes}

    def test_a_training_shows_what_one_function_does_wrong(self):
        right = ast.parse(solution_file(framework.LAB))
        without = ast.parse(known.wrong_files(framework.LAB)[framework.STEP, "momentum_ignored"])
        (step,) = [node for node in without.body if getattr(node, "name", "") == "update_step"]
        text = "\n\n".join(ast.unparse(node) for node in [*right.body, step])
        states = {name: o.state for name, o in self.marked(text, framework.TRAINING).items()}
        self.assertEqual(states, {"30 steps": OK, "momentum": FAILED})

    def test_each_of_two_mistakes_is_told(self):
        text = known.wrong_files(framework.LAB)[framework.CROSS_ENTROPY, "averaged"]
        text = re.sub(r"return \(by_p, .*\)", "return (by_p, 0 * targets)", text)
        outcomes = self.marked(text, framework.CROSS_ENTROPY)
        told = {name: outcome.mistake for name, outcome in outcomes.items() if outcome.mistake}
        self.assertEqual(told, {"value": "averaged", "dL/dt": "t_fixed"})

    def test_a_backward_pass_that_raises_leaves_the_value_its_points(self):
        text = "def relu(x):\n    return tf.maximum(x, 0), lambda g: g[None] / None\n"
        text = f"import tensorflow as tf\n\n\n@tf.custom_gradient\n{text}"
        states = {name: o.state for name, o in self.marked(text, framework.RELU).items()}
        self.assertEqual(states, {"value": OK, "dL/dx": FAILED, "at x = 0": FAILED})


for _lab in LABS:
    _name = f"Lab{_lab.number}"
    globals()[_name] = type(
        _name, (OfLab, unittest.TestCase), {"lab": _lab, "__module__": __name__}
    )
