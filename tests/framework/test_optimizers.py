import unittest

import keras
import numpy as np
from keras.saving import deserialize_keras_object, serialize_keras_object

from lab.framework import SGD, BCELoss, Linear

SETTINGS = (
    {},
    {"momentum": 0.9},
    {"weight_decay": 0.01},
    {"momentum": 0.5, "weight_decay": 0.1},
    {"momentum": 0.9, "clipnorm": 1.0},
)


class BesideKeras(unittest.TestCase):
    def follow(self, ours, reference, steps=100):
        """Both on the same gradients, which depend on the weights; a failure names the step."""
        rng = np.random.default_rng(0)
        start = [rng.normal(size=shape) for shape in ((3, 4), (4,))]
        targets = [rng.normal(size=x.shape) for x in start]
        runs = []
        for optimizer in (ours, reference):
            variables = [keras.Variable(x, dtype="float64") for x in start]
            optimizer.build(variables)
            runs.append((optimizer, variables))
        for step in range(1, steps + 1):
            noise = [rng.normal(size=x.shape) for x in start]
            for optimizer, variables in runs:
                triples = zip(variables, targets, noise, strict=True)
                gradients = [v.numpy() - t + n for v, t, n in triples]
                optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients])
            for a, b in zip(runs[0][1], runs[1][1], strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-12, err_msg=f"step {step}")

    def test_a_hundred_steps(self):
        for settings in SETTINGS:
            with self.subTest(**settings):
                self.follow(SGD(0.05, **settings), keras.optimizers.SGD(0.05, **settings))

    def test_a_schedule(self):
        schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
        self.follow(SGD(schedule, momentum=0.9), keras.optimizers.SGD(schedule, momentum=0.9))

    def test_a_failure_names_the_step(self):
        with self.assertRaisesRegex(AssertionError, "step 2"):
            self.follow(SGD(0.05, momentum=0.9), keras.optimizers.SGD(0.05))

    def test_in_a_compiled_model(self):
        rng = np.random.default_rng(0)
        x, y = rng.normal(size=(64, 5)), rng.integers(0, 2, (64, 3))
        weights = []
        for optimizer in (SGD, keras.optimizers.SGD):
            initializer = keras.initializers.GlorotUniform(seed=0)
            model = keras.Sequential([keras.Input((5,)), Linear(3, initializer)])
            model.compile(optimizer(0.1, momentum=0.9), BCELoss(), jit_compile=True)
            model.fit(x, y, batch_size=8, epochs=5, shuffle=False, verbose=0)
            weights.append(model.get_weights())
        for a, b in zip(*weights, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


class Optimizer(unittest.TestCase):
    def test_two_steps_by_hand(self):
        w = keras.Variable([1.0])
        optimizer = SGD(0.1, momentum=0.5, weight_decay=0.2)
        optimizer.build([w])
        for _ in range(2):
            optimizer.apply([keras.ops.convert_to_tensor([2.0])])
        # 1 * 0.98 - 0.2 = 0.78;  0.78 * 0.98 - (0.1 + 0.2) = 0.4644
        np.testing.assert_allclose(w, [0.4644], rtol=1e-6)

    def test_no_momentum_keeps_no_velocity(self):
        variables = [keras.Variable([1.0])]
        plain, momentum = SGD(), SGD(momentum=0.9)
        plain.build(variables)
        momentum.build(variables)
        self.assertEqual(len(momentum.variables) - len(plain.variables), 1)

    def test_config_round_trips(self):
        optimizer = SGD(0.3, momentum=0.8, weight_decay=0.01)
        again = deserialize_keras_object(serialize_keras_object(optimizer))
        self.assertIs(type(again), SGD)
        self.assertEqual(again.get_config(), optimizer.get_config())

    def test_numbers_out_of_range(self):
        never = (-0.1, float("nan"), float("inf"), "0.5", True)
        for name, bound, values in (
            ("momentum", 1, (*never, 1.0, None)),
            ("learning_rate", "inf", never),
            ("weight_decay", "inf", never),
        ):
            for value in values:
                with self.subTest(name, value=value):
                    message = rf"^{name}: expected a number in \[0, {bound}\), received {value!r}$"
                    with self.assertRaisesRegex(ValueError, message):
                        SGD(**{name: value})
