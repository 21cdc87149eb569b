import contextlib
import json

import keras
import numpy as np
from hypothesis import given, settings

from lab.errors import LabError
from lab.models import MADE
from lab.training.state import TrainingState, optimizers_of
from tests.support.damage import damaged
from tests.support.helpers import LabTest, tiny_split, tiny_vae

FINGERPRINT = {"parameters": {"beta": 1.0}, "seed": 3}
SPLIT = tiny_split(20, 4)


def trained_vae(updates=2, **options):
    model = tiny_vae(**options)
    model.compile(optimizer=keras.optimizers.Adam(0.01))
    model.optimizer.build(model.trainable_variables)
    for _ in range(updates):
        model.train_step((SPLIT.images, SPLIT.labels))
    return model


class StateTest(LabTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "runs" / "some.state.npz"
        self.path.parent.mkdir()

    def state(self, model, fingerprint=FINGERPRINT):
        return TrainingState(model, self.path, fingerprint)

    def values(self, model):
        return [np.array(variable.numpy()) for variable in self.state(model).variables]


class RoundTrip(StateTest):
    def test_all_that_training_changes_comes_back_to_the_bit(self):
        model, other = trained_vae(2), trained_vae(1)
        position = {"history": [{"epoch": 1, "loss": 0.1 + 0.2}], "stacks_done": 2}
        self.state(model).save(position)
        self.assertEqual(self.state(other).load(), position)
        pairs = list(zip(self.values(model), self.values(other), strict=True))
        for ours, theirs in pairs:
            np.testing.assert_array_equal(ours, theirs)
            self.assertEqual(ours.dtype, theirs.dtype)
        # 14 weights and the step; Adam's iterations, rate, two moments each; five means of two
        self.assertEqual(len(pairs), 15 + 2 + 28 + 10)

    def test_training_goes_on_as_if_nothing_had_happened(self):
        model = trained_vae(1)
        self.state(model).save(None)
        model.train_step((SPLIT.images, SPLIT.labels))
        other = trained_vae(0, seed=0)
        self.state(other).load()
        other.train_step((SPLIT.images, SPLIT.labels))
        for ours, theirs in zip(self.values(model), self.values(other), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_no_state_yet(self):
        self.assertIsNone(self.state(trained_vae(0)).load())

    def test_values_that_are_not_finite_never_replace_good_ones(self):
        model = trained_vae(1)
        self.state(model).save("good")
        model.mu_head.bias.assign([np.nan, 0])
        with self.assertRaisesRegex(FloatingPointError, "mu/bias"):
            self.state(model).save("bad")
        self.assertEqual(self.state(trained_vae(0)).load(), "good")
        self.assertEqual(list(self.path.parent.iterdir()), [self.path])

    def test_the_folder_was_deleted_under_way(self):
        self.path.parent.rmdir()
        with self.refused("cannot write", str(self.path), "deleted under way", "again"):
            self.state(trained_vae(0)).save(None)
        self.assertFalse(self.path.parent.exists())


class AnyModel(StateTest):
    def test_one_of_keras_s_own_has_one_optimizer_for_all_its_weights(self):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        model.compile(optimizer="sgd", loss="mse")
        self.assertEqual(optimizers_of(model), [(model.optimizer, model.trainable_variables)])
        model.optimizer.build(model.trainable_variables)
        # kernel and bias; iterations and rate; the mean of the loss
        self.assertEqual(len(self.values(model)), 2 + 2 + 2)

    def test_a_process_that_has_made_other_layers_before_may_resume_it(self):
        """Keras numbers what has no name: masked_linear_8 where another part was run first."""

        def made():
            model = MADE(6, (5, 4))
            model.compile(optimizer="sgd")
            model.build((None, 6))
            model.optimizer.build(model.trainable_variables)
            return model

        first, second = made(), made()
        self.assertNotEqual(self.state(first)._names(), self.state(second)._names())
        self.state(first).save("here")
        self.assertEqual(self.state(second).load(), "here")


class Refused(StateTest):
    def setUp(self):
        super().setUp()
        self.model = trained_vae(1)
        self.state(self.model).save(None)

    def test_another_run_with_its_first_difference(self):
        for change, words in (
            ({"seed": 4}, ("seed is 3 there and 4 here",)),
            (
                {"seed": 4, "parameters": {"beta": 4.0}},
                ("parameters: beta is 1.0 there and 4.0 here",),
            ),
            ({"added": 1}, ("added is None there and 1 here",)),
        ):
            with self.subTest(**change), self.refused(str(self.path), "another run", *words):
                self.state(self.model, {**FINGERPRINT, **change}).load()

    def test_another_network_with_its_first_difference(self):
        for options, words in (
            ({"encoder_layers": (8,)}, ("variable 1 ", "[16, 7]", "[16, 8]")),
            ({"z_dim": 3}, ("variable 3 ", "kernel [7, 2]", "kernel [7, 3]")),
            ({"encoder_layers": (7, 7)}, ("variable 3 ", "kernel [7, 2]", "kernel [7, 7]")),
        ):
            with self.subTest(**options), self.refused("another network", *words):
                self.state(trained_vae(0, **options)).load()

    def test_another_optimizer(self):
        model = tiny_vae()
        model.compile(optimizer=keras.optimizers.SGD())
        model.optimizer.build(model.trainable_variables)
        with self.refused("another network"):
            self.state(model).load()

    def test_a_refused_state_changes_nothing(self):
        other = trained_vae(2)
        before = self.values(other)
        with self.refused("seed is 3 there and 4 here"):
            self.state(other, {**FINGERPRINT, "seed": 4}).load()
        for old, new in zip(before, self.values(other), strict=True):
            np.testing.assert_array_equal(old, new)

    def test_damaged_files(self):
        content = self.path.read_bytes()
        middle = len(content) // 2
        damaged = {
            "empty": b"",
            "text": b"no state",
            "cut": content[:middle],
            "cut at the end": content[:-1],
            "changed": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        }
        for name, bad in damaged.items():
            with self.subTest(name), self.refused(str(self.path), "damaged"):
                self.path.write_bytes(bad)
                self.state(self.model).load()

    def test_any_damage_is_one_line_and_changes_nothing(self):
        before = self.values(self.model)

        @settings(max_examples=50)
        @given(damaged(self.path.read_bytes()))
        def holds(content):
            self.path.write_bytes(content)
            with contextlib.suppress(LabError):
                self.state(self.model).load()

        holds()
        for old, new in zip(before, self.values(self.model), strict=True):
            np.testing.assert_array_equal(old, new)

    def test_a_header_or_an_array_that_is_none_of_ours(self):
        with np.load(self.path) as stored:
            arrays = dict(stored)
        header = json.loads(str(arrays["header"]))
        for changes in (
            {"v1": arrays["v1"][:-1]},
            {"v1": arrays["v1"].astype(np.float64)},
            {"v1": np.array("text")},
            {"header": arrays["v1"]},
            {"header": np.array("[" * 100_000)},
            *(
                {"header": np.array(json.dumps({**header, name: value}))}
                for name in header
                for value in (None, 3, "[]", [1], {"a": 1})
                if name != "position"
            ),
            {"header": np.array(json.dumps({k: header[k] for k in ("fingerprint", "names")}))},
        ):
            np.savez(self.path, **{**arrays, **changes})
            with self.subTest(**changes), self.refused(str(self.path)):
                self.state(self.model).load()

    def test_another_npz_file(self):
        for arrays in ({"a": np.arange(3)}, {"header": np.array("[]")}, {"header": np.array("x")}):
            with self.subTest(**arrays), self.refused(str(self.path), "damaged"):
                np.savez(self.path, **arrays)
                self.state(self.model).load()
