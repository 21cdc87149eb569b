import numpy as np

from lab.benchmarks import cost
from lab.benchmarks.cost import Size
from tests.support.helpers import LabTest


class Slope(LabTest):
    def test_of_powers(self):
        sizes = np.array([10.0, 30.0, 200.0])
        for power in (-1, 0, 0.5, 2):
            self.assertAlmostEqual(cost.slope(sizes, 7.0 * sizes**power), power)

    def test_of_points_beside_the_line(self):
        # log2: 0, 1, 3 over 0, 1, 2; least squares by hand
        self.assertAlmostEqual(cost.slope([1, 2, 4], [1, 2, 8]), 1.5)


class Theory(LabTest):
    def test_by_hand(self):
        made = cost.theory(Size("MADE", pixels=5, width=3, batch_size=2, images=7, networks=4))
        # 5 x 3, 3 x 3, 3 x 5 weights
        self.assertEqual(made["step_ms"], 3 * 4 * 2 * 39)
        self.assertEqual(made["sample_seconds"], cost.SAMPLES * 39)
        stacks = 3 * cost.UPDATES * 2 * 5
        self.assertEqual(made["memory_mb"], 2 * 7 * 5 + stacks + 8 * 4 * 39 + 8 * 2 * (5 + 6))
        vae = cost.theory(Size("VAE", pixels=5, width=3, batch_size=2))
        # 5 x 3 and 3 x 5, and to and from z
        self.assertEqual(vae["step_ms"], 3 * 2 * (30 + 3 * 3 * cost.LATENT))
