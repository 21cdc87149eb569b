"""Graphs that tests trace: without XLA, and let go before the process ends."""

import unittest
from unittest import mock

from lab.framework.graphs import released
from lab.training import stacks


class ReleasesGraphs(unittest.TestCase):
    """A TestCase whose class lets go, at its end, of the graphs with custom gradients it traced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(released())


def as_graph():
    """Without XLA: for tests in which what is computed matters less than how fast it starts."""
    return mock.patch.object(stacks, "has_xla", return_value=False)
