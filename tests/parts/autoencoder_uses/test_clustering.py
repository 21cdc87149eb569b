import os
import subprocess
import sys
import unittest

import numpy as np

from lab.parts.autoencoder_uses.clustering import clustered, normalised_mutual_information, purity
from tests.support.helpers import ROOT

MANY_THREADS = """
import numpy as np
from lab.parts.autoencoder_uses import clustering
clustering.STARTS = 1
codes = np.random.default_rng(0).random((6000, 32), np.float32)
print(len({clustering.clustered(codes, codes, 10, 0)[0].tobytes() for _ in range(12)}))
"""


class Clusters(unittest.TestCase):
    LABELS = np.array([0, 0, 0, 1, 1, 1])

    def test_purity_by_hand(self):
        for clusters, value in (
            ([5, 5, 5, 7, 7, 7], 1),
            ([0, 0, 1, 1, 1, 1], 5 / 6),
            ([0, 0, 0, 0, 0, 0], 1 / 2),
            ([0, 1, 2, 3, 4, 5], 1),
        ):
            self.assertAlmostEqual(purity(self.LABELS, np.array(clusters)), value)

    def test_normalised_mutual_information_by_hand(self):
        clusters = np.array([0, 0, 1, 1, 1, 1])
        joint = np.array([[2, 1], [0, 3]]) / 6
        independent = joint.sum(1, keepdims=True) * joint.sum(0)
        seen = joint > 0
        shared = np.sum(joint[seen] * np.log(joint[seen] / independent[seen]))
        entropies = [-np.sum(p * np.log(p)) for p in (joint.sum(0), joint.sum(1))]
        found = normalised_mutual_information(self.LABELS, clusters)
        self.assertAlmostEqual(found, shared / np.mean(entropies))
        self.assertAlmostEqual(normalised_mutual_information(self.LABELS, 1 - self.LABELS), 1)

    def test_heaps_are_found(self):
        codes = np.random.default_rng(0).normal(size=(60, 2)) + np.repeat([[0, 0], [99, 0]], 30, 0)
        centres, found = clustered(codes, codes, 2, seed=0)
        self.assertEqual(purity(np.repeat([0, 1], 30), found), 1)
        np.testing.assert_allclose(centres[found[0]], codes[:30].mean(axis=0))

    def test_threads_that_end_in_another_order_change_nothing(self):
        found = subprocess.run(
            [sys.executable, "-c", MANY_THREADS],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "4"},
            capture_output=True,
            text=True,
        )
        self.assertEqual(found.stdout, "1\n", found.stderr)
