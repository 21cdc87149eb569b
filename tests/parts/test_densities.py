import json
import math
import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np

import lab
from lab.parts import PARTS, find
from lab.parts.densities.families import DENSITIES, NAMES
from tests.support.helpers import CliTest, LabTest, quiet
from tests.support.records import some_record
from tests.support.smoke_runs import smoke_run
from tests.support.stories import told

BESIDE = ("vae", "likelihood", "made")


def beside(folder, parts=BESIDE):
    """A folder with the smoke runs of these parts, and the judges that they asked."""
    for part in parts:
        result = smoke_run(part)
        for place in (result.folder, result.work):
            shutil.copytree(place, folder / place.relative_to(result.folder.parents[2]))
    for judge in result.work.parent.glob("judge*"):
        shutil.copy(judge, folder / "runs" / "digits")
    return folder


def table(out):
    """The Result of the part's smoke run, and what it printed."""
    with quiet() as (printed, _):
        result = lab.run("densities", smoke=True, dataset="digits", out=out)
    return result, printed.getvalue()


class Story(unittest.TestCase):
    """A run with two densities, their numbers made up."""

    NUMBERS = {
        "test_nll_nats_exact_made": 90.0,
        "test_nll_nats_exact_bernoulli": 200.0,
        "test_nll_nats_estimate_sheet": 130.0,
        "judged_sure_sheet": 0.9,
        "judged_sure_made": 0.6,
        "recall_sheet": 0.1,
        "recall_made": 0.8,
        "recall_bernoulli": 0.0,
        "precision_sheet": 0.95,
        "precision_made": 0.7,
        "precision_bernoulli": 1.0,
        "frechet_sheet": 20.0,
        "frechet_made": 6.0,
        "frechet_bernoulli": 150.0,
        "frechet_gaussian": 60.0,
        "frechet_real": 0.5,
        "copies_share_sheet": 0.0,
        "copies_share_made": 0.01,
        "sampling_seconds_all_sheet": 0.1,
        "sampling_seconds_all_made": 2.0,
        "agreeing_pairs_estimate": 0.8,
    }

    def said(self, keys=("sheet", "made"), language="en", **metrics):
        arrays = {
            "densities": np.array(["real", "bernoulli", "gaussian", *keys]),
            "grey": np.array([], dtype="U20"),
        }
        record = some_record(arrays=arrays, metrics=self.NUMBERS)
        record.config["parameters"]["samples"] = 1000
        return told(find("densities"), record, language, **metrics)

    def test_the_best_of_each_kind_and_what_looks_best(self):
        text = self.said()
        self.assertIn("By exact likelihood the best of them is: MADE of the coursework", text)
        self.assertIn("it is: VAE of the lab sheet (≈ 130.00 nats)", text)
        self.assertIn("those of: MADE of the coursework (6.0; training images 0.5)", text)
        self.assertIn("But the recall of these samples is 0.10", text)
        self.assertIn("0.1 s (VAE of the lab sheet) and 2 s (MADE of the coursework)", text)
        self.assertIn("модели «VAE из задания» (90\N{NO-BREAK SPACE}%)", self.said(language="ru"))

    def test_what_training_has_not_surpassed_is_the_best(self):
        text = self.said(test_nll_nats_exact_bernoulli=80.0, frechet_gaussian=5.0)
        self.assertIn("the best of them is: independent pixels", text)
        self.assertIn("those of: Gaussian, full covariance", text)

    def test_agreement_turned_round(self):
        self.assertIn("80% are in the same order", self.said())
        text = self.said(agreeing_pairs_estimate=1.0)
        self.assertIn("All pairs of densities", text)
        self.assertNotIn("need not agree", text)

    def test_a_good_recall_is_not_blamed(self):
        text = self.said(recall_sheet=0.7)
        self.assertIn("whose recall is 0.70", text)
        self.assertNotIn("look best", text)

    def test_copies_and_precision_turned_round(self):
        self.assertIn("None copies training images: at most 1.0%", self.said())
        text = self.said(copies_share_made=0.2, precision_bernoulli=0.5)
        self.assertIn("samples of: MADE of the coursework (20.0% are nearer", text)
        self.assertNotIn("Precision alone", text)

    def test_without_any_density_little_is_said(self):
        text = self.said(keys=())
        self.assertIn("0 densities of other parts", text)
        self.assertNotIn("judge is sure", text)


class Rows(unittest.TestCase):
    def test_each_names_a_part_that_is_there_and_a_preset_that_it_has(self):
        for density in DENSITIES:
            part = find(density.part)
            self.assertIn(density.run, part.run_names(), density.key)
        self.assertEqual(len(NAMES), len(DENSITIES) + 3)

    def test_the_part_is_the_last_one_for_it_needs_the_others(self):
        self.assertEqual(PARTS[-1].name, "densities")


class Beside(LabTest):
    """The table of the smoke runs of three parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.result, cls.printed = table(beside(folder))

    def test_every_density_that_was_trained_is_in_it(self):
        found = self.result.record.arrays["densities"].tolist()
        trained = ["sheet", "plain", "k1", "k50", "made", "orders"]
        self.assertEqual(found, ["real", "bernoulli", "gaussian", *trained])
        self.assertEqual(len(self.result.record.arrays["samples"]), len(found))

    def test_kinds_of_likelihood_stand_in_columns_of_their_own(self):
        kinds = ("exact", "bound", "estimate")
        metrics = self.result.metrics
        found = {
            key: [kind for kind in kinds if f"test_nll_nats_{kind}_{key}" in metrics]
            for key in self.result.record.arrays["densities"].tolist()
        }
        expected = dict.fromkeys(("real", "gaussian", "sheet", "plain"), [])
        expected |= dict.fromkeys(("k1", "k50"), ["bound", "estimate"])
        expected |= dict.fromkeys(("bernoulli", "made", "orders"), ["exact"])
        self.assertEqual(found, expected)

    def test_numbers_are_those_of_the_parts_that_trained_the_models(self):
        metrics = self.result.metrics
        made = smoke_run("made").metrics
        self.assertAlmostEqual(metrics["test_nll_nats_exact_made"], made["test_nll_nats"], places=3)
        self.assertEqual(metrics["parameters_made"], made["parameters"])
        self.assertAlmostEqual(metrics["training_seconds_made"], made["training_seconds"])
        likelihood = smoke_run("likelihood").metrics
        self.assertAlmostEqual(
            -metrics["test_nll_nats_bound_k50"], likelihood["test_elbo_nats_k50"], places=3
        )
        self.assertAlmostEqual(
            metrics["training_seconds_k1"], likelihood["training_seconds_k1"], places=3
        )

    def test_what_was_trained_on_grey_pixels_is_marked_and_has_no_likelihood(self):
        self.assertEqual(self.result.record.arrays["grey"].tolist(), ["sheet", "plain"])
        names = [row[0] for row in find("densities").tables(self.result.record)["quality"].rows]
        self.assertIn("VAE of the lab sheet (grey)", names)
        self.assertIn("VAE, 50 latents", names)

    def test_training_images_are_found_out_as_copies(self):
        metrics = self.result.metrics
        self.assertEqual(metrics["copies_share_real"], 1)
        self.assertEqual(metrics["nearest_distance_ratio_real"], 0)
        for key in ("bernoulli", "made", "k1"):
            self.assertEqual(metrics[f"copies_share_{key}"], 0)
            self.assertGreater(metrics[f"nearest_distance_ratio_{key}"], 1)

    def test_what_was_not_run_stands_there_with_its_command(self):
        command = "python run_lab.py --part vae-gan --dataset digits --smoke"
        self.assertIn(f"not run: {command}\n", self.printed)
        self.assertNotIn("--part vae --dataset", self.printed)
        best = "--part made --dataset digits --set preset=best --smoke"
        self.assertIn(best, self.printed)
        tables = find("densities").tables(self.result.record)
        missing = dict(tables["missing"].rows)
        self.assertEqual(missing["VAE-GAN"], command)
        for name in ("likelihood", "quality"):
            self.assertEqual(len(tables[name].rows) + len(missing), len(NAMES))
            self.assertEqual({len(row) for row in tables[name].rows}, {len(tables[name].columns)})

    def test_a_cell_without_a_number_is_empty(self):
        likelihood = find("densities").tables(self.result.record)["likelihood"]
        row = next(row for row in likelihood.rows if row[0] == "MADE of 8 orders")
        self.assertEqual(likelihood.columns[5], "training, s")
        self.assertTrue(math.isnan(row[2]) and math.isnan(row[5]))

    def test_figures(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(panels, {"samples": 1, "likelihood": 2, "quality": 2, "cost": 2})
        title = self.result.figures["quality"].get_suptitle()
        self.assertIn("grey: trained on grey pixels", title)


class OtherImages(LabTest):
    def change(self, part, **dataset):
        path = self.folder / "reports" / "digits" / f"{part}@smoke" / "config.json"
        config = json.loads(path.read_text(encoding="utf-8"))
        config["dataset"] |= dataset
        path.write_text(json.dumps(config), encoding="utf-8")

    def test_models_of_other_images_with_the_same_name_are_left_out(self):
        beside(self.folder, ("vae", "made"))
        self.change("made", checksums={"train_images": "0" * 32})
        self.change("vae", training_images=1000)
        result, printed = table(self.folder)
        found = result.record.arrays["densities"].tolist()
        self.assertEqual(found, ["real", "bernoulli", "gaussian"])
        for part in ("made", "vae"):
            self.assertIn(f"not run: python run_lab.py --part {part} --dataset", printed)

    def test_a_damaged_model_is_named(self):
        beside(self.folder, ("made",))
        path = self.folder / "runs" / "digits" / "made@smoke" / "made.keras"
        path.write_text("damaged")
        with quiet(), self.refused(str(path), "damaged", "run it again"):
            table(self.folder)


class Nothing(CliTest):
    def test_without_any_density_there_is_one_line_that_says_what_to_run(self):
        arguments = ("--part", "densities", "--dataset", "digits")
        self.refuses(
            arguments, "no trained densities of digits", "python run_lab.py --part vae --dataset"
        )
