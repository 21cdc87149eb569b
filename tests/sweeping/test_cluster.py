"""Ray on this machine; tests/long/test_sweep_on_cluster.py is on two nodes."""

import subprocess
import sys
from unittest import mock

import numpy as np

import lab
from lab.sweeping import cluster
from tests.helpers import ROOT, LabTest, run_cli


class RealRay(LabTest):
    def test_a_sweep_gives_what_runs_by_hand_give(self):
        options = ("--part", "generative-basics", "--smoke", "--out", str(self.folder))
        command = (*options, "--sweep", "points=20,30", "--set", "steps=50", "--set", "samples=10")
        process = subprocess.run(
            [sys.executable, "run_lab.py", *command], cwd=ROOT, capture_output=True, text=True
        )
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assertRegex(process.stdout, "2 of 2 runs done, 0 left; running: nothing")
        for points in (20, 30):
            result = lab.run(
                "generative-basics",
                smoke=True,
                out=self.folder / "by hand",
                points=points,
                steps=50,
                samples=10,
            )
            swept = self.folder / "reports" / "toy" / result.folder.name
            with np.load(swept / "arrays.npz") as arrays:
                self.assertEqual(set(arrays.files), set(result.record.arrays))
                for name, array in result.record.arrays.items():
                    np.testing.assert_array_equal(arrays[name], array, name)
        # it is all there now, so that Ray is not needed any more
        with mock.patch.dict(sys.modules, {"ray": None}):
            self.assertEqual(run_cli(*command)[0], 0)


class WithoutRay(LabTest):
    def refuses(self, *words, **options):
        with self.refused(*words):
            list(cluster.execute({"vae": {}}, out=self.folder, **options))

    def test_not_installed(self):
        with mock.patch.dict(sys.modules, {"ray": None}):
            self.refuses("Ray", "not installed", "requirements.txt")

    def test_an_address_that_does_not_answer(self):
        for address in ("nonsense", "127.0.0.1:1", "127.0.0.1:99999", "ray://127.0.0.1:1", ""):
            with self.subTest(address):
                self.refuses(f"--address {address}", "HOST:PORT", address=address)

    def test_room_for_runs_on_the_machines_that_live(self):
        nodes = [
            {"Alive": True, "Resources": {"CPU": 8.0, "memory": 100e9, "GPU": 1.0}},
            {"Alive": True, "Resources": {"CPU": 5.0, "memory": 7e9}},
            {"Alive": True, "Resources": {"CPU": 1.0, "memory": 1e9}},
            {"Alive": False, "Resources": {"CPU": 64.0, "memory": 100e9}},
            {"Alive": True, "Resources": {"memory": 9e9}},
        ]
        ray = mock.Mock(nodes=lambda: nodes)
        for needs, room in (
            ({"CPU": 1, "GPU": 0}, 8 + 2 + 1),
            ({"CPU": 4, "GPU": 0}, 2 + 1),
            ({"CPU": 2, "GPU": 1}, 1),
            ({"CPU": 9, "GPU": 0}, 0),
        ):
            with self.subTest(needs):
                self.assertEqual(cluster._slots(ray, needs), room)
