import dataclasses
import unittest

import numpy as np

import lab
from lab.models import CVAE, VAE, PlainVAE
from lab.parts import find
from lab.parts.cvae.measures import Guessed, Separate, Told, of_the_dataset, transferred
from tests.support.helpers import TINY_CLASSES, LabTest, tiny_dataset, tiny_split
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told

SPLIT = tiny_split(20, 4)
SIZES = {"encoder_layers": (7,), "decoder_layers": (6,), "z_dim": 2, "input_dim": 16}


def built(model):
    model.build()
    return model


class Kinds(unittest.TestCase):
    def setUp(self):
        self.told = built(CVAE(TINY_CLASSES, **SIZES))
        self.guessed = built(VAE(num_classes=TINY_CLASSES, **SIZES))
        self.separate = [built(PlainVAE(seed=seed, **SIZES)) for seed in range(TINY_CLASSES)]
        self.kinds = Told(self.told), Guessed(self.guessed), Separate(self.separate)

    def test_of_log_p_of_x_all_of_them(self):
        x, y = SPLIT.images, SPLIT.labels
        one, other, every = (kind.elbo_nats(SPLIT) for kind in self.kinds)
        self.assertAlmostEqual(one, np.mean(self.told.elbo(x, y)) - np.log(3), places=4)
        self.assertAlmostEqual(other, np.mean(self.guessed.elbo(x)), places=4)
        by_class = [model.elbo(x[y == label]) for label, model in enumerate(self.separate)]
        self.assertAlmostEqual(every, np.concatenate(by_class).mean() - np.log(3), places=4)

    def test_a_code_comes_from_the_image_s_own_class(self):
        codes = self.kinds[2].codes(SPLIT.images, SPLIT.labels)
        for label, model in enumerate(self.separate):
            rows = SPLIT.labels == label
            mu = model.encode(SPLIT.images[rows])[0]
            np.testing.assert_allclose(codes[rows], mu, rtol=1e-5, atol=1e-6)

    def test_style_is_transferred_as_the_cvae_does_it(self):
        images = transferred(self.kinds[0], SPLIT, TINY_CLASSES)
        expected = self.told.transfer(SPLIT.images, SPLIT.labels)
        np.testing.assert_allclose(images, expected, rtol=1e-5)
        for kind in self.kinds[1:]:
            images = transferred(kind, SPLIT, TINY_CLASSES)
            codes = kind.codes(SPLIT.images, SPLIT.labels)
            np.testing.assert_allclose(images[:, 1], kind.generate(1, codes), rtol=1e-5)


class Classes(LabTest):
    def test_one_is_nothing_to_compare(self):
        with self.refused("1 class", "at least two"):
            lab.run("cvae", smoke=True, dataset="digits", classes=1, out=self.folder)

    def test_each_must_be_enough_to_train_on(self):
        labels = np.repeat([0, 1], [60, 8])
        images = np.random.default_rng(0).integers(0, 256, (68, 28, 28), np.uint8)
        with self.refused("batch_size=20", "6 training images of class 1 of arrays-"):
            lab.run("cvae", smoke=True, dataset=(images, labels), batch_size=20, out=self.folder)

    def test_one_image_of_each_has_no_variance(self):
        data = tiny_dataset()
        few = dataclasses.replace(data, test=data.test.one_of_each())
        with self.refused("tiny", "one image in each"):
            of_the_dataset(few)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("cvae")
        cls.metrics, cls.history = cls.result.metrics, cls.result.history

    def test_updates_are_held_equal(self):
        for row in self.history:
            self.assertEqual(row["cvae_updates"], row["guessed_updates"])
            self.assertEqual(row["cvae_updates"], 3 * row["separate_updates"])

    def test_weights_are_counted(self):
        # 784-64-4 and back with three classes put in on both sides, mu and log_var
        plain = 784 * 64 + 64 + 2 * (64 * 4 + 4) + 4 * 64 + 64 + 64 * 784 + 784
        classifier = 784 * 128 + 128 + 128 * 3 + 3
        self.assertEqual(self.metrics["parameters_cvae"], plain + 2 * 3 * 64)
        self.assertEqual(self.metrics["parameters_guessed"], plain + 3 * 64 + classifier)
        self.assertEqual(self.metrics["parameters_separate"], 3 * plain)

    def test_every_network_is_kept(self):
        folder = self.result.folder.parents[2] / "runs" / "digits" / "cvae@smoke"
        kept = {path.stem for path in folder.glob("*.keras")}
        self.assertEqual(kept, {"cvae", "guessed", "separate_0", "separate_1", "separate_2"})

    def test_the_bound_is_the_negative_loss_less_the_class(self):
        last = self.history[-1]
        loss = last["cvae_val_loss"]
        self.assertAlmostEqual(
            last["cvae_val_recon"] * 784 + last["cvae_val_kl"] * 4, loss, delta=0.01
        )
        self.assertAlmostEqual(self.metrics["val_objective_nats_cvae"], -loss, delta=0.01)
        self.assertAlmostEqual(self.metrics["test_elbo_nats_cvae"], -loss - np.log(3), delta=2)

    def test_figures(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        self.assertEqual(panels, {"styles": 2, "transfer": 2, "training": 2})
        grid = self.result.figures["styles"].axes[0].images[0].get_array()
        self.assertEqual(grid.shape, (3 * 30 - 2, 10 * 30 - 2))

    def test_the_table_has_a_row_for_each_measure(self):
        table = find("cvae").tables(self.result.record)["comparison"]
        self.assertEqual(len(table.columns), 4)
        rows = {row[0]: row[1:] for row in table.rows}
        weights = [self.metrics[f"parameters_{name}"] for name in ("cvae", "guessed", "separate")]
        self.assertEqual(list(rows["number of weights"]), weights)
        self.assertEqual(len(rows), 7)


class Story(unittest.TestCase):
    def told(self, language="en", **metrics):
        return told(find("cvae"), shipped("mnist", "cvae"), language, **metrics)

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in (
            "generates what is requested",
            "z is left to the style",
            "means nothing to the others",
            "186.8 below the CVAE: a measure of this leak",
        ):
            self.assertIn(words, text)
        self.assertIn("это мера утечки", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        contrary = {
            "judged_right_cvae": 0.5,
            "style_kept_cvae": 0.1,
            "style_kept_separate": 0.6,
            "test_elbo_nats_separate": -100.0,
            "judged_right_guessed": 0.3,
        }
        text = self.told(**contrary)
        for words in (
            "does not generate",
            "the correlations are 0.92",
            "of 0.60, in the CVAE of 0.10",
            "above the CVAE's",
            "less often, in 30.0%",
        ):
            self.assertIn(words, text)
        self.assertIn("z says something about the class", self.told(transferred_right_cvae=0.5))

    def test_a_network_that_guesses_without_a_leak_has_a_bound(self):
        for bound, words in ((-118.0, "about the same"), (-110.0, "contrary"), (-130.0, "11.5")):
            text = self.told(val_objective_nats_guessed=bound + 2, test_elbo_nats_guessed=bound)
            self.assertIn("little leaks", text)
            self.assertIn(words, text)
        self.assertIn("still above the CVAE", self.told(test_elbo_nats_guessed=-105.0))
