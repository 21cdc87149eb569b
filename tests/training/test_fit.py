import contextlib
import dataclasses
import itertools
import json
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from lab.models import VAEGAN, PlainVAE
from lab.training import saving, stacks
from lab.training.fit import fit
from lab.training.progress import Progress
from lab.training.schedule import Schedule
from lab.training.state import TrainingState
from tests.support.graphs import ReleasesGraphs, as_graph
from tests.support.helpers import LabTest, quiet, tiny_dataset, tiny_split, tiny_vae

DATASET = tiny_dataset(augment=True)
FINGERPRINT = {"seed": 3}


class FitTest(ReleasesGraphs, LabTest):
    """Epochs of 12 updates, in stacks of 3."""

    def setUp(self):
        super().setUp()
        self.path = self.folder / "some.state.npz"
        self.enterContext(mock.patch.object(stacks, "LONGEST_STACK", 3))

    def model(self, model_class=PlainVAE, rate=0.01, **options):
        """One of few operations: most of a short training's time is that for tracing it."""
        model = model_class((7,), (6,), z_dim=2, input_dim=16, seed=3, **options)
        model.compile(optimizer=keras.optimizers.Adam(rate))
        return model

    def classifying_model(self):
        model = tiny_vae(build=False, seed=3)
        model.compile(optimizer=keras.optimizers.Adam(0.01))
        return model

    def fit(self, model, epochs=4, dataset=DATASET, batch_size=10, **options):
        options = {"state_path": self.path, "fingerprint": FINGERPRINT, "seed": 3, **options}
        schedule = Schedule(epochs, 12, batch_size)
        with quiet() as (self.printed, _):
            return fit(model, dataset, schedule, title="some", **options)

    def assert_same_bits(self, model, other):
        states = [TrainingState(m, self.path, {}) for m in (model, other)]
        pairs = zip(*(state.variables for state in states), strict=True)
        for ours, theirs in pairs:
            np.testing.assert_array_equal(ours.numpy(), theirs.numpy(), ours.path)

    def assert_same_history(self, history, other):
        rows = [[{**row, "seconds": None} for row in rows] for rows in (history, other)]
        self.assertEqual(*rows)


@contextlib.contextmanager
def killed_after(number, seconds_between_saves):
    """Ctrl-C after this many stacks."""
    stacks_seen = itertools.count(1)

    def stop(progress, batch, logs=None):
        if next(stacks_seen) == number:
            raise KeyboardInterrupt

    with (
        mock.patch.object(Progress, "on_train_batch_end", stop),
        mock.patch.object(saving, "SECONDS_BETWEEN_SAVES", seconds_between_saves),
    ):
        yield


class Afterwards(FitTest):
    """A model that was trained is an ordinary one again: it takes batches, not stacks."""

    def test_it_can_be_evaluated_predicted_from_and_fitted(self):
        split = tiny_split(20, 7)
        with as_graph():
            model = self.classifying_model()
            self.fit(model, epochs=1)
            plain = self.classifying_model()
            plain.build()
            plain.set_weights(model.get_weights())
            for use in (model, plain):
                use.jit_compile = False
            measured = [m.evaluate(split.images, split.labels, verbose=0) for m in (model, plain)]
            self.assertEqual(*measured)
            predicted = model.predict(split.images, verbose=0)
            np.testing.assert_allclose(predicted["mu"], model(split.images)["mu"], atol=1e-6)
            before = int(model.step)
            model.fit(split.images, split.labels, batch_size=10, verbose=0)
            self.assertEqual(int(model.step), before + 2)
            with self.assertRaisesRegex(ValueError, "x: expected pixels"):
                model.fit(split.pixels, split.labels, verbose=0)

    def test_it_can_be_trained_further_to_the_same_bits(self):
        split = tiny_split(20, 7)
        with as_graph():
            whole, broken = self.model(), self.model()
            self.fit(whole, epochs=2, state_path=self.folder / "whole.npz")
            self.fit(broken, epochs=1)
            broken.jit_compile = False
            broken.evaluate(split.images, split.labels, verbose=0)
            self.fit(broken, epochs=2, resume=True)
        self.assert_same_bits(whole, broken)

    def test_it_is_so_after_a_failure(self):
        split = tiny_split(20, 7)
        model = self.classifying_model()
        with as_graph(), self.assertRaises(KeyboardInterrupt), killed_after(2, 30):
            self.fit(model)
        model.jit_compile = False
        self.assertEqual(len(model.evaluate(split.images, split.labels, verbose=0)), 5)


class SameBits(FitTest):
    def test_killed_and_resumed_again_and_again_ends_as_if_it_had_not_been(self):
        whole = self.model()
        history = self.fit(whole, epochs=3, state_path=self.folder / "whole.npz")
        # (kill after stacks, seconds between saves) -> (epochs, stacks) that the state then holds
        breaks = (((2, -1), (0, 2)), ((4, 30), (1, 0)))
        for kill, expected in breaks:
            with killed_after(*kill), self.assertRaises(KeyboardInterrupt):
                self.fit(self.model(), epochs=3, resume=True)
            with np.load(self.path) as arrays:
                position = json.loads(str(arrays["header"]))["position"]
            self.assertEqual((len(position["history"]), position["stacks_done"]), expected)
        resumed = self.model()
        self.assert_same_history(self.fit(resumed, epochs=3, resume=True), history)
        self.assert_same_bits(resumed, whole)

    def test_averaged_weights_are_put_in_place_at_the_end_alone(self):
        whole, killed, resumed = self.model(), self.model(), self.model()
        for model in (whole, killed, resumed):
            averaging = keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.9)
            model.compile(optimizer=averaging)
        self.fit(whole, epochs=3, state_path=self.folder / "whole.npz")
        with killed_after(2, -1), self.assertRaises(KeyboardInterrupt):
            self.fit(killed, epochs=3)
        self.fit(resumed, epochs=3, resume=True)
        self.assert_same_bits(resumed, whole)

    def test_three_networks_with_an_optimizer_each(self):
        def vae_gan():
            model = VAEGAN(
                encoder_layers=(7,), decoder_layers=(6,), image_shape=(4, 4), channels=2, seed=3
            )
            model.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.002))
            return model

        whole, resumed = vae_gan(), vae_gan()
        unlabelled = DATASET.without_labels()
        with as_graph():
            history = self.fit(
                whole, epochs=2, dataset=unlabelled, state_path=self.folder / "whole.npz"
            )
            with killed_after(6, -1), self.assertRaises(KeyboardInterrupt):
                self.fit(vae_gan(), epochs=2, dataset=unlabelled)
            again = self.fit(resumed, epochs=2, dataset=unlabelled, resume=True)
        self.assert_same_history(again, history)
        self.assert_same_bits(resumed, whole)
        self.assertEqual([int(o.iterations) for o, _ in resumed.optimizers], [24, 24, 24])
        with np.load(self.path) as stored:
            # weights and step; iterations and rate, and two moments each; six means of two
            found = [name for name in stored.files if name != "header"]
        count = len(resumed.trainable_variables)
        self.assertEqual(len(found), count + 1 + 3 * 2 + 2 * count + 2 * 6)

    def test_the_same_updates_in_other_stacks(self):
        still = dataclasses.replace(DATASET, augment=False)
        short, long = self.model(), self.model()
        history = self.fit(short, epochs=2, dataset=still)
        with mock.patch.object(stacks, "LONGEST_STACK", 12):
            self.assert_same_history(self.fit(long, epochs=2, dataset=still), history)
        self.assert_same_bits(short, long)


class History(FitTest):
    def test_rows_and_what_they_say(self):
        model = self.classifying_model()
        with as_graph():
            history = self.fit(model, epochs=3)
        # of the test images, which come last, and of them alone
        self.assertEqual({float(mean.count) for mean in model.metrics}, {23.0})
        terms = {"loss", "recon", "kl", "cls", "accuracy"}
        names = {f"{split}_{term}" for split in ("train", "val") for term in terms}
        for epoch, row in enumerate(history):
            self.assertEqual(row.keys(), names | {"epoch", "updates", "seconds"})
            self.assertEqual((row["epoch"], row["updates"]), (epoch + 1, 12))
            self.assertGreater(row["seconds"], 0)
        test = DATASET.test
        right = model.classify(test.images).numpy().argmax(1) == test.labels
        self.assertAlmostEqual(history[-1]["val_accuracy"], right.mean(), places=6)
        self.assertLess(history[-1]["train_loss"], 0.97 * history[0]["train_loss"])
        self.assertEqual(int(model.step), 36)
        self.assertEqual(
            self.printed.getvalue().splitlines()[0],
            "some: 3 epochs of 12 batches of 10 (2.4 passes over the 50 training images of tiny); "
            "each image is slightly moved, which raises the training loss",
        )

    def test_of_images_that_are_not_moved_says_nothing(self):
        with as_graph():
            self.fit(self.model(), epochs=1, dataset=dataclasses.replace(DATASET, augment=False))
        self.assertNotIn("moved", self.printed.getvalue())

    def test_validation_images_are_kept_apart_from_the_test_images_where_there_are_some(self):
        dataset = dataclasses.replace(DATASET, valid=tiny_split(31, 6))
        model = self.classifying_model()
        with as_graph():
            history = self.fit(model, epochs=1, dataset=dataset)
        right = model.classify(dataset.valid.images).numpy().argmax(1) == dataset.valid.labels
        self.assertAlmostEqual(history[-1]["val_accuracy"], right.mean(), places=6)
        self.assertEqual({float(mean.count) for mean in model.metrics}, {31.0})

    def test_training_images_are_moved_where_the_data_set_asks_for_it(self):
        weights = []
        for augment in (True, False):
            model = self.model()
            with as_graph():
                self.fit(model, epochs=1, dataset=dataclasses.replace(DATASET, augment=augment))
            weights.append(model.mu_head.kernel.numpy())
        self.assertGreater(np.abs(weights[0] - weights[1]).max(), 1e-3)

    def test_a_finished_run_is_not_trained_again(self):
        with as_graph():
            history = self.fit(self.model(), epochs=1)
            again = self.model()
            with mock.patch.object(keras.Model, "fit", side_effect=AssertionError):
                self.assertEqual(self.fit(again, epochs=1, resume=True), history)
        self.assertEqual(int(again.step), 12)
        said = f"some: already trained, restored from {self.path}\n"
        self.assertEqual(self.printed.getvalue(), said)

    def test_a_resumed_training_says_where(self):
        with as_graph():
            self.fit(self.model(), epochs=1)
            self.fit(self.model(), epochs=3, resume=True)
        first = self.printed.getvalue().splitlines()[0]
        self.assertRegex(first, r"^some: 3 epochs of 12 .* of tiny\), resumed in epoch 2(;|$)")

    def test_what_is_measured_after_each_epoch_joins_its_row_once(self):
        def measure(model):
            return {"steps": model.step.numpy()}

        with as_graph():
            self.fit(self.model(), epochs=2, measure=measure)
            history = self.fit(self.model(), epochs=3, measure=measure, resume=True)
        self.assertEqual([row["steps"] for row in history], [12, 24, 36])

    def test_a_second_run_in_the_same_process_may_resume_the_first(self):
        """In a notebook Keras numbers the names of models: vae, vae_1, …"""
        with as_graph():
            self.fit(self.model(), epochs=1)
            self.assertEqual(len(self.fit(self.model(), epochs=2, resume=True)), 2)

    def test_a_model_that_was_called_before(self):
        model = self.model()
        model(DATASET.train.images)
        with as_graph():
            self.fit(model, epochs=1)
        self.assertEqual(int(model.step), 12)

    def test_the_judge_s_rate_may_follow_a_schedule(self):
        model = self.model()
        rate = keras.optimizers.schedules.CosineDecay(0.01, 12)
        model.compile(optimizer=keras.optimizers.Adam(rate))
        with as_graph():
            self.fit(model, epochs=2)
            before = [v.numpy() for v in model.trainable_variables]
            model.train_step((DATASET.train.images, DATASET.train.labels))
        for old, new in zip(before, model.trainable_variables, strict=True):
            np.testing.assert_allclose(new.numpy(), old, atol=1e-7)


class Seen(keras.callbacks.Callback):
    """Keeps what a callback is told: (epoch, its stacks, its loss)."""

    def __init__(self):
        super().__init__()
        self.epochs = []

    def on_epoch_begin(self, epoch, logs=None):
        self.stacks = 0

    def on_train_batch_end(self, batch, logs=None):
        self.stacks += 1

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append((epoch, self.stacks, logs["loss"]))


class Stopping(keras.callbacks.Callback):
    """Ends a training after its second epoch."""

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch == 1


class Shifting(keras.callbacks.Callback):
    """Changes a weight after each epoch."""

    def on_epoch_end(self, epoch, logs=None):
        weight = self.model.trainable_variables[0]
        weight.assign(weight + 0.01)


class Callbacks(FitTest):
    def setUp(self):
        super().setUp()
        self.enterContext(as_graph())

    def test_are_called_and_change_nothing_by_being_there(self):
        seen, watched, alone = Seen(), self.model(), self.model()
        history = self.fit(watched, epochs=2, callbacks=(seen,))
        losses = [row["train_loss"] for row in history]
        self.assertEqual(seen.epochs, [(0, 4, losses[0]), (1, 4, losses[1])])
        self.fit(alone, epochs=2, state_path=self.folder / "alone.npz")
        self.assert_same_bits(watched, alone)

    def test_go_on_where_a_resumed_training_does(self):
        with killed_after(6, -1), self.assertRaises(KeyboardInterrupt):
            self.fit(self.model(), epochs=3)
        seen = Seen()
        self.fit(self.model(), epochs=3, callbacks=(seen,), resume=True)
        # two of the four stacks of the second epoch were done; the sixth was not saved
        self.assertEqual([(epoch, stacks) for epoch, stacks, _ in seen.epochs], [(1, 2), (2, 4)])

    def test_what_they_do_in_an_epoch_is_in_its_state(self):
        whole, resumed = self.model(), self.model()
        path = self.folder / "whole.npz"
        self.fit(whole, epochs=3, callbacks=(Shifting(),), state_path=path)
        self.fit(self.model(), epochs=1, callbacks=(Shifting(),))
        self.fit(resumed, epochs=3, callbacks=(Shifting(),), resume=True)
        self.assert_same_bits(resumed, whole)

    def test_one_that_ends_a_training_early(self):
        words = ("some", "epoch 2 of 3", "epochs=2")
        with self.refused(*words):
            self.fit(self.model(), epochs=3, callbacks=(Stopping(),))
        self.assertEqual(len(self.fit(self.model(), epochs=2, callbacks=(Stopping(),))), 2)


class Poisoned(PlainVAE):
    """A VAE whose loss is multiplied by `factor` in update number `at`, counted from 0."""

    at, factor = 16, np.nan

    def terms(self, x, y, training, step):
        terms = super().terms(x, y, training, step)
        is_then = tf.logical_and(training, tf.equal(tf.cast(step, tf.int64), self.at))
        return {**terms, "loss": terms["loss"] * tf.where(is_then, self.factor, 1.0)}


class BrokenTerm(PlainVAE):
    """A VAE one of whose terms is infinite in training from update number 16 on, or else in
    evaluation.
    """

    term, training = "kl", True

    def terms(self, x, y, training, step):
        terms = super().terms(x, y, training, step)
        is_then = training == self.training and tf.cast(step, tf.int64) >= 16 * self.training
        added = tf.where(is_then, np.float32(np.inf), 0)
        return terms | {name: terms[name] + added for name in ("loss", self.term)}


class Overflowing(Poisoned):
    """Its loss stays finite, but the square that Adam keeps does not: in the epoch's last update"""

    at, factor = 11, 1e25


class Refused(FitTest):
    def setUp(self):
        super().setUp()
        self.enterContext(as_graph())

    def test_a_batch_larger_than_the_data(self):
        with self.refused("batch_size=51", "50 training images of tiny"):
            self.fit(self.model(), batch_size=51)
        self.assertFalse(self.path.exists())
        self.fit(self.model(), epochs=1, batch_size=50)

    def test_a_loss_that_is_not_a_number_keeps_the_last_good_state(self):
        with self.refused("epoch 2: ", " = nan; ", str(self.path), "learning_rate"):
            self.fit(self.model(Poisoned))
        history = self.fit(self.model(), epochs=1, state_path=self.folder / "good.npz")
        with np.load(self.path) as stored, np.load(self.folder / "good.npz") as expected:
            arrays = [name for name in expected.files if name != "header"]
            self.assertEqual(len(arrays), 39)
            for name in arrays:
                np.testing.assert_array_equal(stored[name], expected[name])
        self.assert_same_history(self.fit(self.model(Poisoned), epochs=1, resume=True), history)

    def test_the_terms_that_broke_are_named_before_their_sum(self):
        for term in ("kl", "recon"):
            with self.subTest(term), self.refused(f"epoch 2: {term} = inf, loss = inf; "):
                self.fit(self.model(type("Broken", (BrokenTerm,), {"term": term})), epochs=2)

    def test_one_that_breaks_in_evaluation_alone_is_named_so(self):
        # infinity, times the weight 0 of the images that fill the last batch
        with self.refused("epoch 1: val_kl = nan, val_loss = nan; ", "no good weights"):
            self.fit(self.model(type("Broken", (BrokenTerm,), {"training": False})), epochs=2)

    def test_a_rate_that_is_far_too_high(self):
        with self.refused("epoch 1", "no good weights to keep", "smaller learning_rate"):
            self.fit(self.model(rate=1e30))
        self.assertFalse(self.path.exists())

    def test_a_variable_that_overflows_in_the_last_update_of_an_epoch(self):
        with self.refused("epoch 1:", "velocity"):
            self.fit(self.model(Overflowing), epochs=2)
        self.assertFalse(self.path.exists())

    def test_a_state_of_another_run(self):
        self.fit(self.model(), epochs=1)
        with self.refused("another run", "seed is 3 there and 4 here"):
            self.fit(self.model(), fingerprint={"seed": 4}, resume=True)

    def test_a_state_that_does_not_say_how_far_it_came(self):
        for position in (3, [], {}, {"history": [], "stacks_done": "1", "seconds": 0.5}):
            with (
                self.subTest(position=position),
                mock.patch.object(TrainingState, "load", return_value=position),
                self.refused(str(self.path), "records no progress"),
            ):
                self.fit(self.model(), resume=True)

    def test_a_folder_that_cannot_be_written(self):
        self.path.write_text("")
        with self.refused("cannot write", "deleted"):
            self.fit(self.model(), epochs=1, state_path=self.path / "below" / "some.state.npz")

    def test_a_state_that_was_deleted_while_the_rest_of_an_epoch_was_trained(self):
        with killed_after(2, -1), self.assertRaises(KeyboardInterrupt):
            self.fit(self.model(), epochs=2)

        def delete(*_):
            self.path.unlink(missing_ok=True)

        deleted = mock.patch.object(Progress, "on_epoch_end", side_effect=delete)
        with deleted, self.refused(str(self.path), "deleted under way"):
            self.fit(self.model(), epochs=2, resume=True)


class HalfPrecision(FitTest):
    """In mixed precision: weights and loss in float32, what is between them in float16."""

    def setUp(self):
        super().setUp()
        self.enterContext(as_graph())

    def half(self, model_class=PlainVAE, scale=2.0**15):
        model = self.model(model_class, dtype="mixed_float16")
        adam = keras.optimizers.Adam(0.01)
        model.compile(optimizer=keras.optimizers.LossScaleOptimizer(adam, initial_scale=scale))
        return model

    def test_an_update_that_is_left_out_is_no_divergence(self):
        model = self.half(scale=2.0**30)
        history = self.fit(model, epochs=2)
        done = int(model.optimizer.inner_optimizer.iterations)
        self.assertEqual(int(model.step), 24)
        self.assertLess(done, 24)
        self.assertGreater(done, 0)
        self.assertEqual(float(model.optimizer.dynamic_scale), 2.0 ** (30 - (24 - done)))
        self.assertLess(history[1]["train_loss"], history[0]["train_loss"])

    def test_a_term_that_overflows_is_named_and_the_last_good_weights_stay(self):
        class Large(PlainVAE):
            """Its codes leave the range of float16 in update number 16."""

            def reparameterize(self, mu, log_var, epsilon=None):
                factor = tf.where(tf.equal(self.step, 16), 1e6, 1.0)
                return factor * super().reparameterize(mu, log_var, epsilon)

        with self.refused("epoch 2: recon = ", ", loss = ", str(self.path)):
            self.fit(self.half(Large), epochs=2)
        good = self.half(Large)
        self.assertEqual(len(self.fit(good, epochs=1, resume=True)), 1)
        self.assertEqual(int(good.step), 12)

    def test_nothing_but_updates_that_are_left_out_is_a_divergence(self):
        class Steep(PlainVAE):
            """Its loss is finite, and its gradient never."""

            def terms(self, x, y, training, step):
                terms = super().terms(x, y, training, step)
                root = tf.sqrt(terms["loss"] - tf.stop_gradient(terms["loss"]))
                return terms | {"loss": terms["loss"] + root}

        with self.refused("epoch 3: the loss's gradients overflow half precision", str(self.path)):
            self.fit(self.half(Steep), epochs=4)
