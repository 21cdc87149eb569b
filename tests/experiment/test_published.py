import dataclasses
import re
import unittest

from lab.documents.works import WORKS
from lab.experiment.published import (
    DYNAMIC,
    FIXED,
    IWAE,
    PAPER,
    PROTOCOLS,
    REDRAWN,
    REPOSITORY,
    TABLE,
    TEST,
    VALIDATION,
    Source,
    bar,
    of_protocol,
)
from lab.languages import say, speaking
from lab.parts import find
from tests.support.messages import has_words

# copied from the tables of the sources themselves, not from the code
GERMAIN = {  # M. Germain et al., "MADE" (2015), their own models and those they cite
    "mixture of 10 Bernoullis": "168.95 †",
    "mixture of 500 Bernoullis": "137.64 †",
    "MADE, 2 hidden layers, 1 mask": "89.59 †",
    "MADE, 1 hidden layer, 1 mask": "88.40 †",
    "MADE, 1 hidden layer, 32 masks": "88.04 †",
    "MADE, 2 hidden layers, 32 masks": "86.64",
}
URIA = {  # B. Uria et al., "A Deep and Tractable Density Estimator" (2014): MarcCote/NADE, deepnade
    "NADE, fixed order": "88.33",
    "EoNADE, 1 hidden layer, 128 orders": "87.71",
    "EoNADE, 2 hidden layers, 128 orders": "85.10",
    "DBN": "≈ 84.55",
}
OORD = {  # A. van den Oord et al., "Pixel Recurrent Neural Networks" (2016)
    "PixelCNN": "81.30",
    "Row LSTM": "80.54 †",
    "Diagonal BiLSTM": "79.20",
}
# T. Raiko et al. (2014), NADE-k; K. Gregor et al. (2014) and (2015)
OTHERS = {
    "EoNADE-5, 2 hidden layers": "84.68",
    "DARN with adaptive noise": "≈ 84.13",
    "DRAW": "≤ 80.97",
}
# Y. Burda et al. (2016), one stochastic layer: their fixed set, and sampled anew
BURDA = {
    FIXED: dict(zip(IWAE.values(), ("≈ 88.71", "≈ 87.63", "≈ 87.10"), strict=True)),
    DYNAMIC: dict(zip(IWAE.values(), ("≈ 86.76", "≈ 85.54", "≈ 84.78"), strict=True)),
}
KARPATHY = {"MADE, 500 units, 1 mask": "94.50"}
HOTAJ = {
    "FVSBN": "96.58",
    "VAE": "≤ 86.77",
    "NADE": "85.65",
    "MADE, 8000 units": "84.87",
    "Gated PixelCNN": "81.50",
    "PixelCNN": "81.45",
    "PixelSNAIL": "78.61",
}
PAPERS = {FIXED: GERMAIN | URIA | OORD | OTHERS | BURDA[FIXED], DYNAMIC: BURDA[DYNAMIC]}
REPOSITORIES = {FIXED: KARPATHY, DYNAMIC: HOTAJ}


class Numbers(unittest.TestCase):
    def texts(self, protocol, of_repositories):
        return {
            row.model: row.text
            for row in of_protocol(protocol)
            if (row.source.kind == REPOSITORY) == of_repositories
        }

    def test_each_is_its_source_s_in_its_own_protocol(self):
        self.assertEqual({name: self.texts(name, False) for name in PROTOCOLS}, PAPERS)
        self.assertEqual({name: self.texts(name, True) for name in PROTOCOLS}, REPOSITORIES)

    def test_mean_logits_are_no_likelihood(self):
        (row,) = [row for row in TABLE if row.nats == 79.3]
        self.assertNotIn(row, of_protocol(FIXED))
        self.assertEqual((row.source.name, row.split), ("karpathy/pytorch-made", VALIDATION))
        self.assertFalse(row.is_bar)

    def test_the_lowest_comes_first(self):
        for protocol in PROTOCOLS:
            nats = [row.nats for row in of_protocol(protocol)]
            self.assertEqual(nats, sorted(nats))

    def test_every_word_has_its_russian(self):
        words = {text for row in TABLE for text in (row.model, row.source.place)}
        with speaking("ru"):
            said = {say(text) for text in words}
        names = {"README", "NADE", "VAE", "DBN", "DRAW", "FVSBN", "Row LSTM", "Diagonal BiLSTM"}
        names |= {"PixelCNN", "Gated PixelCNN", "PixelSNAIL", *IWAE.values()}
        self.assertEqual([text for text in words & said - names if has_words(text)], [])


class Protocols(unittest.TestCase):
    """What each number was measured on, as its source says."""

    def rows(self, source):
        return [row for row in TABLE if source in row.source.name]

    def test_burda_et_al_keep_400_of_60_000_images_for_validation(self):
        # load_mnist_images: n_validation=400, in datasets.py of yburda/iwae
        found = {(row.protocol, row.training_images, row.split) for row in self.rows("Burda")}
        self.assertEqual(found, {(FIXED, 50_000, TEST), (DYNAMIC, 59_600, TEST)})

    def test_repositories_have_rows_of_their_own_kind(self):
        for name, split, count in (
            ("karpathy", VALIDATION, 50_000),
            ("EugenHotaj", REDRAWN, 60_000),
        ):
            for row in self.rows(name):
                self.assertEqual((row.split, row.training_images), (split, count))
                self.assertEqual(row.source.kind, REPOSITORY)
                self.assertIn(row.source.name.split("/")[1], row.label)

    def test_papers_are_cited_by_their_authors_and_year(self):
        papers = {row.source for row in TABLE if row.source.kind == PAPER}
        for source in papers:
            self.assertIn(source.work, WORKS)
            names, year = re.fullmatch(r"(.+?) et al\. \((\d+)\)", source.name).groups()
            self.assertEqual(source.work, names.split()[-1].lower() + year)

    def test_labels_tell_the_rows_of_a_protocol_apart(self):
        for protocol in PROTOCOLS:
            labels = [row.label for row in of_protocol(protocol)]
            self.assertEqual(len(set(labels)), len(labels))

    def test_whoever_was_not_read_carries_a_dagger(self):
        for row in TABLE:
            self.assertEqual(row.text.endswith("†"), not row.is_read)
            self.assertEqual(row.label.endswith("†"), not row.is_read)


class Expectations(unittest.TestCase):
    """What a part is held to is a number of a paper, of test images of the same data set."""

    def bounds(self, part):
        return {
            (row.name, row.dataset, row.preset): row.high
            for row in find(part).expectations
            if row.dataset in PROTOCOLS
        }

    def test_of_made_are_the_best_published_ones(self):
        one_mask = [row.nats for row in TABLE if "MADE" in row.model and "1 mask" in row.model]
        found = self.bounds("made")
        self.assertEqual(found["test_nll_nats", FIXED, "best"], min(one_mask))
        best = min(row.nats for row in TABLE if row.model.startswith("MADE") and row.is_bar)
        found = self.bounds("made-mixture")
        self.assertEqual(found["test_nll_nats", FIXED, "independent"], best)

    def test_no_run_is_held_to_a_repository(self):
        self.assertNotIn(DYNAMIC, {dataset for _, dataset, _ in self.bounds("made")})
        self.assertEqual([row.model for row in TABLE if row.is_bar and "/" in row.source.name], [])
        of_test_images = dataclasses.replace(TABLE[0], source=Source("a/b", ""))
        self.assertTrue(TABLE[0].is_bar)
        self.assertFalse(of_test_images.is_bar)
        for model in HOTAJ.keys() - PAPERS[DYNAMIC].keys():
            with self.assertRaises(ValueError):
                bar(DYNAMIC, model)

    def test_of_iwae_are_its_authors_and_half_a_nat(self):
        bounds = self.bounds("likelihood")
        self.assertEqual(len(bounds), 6)
        for dataset, rows in BURDA.items():
            for k, text in zip((1, 5, 50), rows.values(), strict=True):
                nats = float(text.removeprefix("≈ "))
                self.assertAlmostEqual(bounds[f"test_nll_nats_k{k}", dataset, "iwae"], nats + 0.5)
