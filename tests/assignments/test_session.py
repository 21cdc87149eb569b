"""What a student's code may do to the process that it runs in, and to nothing else."""

import time
import unittest

import numpy as np

from lab.assignments import judge, session
from lab.assignments.judge import FAILED, NOT_RUN, OK, marked
from lab.assignments.labs import framework
from lab.assignments.session import answering
from lab.errors import LabError

RIGHT = """
@tf.custom_gradient
def relu(x):
    return tf.maximum(x, 0), lambda g: tf.where(x > 0, g, 0)
"""
STOPPED = "stopped: it took more than 1 s of a processor, 2 s by the clock or 3 GB"
# an unwritten function, and one that does this
BEGINNING = "import os\nimport sys\nimport tensorflow as tf\n"


def linear(*lines):
    body = "\n".join(f"    {line}" for line in lines)
    return f"{BEGINNING}{RIGHT}\n\ndef linear(x, w, b):\n{body}\n"


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # the same rules, in less time
        limits = session.Limits(cpu=1.0, wall=2.0)
        cls.on = staticmethod(cls.enterClassContext(answering(framework.LAB, limits)))

    def marks(self, text):
        exercises = [framework.LINEAR, framework.RELU]
        return list(marked(framework.LAB, self.on(text), exercises))

    def first_of(self, *lines):
        """The first outcome of a linear that does this; the exercise after it is right."""
        first, second = self.marks(linear(*lines))
        self.assertEqual(first.points, 0)
        self.assertEqual({outcome.state for outcome in second.outcomes}, {OK})
        return first.outcomes[0]

    def test_a_process_that_ends_costs_its_exercise(self):
        outcome = self.first_of("os._exit(3)")
        self.assertEqual((outcome.state, outcome.words), (FAILED, "the process ended (code 3)"))

    def test_a_loop_without_end_is_stopped(self):
        began = time.monotonic()
        outcome = self.first_of("while True: pass")
        self.assertEqual(outcome.words, STOPPED)
        self.assertLess(time.monotonic() - began, 60)

    def test_one_that_sleeps_too(self):
        outcome = self.first_of("import time", "time.sleep(1000)")
        self.assertEqual(outcome.words, STOPPED)

    def test_exit_and_exceptions_are_told_with_their_line(self):
        outcome = self.first_of("sys.exit(1)")
        self.assertRegex(outcome.words, r"^SystemExit: 1 \(line 11 of lab2.py\)$")
        outcome = self.first_of("x = 1", "return x / 0")
        self.assertRegex(outcome.words, r"^ZeroDivisionError: division by zero \(line 12 of")

    def test_prints_and_reads_reach_nobody(self):
        first, _ = self.marks(
            linear(
                "print('x' * 10**7)",
                "os.write(1, b'garbage')",
                "sys.stdin.read()",
                "return tf.matmul(x, w) + b",
            )
        )
        self.assertEqual({outcome.state for outcome in first.outcomes}, {OK})

    def test_what_is_no_array_is_refused(self):
        first, _ = self.marks(linear("return tf.constant('a' * 10)"))
        self.assertEqual({outcome.state for outcome in first.outcomes}, {FAILED})

    def test_an_answer_too_large_is_refused(self):
        outcome = self.first_of("import numpy as np", "return tf.constant(np.zeros(10**7))")
        self.assertEqual(outcome.state, FAILED)

    def test_a_file_that_cannot_be_read_is_told_with_its_line(self):
        for text, words in {
            "def linear(:\n": r"SyntaxError: .* \(line 1 of lab2.py\)",
            "import nothing_of_this_name\n": r"ModuleNotFoundError: .* \(line 1 of lab2.py\)",
        }.items():
            first, second = self.marks(text)
            for mark in (first, second):
                self.assertRegex(mark.outcomes[0].words, words)

    def test_the_package_s_own_function_is_not_there_to_be_called(self):
        outcome = self.first_of("from lab.framework import ops", "return ops.linear(x, w, b)")
        self.assertIn("RecursionError", outcome.words)
        outcome = self.first_of("from lab.assignments import labs", "return labs")
        self.assertIn("ImportError", outcome.words)

    def test_after_two_time_outs_the_rest_is_not_run(self):
        text = linear("while True: pass").replace(
            "return tf.maximum(x, 0), lambda", "while True: pass\n    lambda"
        )
        exercises = [framework.LINEAR, framework.RELU, framework.SIGMOID]
        *_, last = marked(framework.LAB, self.on(text), exercises)
        self.assertEqual({outcome.state for outcome in last.outcomes}, {NOT_RUN})
        self.assertEqual(judge.MOST_STOPPED, 2)


class Asked(unittest.TestCase):
    def test_a_process_that_cannot_start_is_a_fault_of_ours(self):
        with session.Session("/nowhere", "/nowhere") as started, self.assertRaises(LabError):
            started.ask("lab2", "linear", "call", {"x": np.zeros(1)})
