import unittest

from lab.assignments import known
from lab.assignments.judge import FAILED, marked
from lab.assignments.labs import LABS
from lab.assignments.session import answering
from tests.assignments.test_labs import right_files, told

SEEDS = 20


class Seeds(unittest.TestCase):
    """Whatever the seed, right answers are right and mistakes are caught; prints how many."""

    @classmethod
    def tearDownClass(cls):
        print(f"\n{'exercise':<40} {'mistakes':>8} {'right ways':>10}, each for {SEEDS} seeds")
        for lab in LABS:
            ways = [exercise for exercise, _, _ in right_files(lab)]
            for exercise in lab.exercises:
                name = f"{exercise.number} {exercise.function}"
                print(f"{name:<40} {len(exercise.mistakes):>8} {ways.count(exercise):>10}")

    def test_right_answers(self):
        for lab in LABS:
            with answering(lab) as on:
                for exercise, way, text in right_files(lab):
                    with self.subTest(exercise=exercise.number, way=way):
                        marks = marked(lab, on(text), [exercise], repetitions=SEEDS)
                        self.assertEqual(told(marks), [])

    def test_mistakes(self):
        for lab in LABS:
            with answering(lab) as on:
                for (exercise, name), text in known.wrong_files(lab).items():
                    session = on(text)
                    for seed in range(SEEDS):
                        with self.subTest(exercise=exercise.number, mistake=name, seed=seed):
                            (mark,) = marked(lab, session, [exercise], seed=seed, repetitions=1)
                            found = {outcome.name: outcome for outcome in mark.outcomes}
                            outcome = found[exercise.mistakes[name].check]
                            self.assertEqual((outcome.state, outcome.mistake), (FAILED, name))
