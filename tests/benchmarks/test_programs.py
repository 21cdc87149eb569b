import unittest
from unittest import mock

import keras

from lab.benchmarks import programs
from tests.support.helpers import quiet, tiny_vae


def tiny():
    model = tiny_vae(num_classes=programs.CLASSES)
    model.compile(optimizer=keras.optimizers.Adam())
    return model


class Programs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        kinds = {"tiny": programs.Kind(tiny, batch_size=3, labelled=True)}
        sizes = {"PIXELS": 16, "UPDATES": 4, "ROUNDS": 3, "KINDS": kinds}
        with (
            mock.patch.multiple(programs, **sizes),
            mock.patch("lab.benchmarks.programs.use_stacks", wraps=programs.use_stacks) as cls.used,
            quiet() as (cls.printed, _),
        ):
            cls.figures = programs.measure()

    def test_every_way_is_measured(self):
        ways = self.figures["kinds"]["tiny"]
        half = ways.keys() - {"xla float32", "graph float32"}
        self.assertIn(half, ({"xla bfloat16", "graph bfloat16"}, {"xla float16", "graph float16"}))
        for way, found in ways.items():
            with self.subTest(way):
                spread = found["update_ms"]
                self.assertLess(0, spread["lowest"])
                self.assertLessEqual(spread["lowest"], spread["median"])
                # it traces and compiles
                self.assertGreater(1000 * found["first_stack_seconds"], 4 * spread["median"])

    def test_the_ways_are_what_they_are_called(self):
        policies = [call.args[0].dtype_policy.name for call in self.used.call_args_list]
        self.assertEqual([name == "float32" for name in policies], [True, True, False, False])
        self.assertEqual(
            [call.kwargs["xla"] for call in self.used.call_args_list], [True, False, True, False]
        )
        self.assertEqual(keras.config.dtype_policy().name, "float32")

    def test_the_faster_one_in_float32_is_marked(self):
        way = self.figures["faster"]["tiny"]
        self.assertIn(f"{way} *", self.printed.getvalue())
        times = {"xla float32": 3, "graph float32": 2, "xla bfloat16": 5, "graph bfloat16": 1}
        ways = {name: {"update_ms": {"median": ms}} for name, ms in times.items()}
        self.assertEqual(programs.faster(ways), "graph float32")

    def test_every_kind_is_a_compiled_model_for_its_images(self):
        for name, kind in programs.KINDS.items():
            with self.subTest(name):
                model = kind.make()
                self.assertTrue(model.compiled)
                with mock.patch.object(programs, "UPDATES", 1):
                    pixels, targets = programs._random_stack(kind)
                self.assertEqual(pixels.shape, (1, kind.batch_size, 784))
                self.assertEqual(targets.ndim, 2 if kind.labelled else 3)
                self.assertAlmostEqual((pixels == 255).mean(), 0.2, delta=0.01)
