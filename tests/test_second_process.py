import io
import json
import unittest
from unittest import mock

from tests import second_process


def example(name):
    """A test that by its name is one of those that run there; run here, it fails."""

    class Example(unittest.TestCase):
        def runTest(self):  # noqa: N802
            raise AssertionError("run in this process")

        def id(self):
            return f"tests.models.{name}"

    return Example()


class TakenOver(unittest.TestCase):
    def run_beside(self, tests, *told):
        """The result of the tests beside a process that tells this."""
        lines = "".join(json.dumps(line) + "\n" for line in told)
        process = mock.Mock(stdout=io.StringIO(lines))
        state = {"_processes": [process], "_parts": set(), "_outcomes": {}}
        with mock.patch.multiple(second_process, **state):
            result = unittest.TestResult()
            second_process.taken_over(unittest.TestSuite(tests)).run(result)
            self.assertTrue(second_process.has_run("vae"))
            self.assertFalse(second_process.has_run("made"))
        return result

    def test_each_outcome_is_the_one_told(self):
        outcomes = ("ok", "skipped", "failure", "error")
        tests = [example(outcome) for outcome in outcomes]
        told = (
            {"test": test.id(), "outcome": outcome, "text": "why"}
            for test, outcome in zip(tests, outcomes, strict=True)
        )
        result = self.run_beside(tests, {"part": "vae"}, *told)
        self.assertEqual(result.testsRun, 4)
        self.assertEqual(result.skipped, [(tests[1], "why")])
        self.assertEqual([test for test, _ in result.failures], [tests[2]])
        self.assertEqual([test for test, _ in result.errors], [tests[3]])
        self.assertIn("why", result.failures[0][1])

    def test_a_test_without_outcome_and_what_broke_a_class_are_errors(self):
        tests = [example("lost"), example("good")]
        good = {"test": tests[1].id(), "outcome": "ok", "text": ""}
        broken = {"test": "setUpClass (tests.models.Lost)", "outcome": "error", "text": "late"}
        result = self.run_beside(tests, {"part": "vae"}, broken, good)
        self.assertEqual(len(result.errors), 2)
        self.assertIs(result.errors[0][0], tests[0])
        self.assertIn("late", result.errors[1][1])

    def test_what_it_runs_tells_failures_of_subtests(self):
        class Subtests(unittest.TestCase):
            def test(self):
                for i in range(3):
                    with self.subTest(i=i):
                        self.assertNotEqual(i, 1)

        told = []
        Subtests("test").run(second_process._Telling(lambda **what: told.append(what)))
        self.assertEqual([line["outcome"] for line in told], ["failure"])
        self.assertIn("(i=1)", told[0]["text"])
