"""Every attack on the grading, with the worker as it is: TensorFlow, a check with its gradients."""

import unittest

from lab.assignments.asked import asked
from lab.assignments.labs import framework
from lab.assignments.session import Limits
from tests.assignments.grading import attacks
from tests.assignments.grading.test_hostile import Attacked


class Hostile(Attacked, unittest.TestCase):
    lab = asked(framework.LAB, ["2.1", "2.2"])
    right = attacks.IN_TENSORFLOW
    limits = Limits(cpu=2.0, wall=6.0)
