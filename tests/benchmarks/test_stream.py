from unittest import mock

from lab.benchmarks import stream
from tests.support.helpers import LabTest, quiet


class Stream(LabTest):
    def test_a_sparse_file_is_what_its_header_promises(self):
        path = self.folder / "images.npy"
        stream.write_sparse(path, (10**6, 28, 28))
        self.assertGreater(path.stat().st_size, 784 * 10**6)
        self.assertLess(path.stat().st_blocks * 512, 10**6)

    def test_every_size_is_measured_both_ways(self):
        sizes = {"COUNTS": (120, 600), "BATCH_SIZE": 10, "UPDATES": 2, "ROUNDS": 2}
        graph = mock.patch("lab.training.stacks.has_xla", return_value=False)
        with mock.patch.multiple(stream, **sizes), graph, quiet() as (printed, _):
            figures = stream.measure()
        self.assertEqual(figures["images"], [100, 500])
        for kind in ("pipeline", "training"):
            small, large = figures["images_per_second"][kind]
            self.assertGreater(small["lowest"], 0)
            ratio = figures["largest_to_smallest"][kind]
            self.assertGreaterEqual(ratio["highest"], large["median"] / small["median"])
            self.assertLessEqual(ratio["lowest"], large["median"] / small["median"])
        small, large = figures["peak_memory_mb"]
        self.assertLessEqual(small, large)
        self.assertIn("largest file to smallest", printed.getvalue())

    def test_a_pass_pays_for_its_order(self):
        file = mock.Mock(images=1000)
        with mock.patch.multiple(stream, STACKS={"pipeline": 2}, UPDATES=5, BATCH_SIZE=10):
            speed = stream._File.speed(file, "pipeline", 1.0, 0.1)
        # a thousandth of a second for each image, and a second for their order
        self.assertAlmostEqual(speed, 1000 / (1.0 + 1000 * 0.001))
