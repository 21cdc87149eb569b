import dataclasses
import unittest
from types import SimpleNamespace
from unittest import mock

import numpy as np

from lab.experiment.spread import SDS, spreads_of
from lab.parts import find
from lab.parts.vae import EXPECTED, Parameters, experiment, figures, lab_sheet_log
from lab.parts.vae.confusion import confusion_matrix
from tests.support.helpers import SHEET_NETWORK, tiny_dataset
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told

TERMS = ("loss", "recon", "kl", "cls", "accuracy")


class Sheet(unittest.TestCase):
    def test_defaults_are_the_sheet_s(self):
        sheet = {
            **SHEET_NETWORK,
            "epochs": 20,
            "batch_size": 100,
            "learning_rate": 0.001,
        }
        parameters = dataclasses.asdict(Parameters())
        self.assertEqual(parameters, {**parameters, **sheet})
        self.assertEqual(parameters["reconstruction_weight"], 100)

    def test_expected_results_name_what_its_log_says_of_epoch_20(self):
        log = {
            "train_loss": lab_sheet_log.TRAIN_LOSS[20],
            "val_loss": lab_sheet_log.VAL_LOSS[20],
            **{f"train_{term}": of[1][-1] for term, of in lab_sheet_log.epoch_terms().items()},
        }
        sources = {row.name: row.source for row in EXPECTED}
        for name, value in log.items():
            named = float(sources[name].rpartition(": ")[2])
            self.assertAlmostEqual(named, value, delta=0.001, msg=name)

    def test_a_seed_could_have_given_the_log(self):
        """Its numbers lie within four standard deviations of the mean over seeds, if stored."""
        for name, spread in spreads_of("lab.parts.vae", "mnist", None).items():
            source = next((row.source for row in EXPECTED if row.name == name), "")
            if source.startswith("lab sheet's log"):
                value = float(source.rpartition(": ")[2])
                self.assertLess(abs(value - spread.mean), SDS * spread.sd, name)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("vae")
        cls.metrics, cls.history = cls.result.metrics, cls.result.history
        cls.arrays = cls.result.record.arrays

    def test_the_record_says_which_program_ran(self):
        self.assertEqual(self.result.record.config["programs"], {"sheet+plain": "graph"})

    def test_metrics_of_both_runs(self):
        names = {f"{split}_{term}" for split in ("train", "val") for term in TERMS} | {
            "test_elbo_nats",
            "judged_right",
            "variance_within_class",
            "seconds_per_epoch",
            "batches_per_second",
        }
        names |= {f"{name}_plain" for name in names}
        self.assertLessEqual(names | {"variance_within_class_real"}, self.metrics.keys())

    def test_each_loss_is_the_weighted_sum_of_its_terms(self):
        for suffix, weight in (("", 100), ("_plain", 784)):
            for split in ("train", "val"):
                loss, recon, kl, cls = (
                    self.metrics[f"{split}_{term}{suffix}"] for term in TERMS[:-1]
                )
                by_hand = weight * recon + 10 * kl + 10 * cls
                self.assertAlmostEqual(loss, by_hand, delta=1e-4 * loss, msg=split + suffix)

    def test_history_has_a_row_an_epoch_and_ends_in_the_metrics(self):
        self.assertEqual([row["epoch"] for row in self.history], [1, 2])
        for prefix, suffix in (("", ""), ("plain_", "_plain")):
            for term in TERMS:
                found = self.metrics[f"val_{term}{suffix}"]
                self.assertEqual(self.history[-1][f"{prefix}val_{term}"], found)
            self.assertLess(
                self.history[1][f"{prefix}train_loss"], self.history[0][f"{prefix}train_loss"]
            )

    def test_both_runs_start_from_the_same_network(self):
        """The classifier sees nothing of the reconstruction's weight but through shared noise."""
        ours, theirs = self.history[0]["train_cls"], self.history[0]["plain_train_cls"]
        self.assertAlmostEqual(ours, theirs, delta=0.02)

    def test_numbers_follow_from_the_arrays(self):
        confusion = self.arrays["sheet_confusion"]
        self.assertEqual(confusion.sum(), 300)
        accuracy = np.trace(confusion) / confusion.sum()
        self.assertAlmostEqual(accuracy, self.metrics["val_accuracy"], places=6)
        self.assertGreater(self.metrics["judge_accuracy"], 0.95)
        self.assertGreater(self.metrics["variance_within_class_real"], 0.02)
        self.assertLess(self.metrics["test_elbo_nats"], -50)
        speed, seconds = (self.metrics[n] for n in ("batches_per_second", "seconds_per_epoch"))
        self.assertAlmostEqual(speed * seconds, 25)

    def test_arrays_are_images_of_every_class(self):
        for run in ("sheet", "plain"):
            for kind, shape in (
                ("styles", (10, 10)),
                ("digits", (10,)),
                ("reconstructions", (10,)),
            ):
                images = self.arrays[f"{run}_{kind}"]
                self.assertEqual((images.shape, images.dtype), ((*shape, 784), np.uint8))
                self.assertEqual(len(np.unique(images.reshape(-1, 784), axis=0)), np.prod(shape))
        self.assertEqual(list(self.arrays["class_names"]), list("0123456789"))

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(
            panels,
            {"training": 4, "digits": 1, "styles": 2, "reconstructions": 1, "confusion": 1},
        )

    def test_images_in_the_figures(self):
        shapes = {
            name: self.result.figures[name].axes[0].images[0].get_array().shape
            for name in ("digits", "styles", "reconstructions", "confusion")
        }
        rows, grid = (2 * 30 - 2, 10 * 30 - 2), (10 * 30 - 2, 10 * 30 - 2)
        self.assertEqual(
            shapes,
            {"digits": rows, "styles": grid, "reconstructions": (88, 298), "confusion": (10, 10)},
        )

    def test_the_trained_models_are_kept(self):
        folder = self.result.folder.parents[2] / "runs" / "digits" / "vae@smoke"
        kept = {path.name for path in folder.iterdir()}
        names = {"sheet.keras", "plain.keras", "sheet+plain.state.npz"}
        self.assertEqual(kept - {".lock", "finished.json"}, names)


class ChangedLoss(unittest.TestCase):
    def test_reaches_the_first_network_and_leaves_the_plain_elbo_plain(self):
        weights = {}

        def train_together(models):
            for name, model in models.items():
                weights[name] = model.reconstruction_weight, model.beta

        context = SimpleNamespace(
            parameters=Parameters(reconstruction_weight=50.0, beta=4.0),
            dataset=tiny_dataset(),
            seed=0,
            train_together=train_together,
            judge=mock.Mock(side_effect=InterruptedError),
        )
        with self.assertRaises(InterruptedError):
            experiment.run(context)
        self.assertEqual(weights, {"sheet": (50, 4), "plain": (None, 1)})

    def test_the_figures_call_it_the_sheet_s_only_where_it_is(self):
        record = smoke_run("vae").record
        for changes, loss in (
            ({}, "lab sheet's loss"),
            ({"epochs": 3}, "lab sheet's loss"),
            ({"beta": 4.0}, "this run's loss"),
            ({"likelihood": "gaussian"}, "this run's loss"),
            ({"reconstruction_weight": 50.0}, "this run's loss"),
            ({"digit_classification_weight": 1.0}, "this run's loss"),
        ):
            parameters = record.config["parameters"] | changes
            changed = dataclasses.replace(record, config=record.config | {"parameters": parameters})
            drawn = figures.draw(changed)
            titles = [axes.get_title() for axes in drawn["styles"].axes]
            self.assertEqual(titles, [loss, "ELBO"], changes)
            self.assertEqual(drawn["training"].get_suptitle(), f"Training: {loss}")
            self.assertIn(f"Classifier ({loss}): ", drawn["confusion"].get_suptitle())


class Confusion(unittest.TestCase):
    def test_counts_in_cells_and_shares_of_the_true_class_as_colour(self):
        counts = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 0]])
        figure = confusion_matrix(counts, ["a", "b", "c"], "Classifier", "data: digits")
        (axis,) = figure.axes
        written = {text.get_position(): text.get_text() for text in axis.texts}
        expected = {(j, i): str(counts[i, j]) for i in range(3) for j in range(3)}
        self.assertEqual(written, expected)
        shares = np.array(axis.images[0].get_array())
        np.testing.assert_allclose(shares, [[0.8, 0.2, 0], [0, 0.5, 0.5], [0, 0, 0]])
        self.assertEqual((axis.get_xlabel(), axis.get_ylabel()), ("predicted class", "true class"))
        self.assertEqual([t.get_text() for t in axis.get_yticklabels()], ["a", "b", "c"])


class Story(unittest.TestCase):
    def told(self, language="en", parameters=None, **metrics):
        record = shipped("mnist", "vae")
        changed = record.config["parameters"] | (parameters or {})
        record = dataclasses.replace(record, config=record.config | {"parameters": changed})
        return told(find("vae"), record, language, **metrics)

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in ("β = 7.84", "1.9 nats at most", "log 10 = 2.3", "more alike", "11.1 below"):
            self.assertIn(words, text)
        self.assertIn("β = 7,84", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        text = self.told(
            variance_within_class=0.04, judged_right=0.5, test_elbo_nats=-120.0, val_kl=2.0
        )
        self.assertEqual(text.count("contrary to what is expected"), 2)
        for words in ("z carries 20.0 nats", "vary more", "less often", "above the −133.7"):
            self.assertIn(words, text)
        self.assertNotIn("log 10", text)

    def test_claims_no_difference_within_the_error(self):
        alike = {
            "variance_within_class": 0.0263,
            "judged_right": 0.87,
            "test_elbo_nats": -133.9,
            "val_kl": 1.42,
        }
        text = self.told(**alike)
        for words in ("z carries about", "vary about", "about as often", "about equal"):
            self.assertIn(words, text)

    def test_only_the_same_training_stands_beside_the_log(self):
        self.assertIn("a difference that two seeds may have", self.told())
        self.assertIn("more than two seeds differ by", self.told(val_loss=21.0))
        text = self.told(parameters={"reconstruction_weight": 784.0, "epochs": 5})
        self.assertNotIn("sheet's log", text)
        self.assertIn("not the lab sheet's", text)
        self.assertIn("are those of the ELBO", text)
        self.assertIn("no weight", self.told(parameters={"reconstruction_weight": 0.0}))
