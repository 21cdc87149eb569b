import json
from unittest import mock

import lab.benchmarks.made as benchmark
from lab.commands.bench import run_benchmark
from tests.support.helpers import LabTest, quiet, tiny_dataset

SIZES = {"STEPS": 3, "ROUNDS": 3, "SAMPLING_ROUNDS": 3, "FEW": 4, "MANY": 8}


def measured(path=None, **changes):
    """What the benchmark finds on a few steps with tiny images."""
    sizes = mock.patch.multiple(benchmark, BATCH_SIZE=10, **{**SIZES, **changes})
    with sizes, mock.patch("lab.data.load", return_value=tiny_dataset()), quiet():
        return run_benchmark("made", json_path=path)


class Made(LabTest):
    def test_every_way_is_timed_and_does_the_same(self):
        path = self.folder / "times.json"
        figures = measured(path)
        self.assertEqual(json.loads(path.read_text(encoding="utf-8")), figures)
        steps, sampling = figures["step_ms"], figures["sample_seconds"]
        self.assertEqual(set(steps) - {"torch_masked"}, {"tf_autodiff", "tf_autodiff_jit", "lab"})
        self.assertEqual(set(sampling), {"naive_1000", "lab_1000", "lab_10000", "forward_10000"})
        losses = figures["loss_after_100_steps"]
        self.assertEqual(set(losses), set(steps))
        self.assertLess(max(losses.values()) / min(losses.values()) - 1, 1e-5)
        self.assertEqual(figures["share_of_pixels_sampled_otherwise"], 0)
        for name, slow, fast in (
            ("naive_1000/lab_1000", sampling["naive_1000"], sampling["lab_1000"]),
            ("tf_autodiff_jit/lab", steps["tf_autodiff_jit"], steps["lab"]),
        ):
            with self.subTest(name):
                ratio = figures["ratios"][name]
                self.assertLessEqual(ratio["lowest"], ratio["median"])
                self.assertLessEqual(ratio["median"], ratio["highest"])
                self.assertLessEqual(ratio["highest"], slow["highest"] / fast["lowest"])
                self.assertGreaterEqual(ratio["lowest"], slow["lowest"] / fast["highest"])

    def test_ways_that_differ_are_no_comparison(self):
        with self.refused("differ"):
            measured(LARGEST_DISAGREEMENT=-1)
