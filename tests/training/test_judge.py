import dataclasses
import unittest
from pathlib import Path
from unittest import mock

import keras
import numpy as np
from filelock import FileLock, Timeout

from lab import data
from lab.experiment.context import Context
from lab.training.judge import trained_judge
from tests import REAL_DATA
from tests.support.helpers import LabTest, quiet, tiny_dataset


class Judge(LabTest):
    def setUp(self):
        super().setUp()
        # nothing here depends on how fast its updates are
        self.enterContext(mock.patch("lab.training.stacks.has_xla", return_value=False))
        self.dataset = tiny_dataset(train=200)
        self.first, self.accuracy = self.judge(self.dataset)

    def judge(self, dataset):
        with quiet():
            return trained_judge(dataset, self.folder, smoke=True)

    def test_accuracy_is_that_on_the_test_images(self):
        test = self.dataset.test
        right = self.first.predict(test.images, verbose=0).argmax(1) == test.labels
        self.assertAlmostEqual(right.mean(), self.accuracy, places=6)
        self.assertGreater(self.accuracy, 0.9)

    def test_is_trained_once_and_then_taken_from_its_state(self):
        with mock.patch.object(keras.Model, "fit", side_effect=AssertionError("trained again")):
            again, accuracy = self.judge(self.dataset)
        self.assertEqual(accuracy, self.accuracy)
        for ours, theirs in zip(self.first.get_weights(), again.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_is_the_same_whatever_the_seed_of_the_run_that_asks(self):
        judges = []
        for seed in (0, 5):
            context = Context(
                parameters=None,
                dataset=self.dataset,
                seed=seed,
                smoke=True,
                resume=False,
                folder=self.folder / str(seed),
                judge_folder=self.folder / f"judge {seed}",
                fingerprint={},
            )
            with quiet():
                judge, accuracy = context.judge()
            judges.append([*judge.get_weights(), accuracy])
        for ours, first, second in zip(
            [*self.first.get_weights(), self.accuracy], *judges, strict=True
        ):
            np.testing.assert_array_equal(first, ours)
            np.testing.assert_array_equal(second, ours)

    def test_is_trained_from_seed_0_with_moved_images(self):
        with mock.patch("lab.training.judge.fit", return_value=[{"val_accuracy": 1.0}]) as fit:
            judge, _ = self.judge(self.dataset)
        (_, dataset, _), options = fit.call_args
        self.assertEqual((judge.seed, options["seed"]), (0, 0))
        self.assertTrue(dataset.augment)
        self.assertIs(dataset.train, self.dataset.train)
        self.assertIs(dataset.test, self.dataset.test)

    def test_is_trained_by_one_run_at_a_time(self):
        def alone(*_, **__):
            with self.assertRaises(Timeout):
                FileLock(self.folder / ".judge.lock", timeout=0).acquire()
            return [{"val_accuracy": 1.0}]

        with mock.patch("lab.training.judge.fit", side_effect=alone) as fit:
            self.judge(self.dataset)
        fit.assert_called_once()

    def test_is_trained_anew_for_other_labels_of_the_same_images(self):
        train, test = (
            dataclasses.replace(split, labels=2 - split.labels)
            for split in (self.dataset.train, self.dataset.test)
        )
        other = dataclasses.replace(self.dataset, train=train, test=test)
        self.assertGreater(self.judge(other)[1], 0.9)

    def test_advice_about_a_damaged_state_can_be_followed(self):
        """The judge always resumes, so that leaving out --resume would change nothing."""
        (path,) = self.folder.glob("judge*")
        path.write_bytes(b"damaged")
        with self.refused(str(path), "delete"):
            self.judge(self.dataset)


@unittest.skipUnless(
    REAL_DATA and (Path(REAL_DATA) / "mnist").is_dir(), "LAB_DATA_DIR names no folder with mnist/"
)
class OnRealData(LabTest):
    def test_recognises_mnist_s_test_images(self):
        with quiet():
            _, accuracy = trained_judge(data.load("mnist", REAL_DATA), self.folder)
        self.assertGreaterEqual(accuracy, 0.985)
