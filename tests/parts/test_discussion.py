import json
import re
import unittest

from lab.documents.story import pieces
from lab.experiment.expected import AIM, THEORY
from lab.languages import LANGUAGES, speaking
from lab.parts.discussion import conclusion, discussion
from lab.storage.lookup import SHIPPED


def plain(paragraphs):
    """Paragraphs as one text without marks."""
    return " ".join(
        "".join(content for kind, content in pieces(text) if kind == "text") for text in paragraphs
    )


def shipped(**changes):
    """{run: metrics} of what came with the lab, with some of them changed: run__metric=value."""
    found = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in SHIPPED.glob("mnist/*/metrics.json")
    }
    for name, value in changes.items():
        run, _, metric = name.partition("__")
        found[run.replace("_", "-")][metric] = value
    return found


DENSITIES = {
    "frechet_real": 0.5,
    "test_nll_nats_exact_made": 94.6,
    "test_nll_nats_exact_best": 88.1,
    "test_nll_nats_estimate_z16": 98.2,
    "test_nll_nats_estimate_k50": 85.0,
    "frechet_made": 9.0,
    "frechet_cvae": 5.0,
    "sampling_seconds_all_made": 2.0,
    "sampling_seconds_all_cvae": 0.2,
    "agreeing_pairs_estimate": 0.75,
}


class Discussion(unittest.TestCase):
    def test_it_turns_round_with_the_numbers(self):
        cases = {
            ("are more alike than",): {},
            ("vary about as much",): {"vae__variance_within_class": 0.026},
            ("vary more with the lab sheet's", "contrary"): {"vae__variance_within_class": 0.05},
            ("sure more often without the KL",): {
                "autoencoder__judged_sure_ae_bernoulli_16_normal": 0.9
            },
            ("is not decided",): {"collapse__in_use_lost_by_depth_ci_low": -20.0},
            ("sharper than real images",): {"vae_gan__sharpness_vae_gan": 0.2},
            ("about as sharp as",): {"vae_gan__sharpness_vae_gan": 0.16},
            ("have a sharpness of 0.050",): {"vae_gan__sharpness_vae_gan": 0.05},
        }
        for words, changes in cases.items():
            text = plain(discussion(shipped(**changes)))
            for word in words:
                self.assertIn(word, text)

    def test_the_densities_are_told_apart_by_kind_of_likelihood(self):
        text = plain(discussion({"densities": DENSITIES}))
        self.assertIn("exact, the likeliest is: best MADE (88.1 nats", text)
        self.assertIn("estimated: IWAE, k = 50 (≈ 85.0 nats)", text)
        self.assertIn("those of: CVAE (5.0; real images 0.5)", text)
        self.assertIn("75% are in the same order", text)
        self.assertIn("10 times as long", text)

    def test_it_says_nothing_of_what_was_not_run(self):
        self.assertEqual(discussion({}), ())
        text = plain(discussion({"vae": shipped()["vae"]}))
        self.assertEqual(len(re.findall(r"[.](?= |$)", text)), 1, text)

    def test_both_languages_have_the_same_marks(self):
        runs = shipped() | {"densities": DENSITIES}
        expected = [(AIM, False), (THEORY, True)]
        marks = []
        for language in LANGUAGES:
            with speaking(language):
                texts = [*discussion(runs), *conclusion(runs, expected)]
            marks.append(
                [sorted(piece for piece in pieces(text) if piece[0] != "text") for text in texts]
            )
        self.assertEqual(*marks)
        self.assertRegex(plain(texts), "[а-яё]{3}")


class Conclusion(unittest.TestCase):
    def test_it_counts_what_was_met_and_says_what_the_rest_means(self):
        self.assertIn("Nothing is expected", plain(conclusion({}, [])))
        text = plain(conclusion({}, [(AIM, True)] * 3))
        self.assertIn("All 3 expected results were met.", text)
        self.assertNotIn("not met", text)
        text = plain(conclusion({}, [(AIM, True), (AIM, False), (AIM, False), (THEORY, False)]))
        self.assertIn("Of 4 expected results 1 were met.", text)
        self.assertIn("1 – theory: ", text)
        self.assertIn("2 – our own bounds", text)

    def test_a_choice_is_named_where_the_densities_are_compared(self):
        text = plain(conclusion({"densities": DENSITIES}, []))
        self.assertIn("best MADE; the samples closest to real images: CVAE", text)
        self.assertNotIn("best MADE", plain(conclusion({}, [])))
