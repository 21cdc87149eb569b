"""What stands in for functions that would give an answer away: it does the same as they do."""

import unittest

import numpy as np
import tensorflow as tf

from lab.assignments import source
from lab.assignments.labs import LABS
from lab.assignments.stand_ins import STAND_INS
from lab.evaluation import codes
from lab.framework import blocks
from lab.models import CVAE, PlainVAE
from lab.models.vae.bounds import Bounds

BLOCKS = "lab.framework.blocks:masked_linear_in_blocks"
SMALL = {"input_dim": 12, "z_dim": 3, "encoder_layers": (8,), "decoder_layers": (8,)}


def stand_in(function, target):
    """The function with the body that stands in for it."""
    module, _, name = target.partition(":")
    tree = source.tree_of(module)
    node = source.find(tree, name).node
    body = "\n".join(f"    {line}" for line in STAND_INS[target].split("\n"))
    arguments = source.ast.unparse(node.args)
    space = dict(vars(__import__(module, fromlist=["x"])))
    exec(f"def {function}({arguments}):\n{body}\n", space)
    return space[function]


class StandIns(unittest.TestCase):
    def setUp(self):
        rng = np.random.default_rng(5)
        self.x = tf.constant(rng.integers(0, 2, (6, 12)), tf.float32)
        self.y = tf.constant([0, 1, 2, 0, 1, 2])
        self.plain = PlainVAE(beta=0.7, reconstruction_weight=3.0, **SMALL)

    def test_each_is_a_twin_or_an_exercise(self):
        exercises = [exercise for lab in LABS for exercise in lab.exercises]
        known = {exercise.target for exercise in exercises}
        known |= {twin for exercise in exercises for twin in exercise.twins}
        self.assertEqual(STAND_INS.keys() - known, set())

    def test_the_plain_vae_s_terms(self):
        terms = stand_in("terms", "lab.models.vae.plain:PlainVAE.terms")
        for training in (False, True):
            expected = self.plain.terms(self.x, None, training, tf.constant(4))
            found = terms(self.plain, self.x, None, training, tf.constant(4))
            self.assertEqual(found.keys(), expected.keys())
            for name, value in expected.items():
                np.testing.assert_allclose(found[name], value, rtol=1e-6)

    def test_the_elbo_with_and_without_a_class(self):
        elbo = stand_in("elbo", "lab.models.vae.bounds:Bounds.elbo")
        np.testing.assert_allclose(
            elbo(self.plain, self.x, seed=3), self.plain.elbo(self.x, seed=3), rtol=1e-6
        )
        cvae = CVAE(num_classes=3, **SMALL)
        np.testing.assert_allclose(
            elbo(cvae, self.x, self.y, seed=3), Bounds.elbo(cvae, self.x, self.y, 3), rtol=1e-6
        )

    def test_the_weights_of_the_loss_without_a_warm_up(self):
        weights = stand_in("weights", "lab.models.vae.plain:PlainVAE._loss_weights")
        self.assertEqual(weights(self.plain, True, 4), self.plain._loss_weights(True, 4))
        with self.assertRaises(NotImplementedError):
            weights(PlainVAE(warm_up=10, **SMALL), True, 4)

    def test_codes_of_the_same_noise(self):
        mu, log_var = np.random.default_rng(1).normal(size=(2, 5, 3))
        sampled = stand_in("sampled", "lab.evaluation.codes:sampled_from")
        np.testing.assert_allclose(
            sampled(mu, log_var, np.random.default_rng(2)),
            codes.sampled_from(mu, log_var, np.random.default_rng(2)),
            rtol=1e-12,
        )

    def test_a_masked_layer_with_and_without_relu(self):
        rng = np.random.default_rng(3)
        x, w, b = (tf.constant(rng.normal(size=shape)) for shape in ((4, 5), (5, 5), (5,)))
        mask = np.triu(np.ones((5, 5), bool), 1)
        layer = stand_in("layer", BLOCKS)
        for rectified in (False, True):
            values, slopes = [], []
            for function in (layer, blocks.masked_linear_in_blocks):
                with tf.GradientTape() as tape:
                    tape.watch([x, w, b])
                    y = function(x, w, b, tf.constant(mask), blocks.find_blocks(mask), rectified)
                values.append(y)
                slopes.append(tape.gradient(y, [x, w, b], y + 1))
            np.testing.assert_allclose(*values, rtol=1e-12)
            for one, other in zip(*slopes, strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-12)
