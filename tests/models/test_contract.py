"""What every model of the lab keeps, tested for each row of the one table of models."""

import unittest

import lab.models
from tests.models.every_model import MODELS


class Table(unittest.TestCase):
    def test_every_class_of_the_lab_stands_in_it(self):
        made = {type(make()).__name__ for make in MODELS.values()}
        # which is no keras.Model, and has its own test
        self.assertEqual(made, set(lab.models.__all__) - {"MADEMixture"})
