import json
import os
from unittest import mock

import numpy as np

from lab.benchmarks import size as benchmark
from lab.benchmarks.cost import Size, theory
from lab.commands.bench import run_benchmark
from tests.support.helpers import LabTest, quiet


def fake(size):
    """Times as theory says, memory that grows with the root of it."""
    counts = theory(size)
    return {
        "step_ms": counts["step_ms"] / 1e8,
        "sample_seconds": counts["sample_seconds"] / 1e10,
        "memory_mb": np.sqrt(counts["memory_mb"]),
    }


def faked(path=None, measured=fake):
    """What the benchmark returns and prints where sizes are not measured but `measured`."""
    alone = mock.patch.object(
        benchmark, "_measured_alone", lambda sizes: {size: measured(size) for size in sizes}
    )
    with alone, quiet() as (printed, _):
        return run_benchmark("size", json_path=path), printed.getvalue()


class Curves(LabTest):
    def test_slopes_beside_those_of_theory(self):
        path = self.folder / "size.json"
        figures, printed = faked(path)
        self.assertEqual(json.loads(path.read_text(encoding="utf-8"))["curves"], figures["curves"])
        # step and memory over five sizes of MADE and four of the VAE, sampling over three
        self.assertEqual(len(figures["curves"]), 2 * 5 + 2 * 4 + 3)
        for of in figures["curves"]:
            share = 0.5 if of["quantity"] == "memory_mb" else 1
            self.assertAlmostEqual(of["slope"], share * of["theory_slope"], places=6)
        self.assertIn("slope  1.00, theory 1.00", printed)
        self.assertIn("MADE, milliseconds per training step:", printed)
        self.assertNotIn("-0.00", printed)
        self.assertGreater((self.folder / "size.png").stat().st_size, 10_000)

    def test_a_system_that_does_not_count_memory(self):
        figures, _ = faked(measured=lambda size: fake(size) | {"memory_mb": None})
        self.assertEqual(len(figures["curves"]), 5 + 4 + 3)

    def test_a_panel_for_each_size(self):
        drawn = benchmark.draw(faked()[0])
        labels = [axis.get_xlabel() for axis in drawn.axes[:5]]
        self.assertEqual(labels, [benchmark.WORDS[name] for name in benchmark.SWEPT])
        # two lines each: measured, theory; a mixture is of MADEs
        self.assertEqual([len(axis.lines) for axis in drawn.axes[:5]], [10, 10, 8, 8, 6])
        measured, theory = drawn.axes[2].lines[:2]
        np.testing.assert_allclose(measured.get_ydata(), [0.25, 1, 4])
        np.testing.assert_allclose(theory.get_ydata(), [0.25, 1, 4])

    def test_json_is_no_figure(self):
        with self.refused("--json", "size.png"):
            faked(self.folder / "size.png")


class Measured(LabTest):
    def test_a_size_in_a_process_of_its_own(self):
        size = Size("MADE", pixels=20, width=10, batch_size=4, images=50, networks=2)
        with quiet() as (printed, _):
            found = benchmark._measured_alone([size])[size]
        self.assertEqual(set(found), {"step_ms", "sample_seconds", "memory_mb"})
        self.assertTrue(all(value > 0 for value in found.values()), found)
        self.assertIn(
            "1 of 1: MADE, pixels D: 20, hidden units H per layer: 10", printed.getvalue()
        )

    def test_a_process_that_dies_is_one_line(self):
        with (
            self.refused("MADE, default size", "lack of memory"),
            mock.patch.object(benchmark, "measure_one", _exit),
            quiet(),
        ):
            benchmark._measured_alone([Size("MADE")])


def _exit(size):
    # as the system ends a process that takes too much memory
    os._exit(9)
