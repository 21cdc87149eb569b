"""Graphs that tests trace, and that TensorFlow would keep until the process ends."""

import unittest

from lab.framework.graphs import released


class ReleasesGraphs(unittest.TestCase):
    """A TestCase whose class lets go, at its end, of the graphs with custom gradients it traced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(released())
