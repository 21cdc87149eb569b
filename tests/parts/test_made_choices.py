import dataclasses

import numpy as np

import lab
from lab.experiment.made_networks import MADENetwork
from lab.parts import find
from lab.parts.made_choices import CHOICES, Parameters
from tests.support.helpers import LabTest, quiet
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Story(LabTest):
    record = shipped("binarized_mnist", "made-choices")

    def said(self, language="en", **changes):
        """Its text with the validation losses of the last epoch of some choices moved by nats."""
        moved = {int(name.removeprefix("choice_")): nats for name, nats in changes.items()}
        rows = [
            row | {"val_loss": row["val_loss"] + moved.get(row["choice"], 0)}
            for row in self.record.history
        ]
        record = dataclasses.replace(self.record, history=rows)
        return told(find("made-choices"), record, language)

    def test_what_each_choice_gains(self):
        text = self.said()
        self.assertIn("falls by 15.10 nats in all, from 104.11 to 89.01", text)
        self.assertIn("5.06 nats (residual connections) and 4.22 nats (AdamW", text)
        self.assertIn(
            "more than its error (95% interval of the differences, seed by seed), the least 0.03",
            text,
        )
        self.assertNotIn("These lose", text)
        self.assertIn("Это не рейтинг", self.said("ru"))

    def test_all_turned_round(self):
        for nats, words in ((15.1, "does not change beyond the error"), (20, "rises by")):
            self.assertIn(words, self.said(choice_6=nats))

    def test_a_gain_within_its_error(self):
        rows = [
            row | {"val_loss": row["val_loss"] + (row["choice"] == 6) * row["seed"] / 5}
            for row in self.record.history
        ]
        text = told(find("made-choices"), dataclasses.replace(self.record, history=rows))
        self.assertIn("what these gain: dropout of 25%, \N{MINUS SIGN}0.17 nats", text)
        self.assertNotIn("the least", text)

    def test_a_choice_that_loses(self):
        text = self.said(choice_6=3)
        self.assertIn("These lose: dropout of 25%, −2.97 nats", text)
        self.assertNotIn("Not beyond", text)

    def test_one_seed_tells_no_error(self):
        text = told(find("made-choices"), smoke_run("made-choices").record)
        self.assertIn("(1 choice), each on top of those before it; every network was", text)
        self.assertIn("One seed tells no error", text)
        self.assertNotIn("largest gains", text)
        self.assertNotIn("ranking", text)


class Choices(LabTest):
    def test_every_choice_changes_the_network_above_it(self):
        network = MADENetwork()
        for name, changes in CHOICES[1:]:
            changed = dataclasses.replace(network, **changes)
            self.assertNotEqual(changed, network, name)
            network = changed
        self.assertEqual(Parameters().choices, len(CHOICES))

    def test_starting_at_the_frequencies_is_better_from_the_first_update_on(self):
        result = smoke_run("made-choices")
        self.assertGreater(result.metrics["val_gain_nats_all_choices"], 50)
        self.assertEqual([row["choice"] for row in result.history], [0, 1])
        self.assertEqual(
            result.metrics["val_gain_nats_all_choices"],
            result.metrics["val_nll_nats_0"] - result.metrics["val_nll_nats_1"],
        )

    def test_seeds_are_trained_apart_and_drawn_with_their_spread(self):
        with quiet():
            options = {"smoke": True, "dataset": "digits", "out": self.folder}
            result = lab.run("made-choices", **options, seeds=2)
        self.assertEqual([row["seed"] for row in result.history], [0, 1, 0, 1])
        losses = [row["val_loss"] for row in result.history]
        self.assertNotEqual(losses[0], losses[1])
        self.assertAlmostEqual(result.metrics["val_nll_nats_0"], np.mean(losses[:2]), places=3)
        texts = [text.get_text() for text in result.figures["choices"].axes[0].texts]
        spread = np.std(losses[:2], ddof=1)
        self.assertEqual(texts[0], f"{np.mean(losses[:2]):.2f} ± {spread:.2f}")
