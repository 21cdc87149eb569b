"""Ray on this machine; tests/long/test_sweep_on_cluster.py is on two nodes."""

import signal
import sys
from unittest import mock

import numpy as np

import lab
from lab.commands.options import RunOptions
from lab.commands.sweep import cluster
from lab.storage.records import Record
from tests.support.helpers import LabTest


class RealRay(LabTest):
    def test_runs_are_those_by_hand_and_a_failure_stops_no_other(self):
        small = {"steps": 50, "samples": 10}
        jobs = {
            str(points): {
                "part": "generative-basics",
                "settings": {"points": points, **small},
                "options": RunOptions(smoke=True, out=self.folder / "swept"),
            }
            for points in (1, 20)
        }
        usual = signal.getsignal(signal.SIGTERM)
        self.addCleanup(signal.signal, signal.SIGTERM, usual)
        events = []
        for event in cluster.execute(jobs):
            events.append(event)
            # Ray sets another, with which the process would abort
            self.assertIs(signal.getsignal(signal.SIGTERM), signal.default_int_handler)
        ended = sorted(event for event in events if event[0] in ("failed", "finished"))
        why = "points=1 is invalid: must be at least 10"
        self.assertEqual(ended, [("failed", "1", why), ("finished", "20", None)])
        self.assertEqual([name for what, name, _ in events if what == "started"], ["1", "20"])
        with mock.patch("lab.parts.generative_basics.figures.draw", return_value={}):
            result = lab.run("generative-basics", smoke=True, out=self.folder, points=20, **small)
        record = Record.load(self.folder / "swept" / "reports" / "toy" / result.folder.name)
        self.assertEqual(record.metrics, result.metrics)
        if result.record.config["device"].startswith("CPU"):
            self.assertRegex(record.config["device"], "^CPU, 1 of [0-9]+ cores$")
        for name, array in result.record.arrays.items():
            np.testing.assert_array_equal(record.arrays[name], array, name)


class WithoutRay(LabTest):
    def refuses(self, *words, **options):
        with self.refused(*words):
            list(cluster.execute({"vae": {}}, **options))

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
