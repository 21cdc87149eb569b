import unittest

import keras
import numpy as np

from lab.errors import LabError
from lab.training import stacks
from lab.training.together import Together, joint_name
from tests.support.graphs import as_graph
from tests.training.test_fit import FitTest, killed_after

IMAGES = (None, 16)


class TogetherTest(FitTest):
    """Two networks that differ in a weight of their loss."""

    def members(self, rate=0.01):
        return {
            name: self.model(rate=rate, beta=beta) for name, beta in (("one", 1.0), ("four", 4.0))
        }

    def apart(self, **options):
        """Members trained one after the other, and their histories."""
        members = self.members()
        histories = {
            name: self.fit(model, state_path=self.folder / f"{name}.npz", **options)
            for name, model in members.items()
        }
        return members, histories


class SameBits(TogetherTest):
    def compared(self, measure=None):
        apart, expected = self.apart(epochs=2, measure=measure)
        together = Together(self.members(), IMAGES)
        measure_each = measure and (lambda _: together.of_each(measure))
        rows = self.fit(together, epochs=2, measure=measure_each)
        for name, model in together.members.items():
            self.assert_same_bits(model, apart[name])
            self.assert_same_history(together.rows_of(name, rows), expected[name])
        return together, rows

    def test_as_apart_under_xla(self):
        if not stacks.has_xla():
            self.skipTest("no XLA here")
        together, rows = self.compared()
        seconds = [together.rows_of(name, rows)[0]["seconds"] for name in together.members]
        self.assertEqual(seconds, [rows[0]["seconds"] / 2] * 2)

    def test_as_apart_in_a_graph_with_what_is_measured(self):
        with as_graph():
            self.compared(lambda model: {"weight": float(np.sum(model.get_weights()[0]))})

    def test_killed_and_resumed(self):
        with as_graph():
            whole = Together(self.members(), IMAGES)
            history = self.fit(whole, epochs=2, state_path=self.folder / "whole.npz")
            with killed_after(2, -1), self.assertRaises(KeyboardInterrupt):
                self.fit(Together(self.members(), IMAGES), epochs=2)
            resumed = Together(self.members(), IMAGES)
            self.assert_same_history(self.fit(resumed, epochs=2, resume=True), history)
        self.assert_same_bits(resumed, whole)

    def test_a_member_is_an_ordinary_model_afterwards(self):
        with as_graph():
            together = Together(self.members(), IMAGES)
            self.fit(together, epochs=1)
        member = together.members["one"]
        with self.assertRaisesRegex(ValueError, "x: expected pixels"):
            member.evaluate(np.full((2, 16), 7.0), verbose=0)
        with self.assertRaisesRegex(ValueError, "x: expected pixels"):
            member.fit(np.full((2, 16), 7.0), verbose=0)


class Faults(TogetherTest):
    def test_the_member_that_diverges_is_named(self):
        members = self.members()
        members["four"].compile(optimizer=keras.optimizers.SGD(1e30))
        with as_graph(), self.assertRaises(LabError) as caught:
            self.fit(Together(members, IMAGES), epochs=1)
        self.assertIn("/four = ", str(caught.exception))
        self.assertNotIn("/one = ", str(caught.exception))

    def test_a_line_of_progress_has_the_losses_of_all(self):
        with as_graph():
            history = self.fit(Together(self.members(), IMAGES), epochs=1)
        (row,) = history
        losses = [f"{row[f'train_loss/{name}']:.4g}" for name in self.members()]
        last, sign = self.printed.getvalue().splitlines()[-1], "\u00a0/\u00a0"
        self.assertIn(f"loss={sign.join(losses)}, val_loss=", last)


class Name(unittest.TestCase):
    def test_of_many_networks_is_short(self):
        names = [f"network_{number}" for number in range(30)]
        self.assertEqual(joint_name(names[:1]), "network_0")
        self.assertEqual(joint_name(names[:4]), "network_0+network_1+network_2+network_3")
        self.assertEqual(joint_name(dict.fromkeys(names)), "network_0+29")
