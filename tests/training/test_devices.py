import unittest
from pathlib import Path
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from lab.training import devices
from tests.support.helpers import LabTest, fresh_python, quiet

GPUS = ["one GPU", "another"]


class Name(unittest.TestCase):
    def test_is_that_of_the_gpus_or_else_the_processor_with_its_cores(self):
        for gpus, expected in ((["a name"] * 2, "a name, a name"), ([], r"CPU, \d+ cores")):
            with mock.patch("lab.backend.start", return_value=gpus):
                self.assertRegex(devices.start(), f"^{expected}$")


class Precision(unittest.TestCase):
    def test_half_is_what_the_device_has_instructions_for(self):
        for gpus, expected in (([], "mixed_bfloat16"), (GPUS, "mixed_float16")):
            with (
                mock.patch("tensorflow.config.list_physical_devices", return_value=gpus),
                devices.precision(mixed=True) as name,
            ):
                self.assertEqual(name, expected)
                layer = keras.layers.Dense(1)
            self.assertEqual(layer.compute_dtype, expected.removeprefix("mixed_"))
            self.assertEqual(layer.variable_dtype, "float32")

    def test_nothing_of_it_stays(self):
        with self.assertRaises(ZeroDivisionError), devices.precision(mixed=True):
            raise ZeroDivisionError
        with devices.precision(mixed=False) as name:
            self.assertEqual(name, "float32")
        self.assertEqual(keras.config.dtype_policy().name, "float32")

    def test_is_float32_whatever_keras_is_set_to(self):
        for floatx in ("float64", "bfloat16"):
            keras.config.set_floatx(floatx)
            keras.config.set_dtype_policy(floatx)
            try:
                with devices.precision(mixed=False) as name:
                    layer = keras.layers.Dense(1)
                    layer.build((None, 1))
                    mean = keras.metrics.Mean()
                self.assertEqual(name, "float32")
                self.assertEqual((layer.kernel.dtype, mean.dtype), ("float32", "float32"))
                self.assertEqual(keras.config.floatx(), floatx)
                self.assertEqual(keras.config.dtype_policy().name, floatx)
            finally:
                keras.config.set_floatx("float32")
                keras.config.set_dtype_policy("float32")


class ShortPrograms(unittest.TestCase):
    def rewrites(self):
        """Whether TensorFlow rewrites programs before they run."""
        options = tf.config.optimizer.get_experimental_options()
        return not options.get("disable_meta_optimizer", False)

    def test_only_inside_the_block_and_only_short_ones_run_as_traced(self):
        for short in (True, False):
            with devices.without_graph_optimization(short):
                self.assertEqual(self.rewrites(), not short)
            self.assertTrue(self.rewrites())
        with self.assertRaises(ZeroDivisionError), devices.without_graph_optimization(True):
            raise ZeroDivisionError
        self.assertTrue(self.rewrites())

    def test_their_results_are_the_same(self):
        x = tf.reshape(tf.range(6.0), (2, 3))
        results = []
        for short in (True, False):
            with devices.without_graph_optimization(short):
                program = tf.function(lambda x: tf.linalg.matmul(x, x, transpose_b=True) + 1.0)
                results.append(program(x).numpy().tolist())
        self.assertEqual(*results)


class Mirrored(LabTest):
    def test_gpus_or_else_processors(self):
        gpu, cpu = (mock.Mock(), mock.Mock())
        gpu.name, cpu.name = "GPU:0", "CPU:0"
        for kinds, expected in (
            ({"GPU": [gpu, gpu], "CPU": [cpu]}, ["GPU:0", "GPU:0"]),
            ({"GPU": [], "CPU": [cpu]}, ["CPU:0"]),
        ):
            with (
                mock.patch("tensorflow.config.list_logical_devices", kinds.get),
                mock.patch.object(tf.distribute, "MirroredStrategy") as strategy,
                mock.patch("builtins.print"),
            ):
                # not what another test was given
                devices.mirrored_strategy.__wrapped__()
            strategy.assert_called_once_with(expected)

    def test_one_strategy_serves_every_run_of_a_process(self):
        with quiet():
            self.assertIs(devices.mirrored_strategy(), devices.mirrored_strategy())


class Memory(unittest.TestCase):
    def test_is_what_the_system_counts(self):
        status = Path("/proc/self/status")
        if not status.exists():
            self.skipTest("no /proc here")
        lines = dict(line.split(":") for line in status.read_text().splitlines())
        kilobytes = int(lines["VmHWM"].split()[0])
        self.assertAlmostEqual(devices.peak_memory_mb(), kilobytes * 1.024e-3, delta=20)
        self.assertGreater(devices.peak_memory_mb(), 50)

    def test_is_not_what_a_parent_held(self):
        if not Path("/proc/self/status").exists():
            self.skipTest("no /proc here")
        script = """
import subprocess, sys
held = bytearray(400 * 10**6)
child = "from lab.training import devices; print(devices.peak_memory_mb())"
subprocess.run([sys.executable, "-c", child])
"""
        self.assertLess(int(fresh_python("-c", script).stdout), 350)

    def test_is_unknown_where_the_system_does_not_count_it(self):
        with mock.patch.object(devices, "resource", None):
            self.assertIsNone(devices.peak_memory_mb())


class EnoughMemory(LabTest):
    def test_an_array_that_no_memory_holds_is_one_line_with_its_shape(self):
        for make in (lambda: tf.zeros((10**8, 10**7)), lambda: np.empty((10**8, 10**7))):
            with (
                self.refused("not enough memory for an array of shape [100000000", "z_dim"),
                devices.enough_memory(),
            ):
                make()

    def test_other_errors_stay(self):
        with self.assertRaises(ZeroDivisionError), devices.enough_memory():
            raise ZeroDivisionError
