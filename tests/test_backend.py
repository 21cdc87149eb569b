import gc
import json
import unittest
from unittest import mock

import numpy as np
import tensorflow as tf

from lab import backend
from tests.support.helpers import CliTest, LabTest, fresh_python

GPUS = ["one GPU", "another"]


class Start(unittest.TestCase):
    def test_memory_growth_is_set_for_every_gpu_before_its_first_use(self):
        calls = mock.Mock()
        calls.get_device_details.return_value = {"device_name": "a name"}
        with (
            mock.patch("tensorflow.config.list_physical_devices", return_value=GPUS),
            mock.patch("tensorflow.config.experimental", calls),
            mock.patch("tensorflow.config.list_logical_devices", calls.use),
            mock.patch("tensorflow.constant", calls.use),
        ):
            # not what was found before
            self.assertEqual(backend.start.__wrapped__(), ["a name", "a name"])
        set_growth = [mock.call.set_memory_growth(gpu, True) for gpu in GPUS]
        self.assertEqual(calls.mock_calls[:2], set_growth)
        calls.use.assert_not_called()

    def test_is_quiet_and_shows_why_it_fails(self):
        for package in ("models", "framework"):
            process = fresh_python("-c", f"import lab.{package}")
            self.assertEqual((process.returncode, process.stderr), (0, ""))
        failing = "import sys; sys.modules['keras'] = None; import lab.models"
        process = fresh_python("-c", failing)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("ModuleNotFoundError: import of keras halted", process.stderr)

    def test_garbage_is_collected_again_but_not_searched_for_among_what_was_imported(self):
        self.assertTrue(gc.isenabled())
        self.assertGreater(gc.get_freeze_count(), 100_000)

    def test_a_broken_number_stays_broken_in_every_layer_of_a_plain_graph(self):
        """Products, biases and activations in one step have lost NaN on some processors."""
        for activation in (tf.nn.relu, tf.nn.sigmoid, tf.nn.tanh, tf.nn.elu, tf.nn.gelu):
            for dtype in ("float32", "float16", "bfloat16"):
                with self.subTest(f"{activation.__name__}, {dtype}"):
                    kernel, bias = tf.ones((3, 40), dtype), tf.ones(40, dtype)

                    @tf.function
                    def layer(x, activation=activation, kernel=kernel, bias=bias):
                        return activation(tf.nn.bias_add(tf.matmul(x, kernel), bias))

                    x = tf.constant([[np.nan, 0, 0], [np.inf, -np.inf, 0], [0, 0, 0]], dtype)
                    broken = np.isnan(tf.cast(layer(x), "float32"))
                    self.assertEqual(broken.sum(axis=1).tolist(), [40, 40, 0])


class OtherBackend(CliTest):
    SCRIPT = "from lab.cli import main; import sys; sys.exit(main(sys.argv[1:]))"

    def test_is_refused_before_anything_is_done(self):
        arguments = ("--part", "generative-basics", "--smoke", "--out", self.out)
        with mock.patch.dict("os.environ", KERAS_BACKEND="jax"):
            process = fresh_python("run_lab.py", *arguments)
            self.assert_one_line(process.returncode, process.stderr, ["TensorFlow", "is jax"])
            process = fresh_python("-c", "import lab.models")
        self.assertIn("LabError: the lab needs TensorFlow", process.stderr.splitlines()[-1])
        self.assertEqual(self.files(), [])

    def test_the_list_needs_none(self):
        with mock.patch.dict("os.environ", KERAS_BACKEND="jax"):
            process = fresh_python("run_lab.py")
        self.assertEqual((process.returncode, process.stderr), (0, ""))


class KerasJson(LabTest):
    """What Keras reads from its own file of settings."""

    def python(self, script, **settings):
        (self.folder / "keras.json").write_text(json.dumps(settings), encoding="utf-8")
        with mock.patch.dict("os.environ", KERAS_HOME=str(self.folder)):
            return fresh_python("-c", script)

    def test_another_backend_in_it_does_not_matter(self):
        process = self.python("import lab.models, keras; print(keras.config.backend())")
        self.assertEqual((process.stdout, process.stderr), ("tensorflow\n", ""))
        process = self.python(
            "import lab.models, keras; print(keras.config.backend())", backend="jax"
        )
        self.assertEqual((process.stdout, process.stderr), ("tensorflow\n", ""))

    def test_one_that_was_loaded_before_the_lab_does(self):
        fake = "import sys, types; keras = types.ModuleType('keras'); sys.modules['keras'] = keras;"
        fake += "keras.config = types.SimpleNamespace(backend=lambda: 'torch');"
        process = fresh_python("-c", f"{fake} import lab.models")
        self.assertIn("the backend of Keras is torch", process.stderr.splitlines()[-1])

    def test_what_keras_does_not_accept(self):
        process = self.python("import lab.models", floatx="bfloat16")
        last = process.stderr.splitlines()[-1]
        self.assertIn("LabError: Keras cannot start with its settings in keras.json: ", last)
        self.assertIn("floatx=bfloat16", last)
