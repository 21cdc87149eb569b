import unittest
from unittest import mock

import numpy as np
import tensorflow as tf

from lab.models.made import compiled, halves
from lab.models.made.halves import fast_sample
from lab.models.made.network import MaskedNetwork
from lab.models.made.sampling import naive_sample
from tests.support.graphs import ReleasesGraphs
from tests.support.small_mades import D, all_choices, all_images, random_made

NAN = np.nan


def near_a_uniform(network, images, uniforms):
    """Images [n] with a pixel whose uniform lies within 1e-5 of its probability."""
    logits = np.empty_like(images)
    logits[:, network.order] = network.logits(images[:, network.order])
    return (np.abs(1 / (1 + np.exp(-logits)) - uniforms) < 1e-5).any(axis=1)


def in_float32(network):
    def narrow(array):
        return None if array is None else array.astype(np.float32)

    return network._replace(
        kernels=[narrow(kernel) for kernel in network.kernels],
        biases=[narrow(bias) for bias in network.biases],
        direct=narrow(network.direct),
    )


class Exactness(ReleasesGraphs):
    """The fast sampler beside a whole forward pass per pixel."""

    def check(self, network, uniforms, given=None):
        # in NumPy, then compiled
        for many in (len(uniforms) + 1, len(uniforms)):
            with mock.patch.object(halves, "_MANY", many):
                self.check_fast(network, uniforms, given)

    def check_fast(self, network, uniforms, given):
        dtype = network.kernels[0].dtype
        fast = fast_sample(network, uniforms, given)
        slow = naive_sample(network, uniforms, given)
        self.assertEqual((fast.dtype, slow.dtype), (dtype, dtype))
        self.assertEqual(set(np.unique(fast)), {0.0, 1.0})
        same = (fast == slow).all(axis=1)
        if dtype == "float32":
            near = near_a_uniform(network, slow, uniforms)
            self.assertLess(near.mean(), 0.1)
            same |= near
        self.assertTrue(same.all(), f"{(~same).sum()} of {len(same)} images differ in {dtype}")

    def test_every_choice(self):
        uniforms, images = np.random.default_rng(0).random((200, D)), all_images(D)
        for choices in all_choices():
            model = random_made(dtype="float64", **choices)
            for which in range(model.num_orders):
                with self.subTest(**choices, which=which):
                    network = MaskedNetwork.of(model, which)
                    self.check(network, uniforms)
                    self.check(in_float32(network), uniforms)
                    logits = model.conditional_logits(images, which).numpy()
                    np.testing.assert_allclose(
                        network.logits(images[:, network.order]), logits[:, network.order], 1e-9
                    )

    def test_a_pixel_is_white_where_its_uniform_is_below_its_probability(self):
        model = random_made(hidden_units=(11,), order="random", orders=2, dtype="float64")
        uniforms = np.random.default_rng(0).random((500, D))
        for which in range(2):
            for sampler in (fast_sample, naive_sample):
                images = sampler(MaskedNetwork.of(model, which), uniforms)
                probs = tf.sigmoid(model.conditional_logits(images, which)).numpy()
                self.assertTrue(0.2 < images.mean() < 0.8)
                np.testing.assert_array_equal(images == 1, uniforms < probs)

    def test_sizes_that_are_halved(self):
        rng = np.random.default_rng(0)
        uniforms = rng.random((60, 131))
        for choices in (
            {"hidden_units": (131, 131)},
            {"hidden_units": (300, 300), "residual": True, "direct": True, "order": "random"},
            {"hidden_units": (40, 200), "degrees": "sampled", "order": "random", "orders": 2},
        ):
            exact = MaskedNetwork.of(random_made(131, scale=0.1, dtype="float64", **choices))
            given = np.full((60, 131), NAN)
            given[:, exact.order[:70]] = rng.random((60, 70)) < 0.5
            for network in (exact, in_float32(exact)):
                self.check(network, uniforms)
                self.check(network, uniforms, given)
                kept = fast_sample(network, uniforms, given)
                np.testing.assert_array_equal(np.where(np.isnan(given), NAN, kept), given)

    def test_more_images_than_are_sampled_at_a_time(self):
        network = MaskedNetwork.of(random_made(hidden_units=(D, D)))
        uniforms = np.random.default_rng(0).random((12_001, D))
        np.testing.assert_array_equal(
            fast_sample(network, uniforms)[-7:], fast_sample(network, uniforms[-7:])
        )

    def test_coursework_network(self):
        network = MaskedNetwork.of(random_made(784, scale=0.05))
        self.check(network, np.random.default_rng(1).random((20, 784)))


class Choice(unittest.TestCase):
    """Numba is loaded for many images, and works where its code cannot be stored."""

    def test_many_images_are_compiled_for(self):
        network = MaskedNetwork.of(random_made(hidden_units=(D, D)))
        for count, is_compiled in ((halves._MANY - 1, False), (halves._MANY, True)):
            with mock.patch.object(compiled, "sample_positions") as sample_positions:
                fast_sample(network, np.full((count, D), 0.5))
            self.assertEqual(sample_positions.called, is_compiled)

    def test_a_place_where_nothing_can_be_stored(self):
        def njit(function, cache=False, **options):
            if cache:
                raise RuntimeError("cannot cache function: no locator available")
            return function

        with mock.patch.object(compiled.numba, "njit", njit):
            self.assertIs(compiled._compiled(abs), abs)
