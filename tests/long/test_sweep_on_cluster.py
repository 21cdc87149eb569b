"""A sweep on two Ray nodes of this machine, one of which is killed while it works."""

import csv
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
from ray.cluster_utils import Cluster

from tests.support.helpers import ROOT, LabTest

SWEEP = ("--part", "vae", "--dataset", "digits", "--smoke", "--sweep", "beta=1,4", "--seeds", "2")


class TwoNodes(LabTest):
    def setUp(self):
        super().setUp()
        # Ray's Cluster notes its address there, but does not make the folder
        Path(tempfile.gettempdir(), "ray").mkdir(exist_ok=True)
        head = {"num_cpus": 1, "include_dashboard": False, "temp_dir": str(self.folder / "ray")}
        self.cluster = Cluster(initialize_head=True, head_node_args=head)
        self.addCleanup(self.cluster.shutdown)
        self.second = self.cluster.add_node(num_cpus=1)

    def start(self, *options):
        process = subprocess.Popen(
            [sys.executable, "run_lab.py", *SWEEP, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_killing_one_in_mid_sweep_changes_no_result(self):
        process = self.start("--address", self.cluster.address, "--out", self.folder / "cluster")
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "1 of 4 runs done, 3 left" in line:
                # two are running, on one core each
                self.assertEqual(line.count("vae@smoke"), 2)
                self.cluster.remove_node(self.second, allow_graceful=False)
        text = "".join(printed)
        self.assertEqual(process.wait(), 0, text)
        self.assertIn("4 of 4 runs done, 0 left", text)
        for word in ("failed", "raylet"):
            self.assertNotIn(word, text)

        alone = self.start("--out", self.folder / "alone")
        text = alone.stdout.read()
        self.assertEqual(alone.wait(), 0, text)
        runs = sorted((self.folder / "alone" / "reports" / "digits").glob("vae@smoke*"))
        self.assertEqual(len(runs), 4)
        for run in runs:
            other = self.folder / "cluster" / "reports" / "digits" / run.name
            files = {path.relative_to(run) for path in run.rglob("*")}
            self.assertEqual({path.relative_to(other) for path in other.rglob("*")}, files)
            with np.load(run / "arrays.npz") as ours, np.load(other / "arrays.npz") as theirs:
                for name in ours.files:
                    np.testing.assert_array_equal(ours[name], theirs[name], f"{run.name} {name}")
        ours, theirs = (self.table(where) for where in ("alone", "cluster"))
        self.assertEqual(len(ours), 2 * len({metric for _, metric in ours}))
        self.assertEqual(ours, theirs)
        self.assertFalse((self.folder / "cluster" / "runs").exists())

    def table(self, where):
        """{(beta, metric): the rest of the row}, without times."""
        (path,) = (self.folder / where / "reports" / "digits").glob("sweep@*/table.csv")
        with path.open(encoding="utf-8", newline="") as file:
            return {
                (row.pop("beta"), row.pop("metric")): row
                for row in csv.DictReader(file)
                if "second" not in row["metric"]
            }


if __name__ == "__main__":
    unittest.main()
