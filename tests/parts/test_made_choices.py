import dataclasses

import numpy as np

import lab
from lab.experiment.made_networks import MADENetwork
from lab.parts.made_choices import CHOICES, Parameters
from tests.support.helpers import LabTest, quiet
from tests.support.smoke_runs import smoke_run


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
