import dataclasses
import unittest

from lab.parts.made_choices import CHOICES, Parameters
from lab.parts.made_training import Network
from tests.smoke_runs import smoke_run


class Choices(unittest.TestCase):
    def test_every_choice_changes_the_network_above_it(self):
        network = Network()
        for name, changes in CHOICES[1:]:
            changed = dataclasses.replace(network, **changes)
            self.assertNotEqual(changed, network, name)
            network = changed
        self.assertEqual(Parameters().choices, len(CHOICES))

    def test_starting_at_the_frequencies_is_better_from_the_first_update_on(self):
        result = smoke_run("made-choices")
        self.assertGreater(result.metrics["gain"], 50)
        self.assertEqual([row["choice"] for row in result.history], [0, 1])
        self.assertEqual(
            result.metrics["gain"],
            result.metrics["validation_nll_0"] - result.metrics["validation_nll_1"],
        )
