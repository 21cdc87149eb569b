import unittest

from lab.experiment.outcome import gathered, prefixed, suffixed


class Names(unittest.TestCase):
    def test_a_suffix_stands_before_the_standard_error(self):
        found = suffixed({"nll_nats": 1, "nll_nats_se": 2, "sense": 3}, "k5")
        self.assertEqual(found, {"nll_nats_k5": 1, "nll_nats_k5_se": 2, "sense_k5": 3})

    def test_a_prefix(self):
        self.assertEqual(prefixed({"samples": 1, "grid": 2}, "ae"), {"ae_samples": 1, "ae_grid": 2})

    def test_no_name_changes_nothing(self):
        values = {"samples": 1}
        for rename in (prefixed, suffixed):
            found = rename(values, "")
            self.assertEqual(found, values)
            self.assertIsNot(found, values)


class Gathered(unittest.TestCase):
    def test_pairs_become_one(self):
        pairs = [({"a": 1}, {"x": 2}), ({}, {"y": 3}), ({"b": 4}, {})]
        self.assertEqual(gathered(pairs), ({"a": 1, "b": 4}, {"x": 2, "y": 3}))
