import unittest

from lab.benchmarks import rounds
from tests.support.helpers import quiet


class Rounds(unittest.TestCase):
    def test_competitors_take_turns(self):
        order = []
        works = {name: lambda name=name: order.append(name) for name in "ab"}
        with quiet():
            seconds = rounds.alternate(works, 3)
        self.assertEqual("".join(order), "ababab")
        self.assertEqual({name: len(values) for name, values in seconds.items()}, {"a": 3, "b": 3})

    def test_a_ratio_is_taken_within_each_round(self):
        # everything takes three times as long in the second round: the ratio doesn't
        self.assertEqual(
            rounds.ratio([2.0, 6.0, 3.0], [1.0, 3.0, 1.0]),
            {"median": 2.0, "lowest": 2.0, "highest": 3.0},
        )

    def test_a_row_shows_median_and_spread(self):
        with quiet() as (printed, _):
            rounds.show("speed", {"lab": rounds.spread([1500, 1000, 1250.04])}, digits=1)
        self.assertRegex(printed.getvalue(), r"lab +1,250\.0 +1,000\.0 … 1,500\.0\n$")
