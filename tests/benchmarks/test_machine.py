import collections
import json
import unittest
from unittest import mock

from lab.benchmarks import machine
from lab.commands import bench
from tests.support.helpers import LabTest, quiet

Times = collections.namedtuple("Times", "user nice system idle iowait irq softirq steal guest")


class Description(unittest.TestCase):
    def test_it_says_what_a_reader_needs_to_compare(self):
        found = machine.describe()
        json.dumps(found)
        self.assertTrue(found["processor"])
        self.assertGreaterEqual(found["cores"], 1)
        self.assertGreater(found["memory_gb"], 0)
        self.assertTrue({"python", "tensorflow", "keras", "numpy"} <= set(found["versions"]))
        self.assertRegex(found["date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$")

    def test_a_system_that_counts_less_is_described_too(self):
        # as on an Apple or a Windows machine
        process = mock.Mock(spec=["cpu_times"])
        with (
            mock.patch.object(machine.psutil, "Process", return_value=process),
            mock.patch.object(machine.os, "cpu_count", return_value=8),
            mock.patch.object(machine.os, "getloadavg", side_effect=OSError),
            mock.patch.object(machine, "_flags", return_value=set()),
            mock.patch.object(machine.cpu, "brand_string", return_value=None),
        ):
            found = machine.describe()
        self.assertEqual((found["cores"], found["load_at_start"]), (8, None))
        self.assertEqual(found["instruction_sets"], [])
        self.assertTrue(found["processor"])
        with quiet() as (printed, _):
            machine.show(found)
        self.assertIn("8 cores (instruction sets unknown)", printed.getvalue())
        self.assertIn("load unknown", printed.getvalue())

    def test_instruction_sets_have_their_usual_names(self):
        flags = {"sse2", "avx2", "avx512f", "avx512_bf16", "amx_bf16"}
        with mock.patch.object(machine, "_flags", return_value=flags):
            found = machine.describe()["instruction_sets"]
        self.assertEqual(found, ["AVX2", "AVX-512", "AVX512-BF16", "AMX-BF16"])


class OtherWork(unittest.TestCase):
    def measured(self, before, after, own):
        """The share that `OtherWork` finds between these times, in which we took `own` seconds."""
        with (
            mock.patch.object(machine.psutil, "cpu_times", side_effect=[before, after]),
            mock.patch.object(machine.os, "times", side_effect=[(0.0,) * 5, (*own, 99.0)]),
            machine.OtherWork() as other,
        ):
            pass
        return other.share

    def test_it_is_what_neither_we_nor_our_children_took(self):
        before = Times(10, 0, 5, 100, 0, 0, 0, 0, 0)
        after = Times(25, 1, 9, 175, 2, 1, 1, 1, 0)
        # of 100 seconds of all cores 23 were busy, 3 of them not ours
        self.assertAlmostEqual(self.measured(before, after, (12, 2, 5, 1)), 0.03)

    def test_processors_lent_to_other_virtual_machines_count(self):
        before = Times(0, 0, 0, 0, 0, 0, 0, 0, 0)
        after = Times(10, 0, 0, 80, 0, 0, 0, 10, 0)
        self.assertAlmostEqual(self.measured(before, after, (10, 0, 0, 0)), 0.1)

    def test_a_system_without_these_counts_is_measured_by_what_it_has(self):
        times = collections.namedtuple("times", "user system idle")
        share = self.measured(times(0, 0, 0), times(30, 10, 60), (20, 10, 0, 0))
        self.assertAlmostEqual(share, 0.1)

    def test_clocks_that_stand_or_differ_by_a_tick_find_none(self):
        self.assertEqual(machine.other_share(busy=0, idle=0, own=0), 0)
        self.assertEqual(machine.other_share(busy=1, idle=1, own=1.01), 0)

    def test_a_result_needs_a_machine_with_less_than_a_twentieth_of_other_work(self):
        self.assertFalse(machine.is_busy(0.05))
        self.assertTrue(machine.is_busy(0.0501))


class Verdict(LabTest):
    def measured(self, share):
        """(what is stored, what is printed) by a benchmark with this share of other work."""
        path = self.folder / "times.json"
        benchmark = mock.Mock(spec=["measure"])
        benchmark.measure.return_value = {"speed": 1}
        with (
            mock.patch.object(machine, "other_share", return_value=share),
            mock.patch.object(bench.importlib, "import_module", return_value=benchmark),
            quiet() as (printed, _),
        ):
            returned = bench.run_benchmark("vae", json_path=path)
        stored = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(stored, returned)
        self.assertEqual(stored["speed"], 1)
        return stored, printed.getvalue()

    def test_a_busy_machine_has_no_results(self):
        stored, printed = self.measured(0.123)
        self.assertEqual(
            (stored["machine"]["busy"], stored["machine"]["other_work"]), (True, 0.123)
        )
        self.assertIn("other work took 12.3% of the processor time, more than 5%", printed)
        self.assertIn("NO RESULTS", printed)

    def test_an_idle_one_has(self):
        stored, printed = self.measured(0.01)
        self.assertFalse(stored["machine"]["busy"])
        self.assertIn(stored["machine"]["processor"], printed)
        self.assertIn("other work took 1.0% of the processor time", printed)
        self.assertNotIn("NO RESULTS", printed)
