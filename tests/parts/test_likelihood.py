import unittest

import numpy as np

import lab
from lab.commands.expectations import checked_rows
from lab.commands.result import Finding
from lab.experiment import published
from lab.experiment.settings import before_settings
from lab.languages import speaking
from lab.parts import find
from lab.parts.likelihood import figures, measures
from lab.parts.likelihood.counts import counts_to
from lab.storage.records import Record
from tests.support.helpers import LabTest, quiet, tiny_split
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Presets(unittest.TestCase):
    def test_iwae_is_the_same_network_trained_for_longer(self):
        kind = find("likelihood").parameters
        short, iwae = (before_settings(kind, {"preset": name}) for name in ("short", "iwae"))
        self.assertGreater(iwae.epochs, short.epochs)
        for parameters in (short, iwae):
            self.assertEqual((parameters.hidden_layers, parameters.z_dim), ((200, 200), 50))
            self.assertEqual(parameters.samples, (1, 5, 50))


class AfterAnEpoch(unittest.TestCase):
    def test_estimates_the_mean_of_all_images(self):
        from lab.models import LinearVAE

        split = tiny_split(200, 1)
        model = LinearVAE(z_dim=2, input_dim=16)
        model.maximise_likelihood(split.images)
        model.log_var_head.bias.assign_add([0.5, 0.5])
        exact = -np.mean(model.log_prob(split.images))
        for samples, delta in ((5000, 0.05), (100, 0.1)):
            found = measures.after_an_epoch(split, samples)(model)
            self.assertAlmostEqual(found["nll"], exact, delta=delta)


class SamplesNeeded(unittest.TestCase):
    def test_the_first_count_that_reaches_the_level(self):
        found = measures.samples_needed([1, 10, 100], [-5, -3, -1], -3.5)
        self.assertEqual(found, (10, True))

    def test_the_largest_count_where_none_does(self):
        found = measures.samples_needed([1, 10, 100], [-5, -3, -1], -0.5)
        self.assertEqual(found, (100, False))


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("likelihood")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_estimates_come_to_the_closed_form_from_q_much_sooner(self):
        errors = {r: self.arrays[f"linear_{r}_errors"] for r in ("posterior", "prior")}
        self.assertLess(errors["posterior"][-1], 0.1)
        self.assertLess(10 * errors["posterior"][-1], errors["prior"][-1])
        self.assertLess(self.metrics["log_prob_error_nats_linear_posterior_max"], 0.5)

    def test_bounds_rise_with_the_samples(self):
        for name in ("plane", "wide"):
            for proposal in measures.PROPOSALS:
                bounds = self.arrays[f"{name}_{proposal}_bounds"]
                self.assertTrue((np.diff(bounds) > -0.05).all(), (name, proposal))

    def test_the_prior_needs_as_many_samples_as_its_curve_says(self):
        counts = counts_to(300)
        level = self.arrays["plane_posterior_bounds"][0]
        needed = int(self.metrics["prior_samples_matching_1_of_q_plane"])
        place = counts.index(needed)
        self.assertGreater(needed, 1)
        self.assertLess(self.arrays["plane_prior_bounds"][place - 1], level)
        if self.metrics["prior_samples_suffice_1_of_q_plane"]:
            self.assertGreaterEqual(self.arrays["plane_prior_bounds"][place], level)

    def test_likelihoods_exceed_their_bounds(self):
        for k in (1, 5, 50):
            m = self.metrics
            self.assertLess(m[f"test_nll_nats_k{k}"], -m[f"test_elbo_nats_k{k}"])
            self.assertLess(m[f"test_nll_nats_k{k}_se"], 0.5)
        self.assertAlmostEqual(
            m["test_gain_nats_largest_k"], m["test_nll_nats_k1"] - m["test_nll_nats_k50"], places=4
        )

    def test_errors_over_images_are_paired_where_two_networks_share_them(self):
        m, nlls = self.metrics, {k: self.arrays[f"k{k}_nlls"] for k in (1, 50)}
        root = np.sqrt(len(nlls[1]))
        for k, values in nlls.items():
            self.assertAlmostEqual(m[f"test_nll_nats_k{k}"], values.mean(), places=4)
            error = values.std(ddof=1) / root
            self.assertAlmostEqual(m[f"test_nll_nats_images_k{k}_se"], error, places=4)
        paired = (nlls[1] - nlls[50]).std(ddof=1) / root
        self.assertAlmostEqual(m["test_gain_nats_largest_k_se"], paired, places=4)
        self.assertLess(paired, m["test_nll_nats_images_k1_se"])

    def test_how_many_samples_count_and_what_the_second_half_adds(self):
        for k in (1, 5, 50):
            self.assertTrue(1 <= self.metrics[f"effective_samples_k{k}"] <= 300)
            self.assertGreater(self.metrics[f"log_prob_rise_nats_k{k}"], 0)

    def test_active_units_are_those_above_the_line(self):
        for k in (1, 5, 50):
            above = (self.arrays[f"k{k}_activities"] > 0.01).sum()
            self.assertEqual(self.metrics[f"active_units_k{k}"], above)

    def test_figures(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        expected = {"proposals": 4, "closed_form": 1, "training": 1, "units": 1, "samples": 2}
        self.assertEqual(panels, expected)

    def test_published_numbers_of_the_same_protocol_stand_beside(self):
        record = self.result.record
        for name in published.PROTOCOLS:
            config = record.config | {"dataset": record.config["dataset"] | {"name": name}}
            compared = Record(config, record.metrics, record.history, record.arrays)
            shown = figures.draw(compared)
            rows = [tick.get_text() for tick in shown["published"].axes[0].get_yticklabels()]
            self.assertEqual(sum("this run: k = " in row for row in rows), 3)
            self.assertIn(published.IWAE[50], rows)


class Shared(LabTest):
    def test_every_k_goes_on_from_the_shared_training(self):
        short = {"samples": [2], "draws": 10, "images": 100, "scored": 100, "epochs": 1}
        options = {"smoke": True, "dataset": "digits", "out": self.folder}
        with quiet():
            alone, shared = (
                lab.run("likelihood", **options, **short, shared_epochs=epochs) for epochs in (0, 2)
            )
        self.assertEqual(alone.metrics["training_seconds_shared"], 0)
        self.assertGreater(shared.metrics["training_seconds_shared"], 0)
        first = [result.history[0]["k2_train_loss"] for result in (alone, shared)]
        self.assertLess(first[1], first[0] - 10)
        panels = [len(result.figures["training"].axes) for result in (alone, shared)]
        self.assertEqual(panels, [1, 2])
        self.assertEqual(len(shared.record.arrays["shared_val_loss"]), 2)
        self.assertNotIn("choices", alone.figures)
        axes = shared.figures["choices"].axes[0]
        shown = [float(line.get_xdata()[0]) for line in axes.lines]
        self.assertEqual(
            shown, [shared.metrics[f"test_nll_nats_{name}"] for name in ("shared", "k2")]
        )
        rows = [tick.get_text() for tick in axes.get_yticklabels()]
        self.assertEqual(rows[1], "then 1 epoch, learning rate falling to 0: k = 2")
        with speaking("ru"):
            axes = figures.draw(shared.record)["choices"].axes[0]
        rows = [tick.get_text() for tick in axes.get_yticklabels()]
        self.assertEqual(rows[0], "k = 1, 2 эпохи")


class Story(unittest.TestCase):
    def told(self, dataset="mnist", run="likelihood", language="en", **metrics):
        return told(find("likelihood"), shipped(dataset, run), language, **metrics)

    def test_of_the_shipped_runs(self):
        text = self.told()
        for words in (
            "500 samples from the prior are worth one",
            "With 5,000 the prior is ahead by 1.74 nats",
            "even 5,000 samples from the prior, as many as were tried, are not worth one",
            "is 9 (median)",
            "a gain of 3.29 ± 0.05",
            "8.0 nats lower",
            "none is comparable",
        ):
            self.assertIn(words, text)
        text = self.told("binarized_mnist", "likelihood-iwae")
        self.assertIn("87.10 nats, 1.61 better", text)
        self.assertIn("within 0.23 nats of it", text)
        self.assertIn("больше не пробовали", self.told(language="ru"))

    def test_a_ceiling_that_was_not_reached_is_printed_as_more(self):
        part, record = find("likelihood"), shipped("mnist", "likelihood")
        (row,) = (row for row in checked_rows(part, record) if "matching_1" in row.name)
        self.assertEqual((row.value, row.is_beyond), (5000, True))
        self.assertEqual(Finding(*"nw", row.value, is_beyond=row.is_beyond).text, "> 5,000")

    def test_the_gain_of_more_samples_turned_round(self):
        for gain, words in (
            (0.2, "changes little"),
            (-2.0, "less likely, contrary to what is expected"),
        ):
            text = self.told(test_gain_nats_largest_k=gain, test_gain_nats_largest_k_se=0.2)
            self.assertIn(words, text)
            self.assertIn("± 0.20", text)

    def test_elbo_and_latents_turned_round(self):
        text = self.told(test_elbo_nats_k50=-90.0, active_units_k50=12)
        self.assertIn("higher, too, by 0.6 nats", text)
        self.assertIn("Fewer latents", text)
        text = self.told(test_elbo_nats_k50=-90.6, active_units_k50=25)
        self.assertIn("about the same (difference +0.0", text)
        self.assertIn("As many latents", text)

    def test_proposals_turned_round(self):
        for nats, words in ((2.0, "from q(z|x) is higher by 2 nats"), (0.1, "both estimates are")):
            self.assertIn(words, self.told(prior_deficit_nats_plane=nats))
        enough = {"prior_samples_suffice_1_of_q_wide": 1.0, "prior_deficit_nats_wide": 3.0}
        self.assertNotIn("as many as were tried", self.told(**enough))
        text = self.told(log_prob_error_nats_linear_posterior_max=0.8)
        self.assertIn("up to 0.8 nats: too many", text)

    def test_beside_published_numbers(self):
        for nats, words in ((89.1, "2.00 nats worse"), (86.1, "1.00 nats better")):
            text = self.told("binarized_mnist", "likelihood-iwae", test_nll_nats_k50=nats)
            self.assertIn(words, text)
