import importlib.util
import json
import unittest
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

import lab.benchmarks.vae as benchmark
from lab.benchmarks.peers.vae import weights
from lab.benchmarks.peers.vae.keras import EagerLoop, Fit
from lab.commands.bench import run_benchmark
from lab.errors import LabError
from tests.support.helpers import LabTest, quiet, tiny_dataset, tiny_vae

SIZES = {"STEPS": 4, "ROUNDS": 3, "EAGER_STEPS": 2, "BATCH_SIZE": 10, "GEMM_SIZE": 8}
OURS = {"eager_loop", "keras_fit", "keras_fit_jit", "lab", "gemm_bound"}
LEARNING_RATE = 0.01
JAX = importlib.util.find_spec("jax") and importlib.util.find_spec("optax")


def tiny_benchmark(**changes):
    """The benchmark in a few steps of a tiny network."""
    # the peers have the sheet's loss: 10 times the mean of the KL over its latents
    return mock.patch.multiple(
        benchmark, _model=lambda: tiny_vae(seed=0, beta=5), **{**SIZES, **changes}
    )


class Measurements(LabTest):
    def test_every_way_is_timed_and_does_the_same(self):
        path = self.folder / "times.json"
        with (
            tiny_benchmark(),
            mock.patch("lab.data.load", return_value=tiny_dataset(train=60)),
            # a graph is made faster
            mock.patch("lab.training.stacks.has_xla", return_value=False),
            quiet() as (printed, _),
        ):
            figures = run_benchmark("vae", json_path=path)
        self.assertEqual(json.loads(path.read_text(encoding="utf-8")), figures)
        speeds, rounds = figures["batches_per_second"], figures["batches_per_second_by_round"]
        peers = {"torch_loop", "torch_compile", "jax_steps", "jax_scan"}
        left_out = {row for row in peers if row not in speeds}
        self.assertEqual(set(speeds), (OURS | peers) - left_out)
        for row in left_out:
            self.assertRegex(printed.getvalue(), f"left out: .*{row}")
        for name, values in rounds.items():
            self.assertEqual(len(values), 3)
            self.assertEqual(speeds[name]["lowest"], min(values))
            self.assertEqual(speeds[name]["median"], sorted(values)[1])
        losses = figures["loss_after_600_steps"]
        self.assertEqual(set(losses), set(speeds) - {"gemm_bound"})
        self.assertLess(max(losses.values()) / min(losses.values()), 1.02)
        by_round = [a / b for a, b in zip(rounds["lab"], rounds["keras_fit"], strict=True)]
        self.assertEqual(figures["ratios"]["lab/keras_fit"]["median"], sorted(by_round)[1])
        best = max(speeds["keras_fit"]["median"], speeds["keras_fit_jit"]["median"])
        title = "keras_fit" if best == speeds["keras_fit"]["median"] else "keras_fit_jit"
        self.assertEqual(figures["ratios"]["lab/best_keras_fit"], figures["ratios"][f"lab/{title}"])

    def test_a_library_that_is_missing_is_left_out_in_one_line(self):
        find = importlib.util.find_spec

        def found(name, *of):
            return None if name in ("torch", "optax") else find(name, *of)

        with (
            tiny_benchmark(),
            mock.patch("importlib.util.find_spec", found),
            quiet() as (printed, _),
        ):
            ways = benchmark._ways(tiny_dataset())
        self.assertEqual(set(ways), OURS - {"gemm_bound"})
        self.assertRegex(
            printed.getvalue(),
            r"^left out: torch_loop, torch_compile \(torch not installed\)\n"
            r"left out: jax_steps, jax_scan \((jax, )?optax not installed\)\n$",
        )

    def test_ways_that_differ_are_no_comparison(self):
        ways = {name: mock.Mock(model=tiny_vae(seed=0)) for name in "ab"}
        ways["b"].model.pixel_head.bias.assign_add([1.0] * 16)
        with tiny_benchmark(), quiet(), self.refused("differ"):
            benchmark._losses_after_an_epoch(ways, tiny_dataset().test)


class Peers(unittest.TestCase):
    """Three steps of each way beside three of the lab's VAE under Keras's own `train_on_batch`.

    All start from weights with hardly any noise in z, so that they train alike.
    """

    def setUp(self):
        train = tiny_dataset().train
        self.images = (train.images[:30] / np.float32(255)).reshape(3, 10, 16)
        self.labels = train.labels[:30].reshape(3, 10)

    def model(self):
        model = tiny_vae(seed=0, beta=5)
        head = model.log_var_head
        head.kernel.assign(np.zeros(head.kernel.shape))
        head.bias.assign(np.full(head.bias.shape, -18.0))
        return model

    def assert_trains_like_keras(self, kind, in_order=False):
        """in_order: without the shuffling of the sheet's pipeline."""
        expected = self.model()
        expected.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE))
        for x, y in zip(self.images, self.labels, strict=True):
            expected.train_on_batch(x, y)
        way = kind(self.model(), self.images, self.labels, LEARNING_RATE)
        if in_order:
            way.batches = tf.data.Dataset.from_tensor_slices((self.images, self.labels))
        way.train(3)
        models = expected, way.model, self.model()
        for layers in zip(*map(weights.arrays, models), strict=True):
            for right, found, first in zip(*layers, strict=True):
                self.assertGreater(np.abs(right - first).max(), LEARNING_RATE)
                difference = np.abs(found - right)
                self.assertLess(np.median(difference), LEARNING_RATE / 50)
                # where a gradient is near 0 the libraries' Adams differ: eps is added elsewhere
                self.assertLess(difference.max(), LEARNING_RATE / 2)

    def test_the_sheets_loop(self):
        self.assert_trains_like_keras(EagerLoop, in_order=True)

    def test_keras_fit(self):
        self.assert_trains_like_keras(Fit, in_order=True)

    @unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
    def test_pytorch(self):
        from lab.benchmarks.peers.vae import pytorch

        self.assert_trains_like_keras(pytorch.Loop)

    @unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
    def test_compiled_pytorch(self):
        from lab.benchmarks.peers.vae import pytorch

        try:
            self.assert_trains_like_keras(pytorch.Compiled)
        except LabError as error:
            self.skipTest(f"torch.compile: {error}")

    @unittest.skipUnless(importlib.util.find_spec("torch"), "torch is not installed")
    def test_pytorch_without_a_compiler_says_so_in_one_line(self):
        from lab.benchmarks.peers.vae import pytorch

        def broken(*_, **__):
            def fails(*_):
                raise RuntimeError("no working C++ compiler\nSet TORCHDYNAMO_VERBOSE=1")

            return fails

        with (
            mock.patch.object(pytorch.torch, "compile", broken),
            self.assertRaisesRegex(LabError, "^no working C\\+\\+ compiler$"),
        ):
            pytorch.Compiled(self.model(), self.images, self.labels, LEARNING_RATE)

    @unittest.skipUnless(JAX, "jax or optax is not installed")
    def test_jax(self):
        from lab.benchmarks.peers.vae import jax

        for kind in (jax.Scan, jax.StepByStep):
            with self.subTest(kind.__name__):
                self.assert_trains_like_keras(kind)
