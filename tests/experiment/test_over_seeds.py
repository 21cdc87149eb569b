import unittest

import numpy as np

from lab.experiment.over_seeds import beyond_seeds, gain, means, told_gain


class OverSeeds(unittest.TestCase):
    def test_means_with_their_errors(self):
        found = means({"kl_nats": np.array([1.0, 3.0]), "in_use": np.array([4, 4])})
        self.assertEqual(
            found, {"kl_nats": 2.0, "kl_nats_se": 1.0, "in_use": 4.0, "in_use_se": 0.0}
        )

    def test_a_gain_has_the_ends_of_its_interval(self):
        found = gain("mig_gain", np.array([1.0, 3.0]))
        self.assertEqual((found["mig_gain"], found["mig_gain_se"]), (2.0, 1.0))
        # Student's t with one degree of freedom: 12.706
        self.assertAlmostEqual(found["mig_gain_ci_low"], 2 - 12.706, places=3)
        self.assertAlmostEqual(found["mig_gain_ci_high"], 2 + 12.706, places=3)

    def test_one_network_tells_no_error(self):
        self.assertEqual(gain("mig_gain", np.array([2.0])), {"mig_gain": 2.0})

    def test_a_difference_is_beyond_its_interval_or_not(self):
        # of two values the interval reaches 12.7 standard errors
        for differences, found in (([1.0, 1.1], 1), ([1.0, 1.3], 0), ([-1.0, -1.1], -1)):
            self.assertEqual(beyond_seeds(np.array(differences), 0.0), found)
        self.assertEqual(beyond_seeds([0.3], 0.2), 1)
        self.assertEqual(beyond_seeds([0.3], 0.4), 0)


class Told(unittest.TestCase):
    def test_a_gain_is_told_with_its_interval_and_counts_where_that_excludes_0(self):
        for ends, sign in (((0.1, 0.3), 1), ((-0.1, 0.5), 0), ((-0.3, -0.1), -1)):
            low, high = ends
            gained = {"gain": 0.2, "gain_ci_low": low, "gain_ci_high": high}
            words = f"+0.20 (95% interval {low:+.2f} to {high:+.2f})".replace("-", "−")
            self.assertEqual(told_gain(gained, "gain", "+.2f"), (sign, words))

    def test_that_of_one_network_does_not_count(self):
        self.assertEqual(
            told_gain({"gain": 5.0}, "gain", ".1f"), (0, "5.0 (one network, error unknown)")
        )
