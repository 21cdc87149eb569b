import inspect
import math
import re
import unittest
from pathlib import Path

from lab.documents.report import PAGES, pages
from lab.evaluation.disentanglement import BINS
from lab.evaluation.generation import judged_sure
from lab.evaluation.latents import IN_USE, active_units
from lab.evaluation.neighbours import NEIGHBOURS
from lab.languages import LANGUAGES, number, speaking
from lab.models.vae.gan import SMALLEST
from tests.support.helpers import ROOT


def text_of(page):
    return (PAGES / page).read_text("utf-8")


def default_of(function, name):
    return inspect.signature(function).parameters[name].default


class Languages(unittest.TestCase):
    def test_both_say_the_same_things(self):
        for folder in ("", "errata/"):
            keys = [
                re.findall(r"(?m)^  ([a-z-]+): [\[\"(]", text_of(f"{folder}{language}.typ"))
                for language in LANGUAGES
            ]
            self.assertEqual(*keys)
            self.assertGreater(len(keys[0]), 15)

    def test_both_show_the_same_formulas_in_the_same_order(self):
        for folder in ("", "theory/"):
            formulas = [
                re.findall(r"#f\.([a-z-]+)", text_of(f"{folder}{language}.typ"))
                for language in LANGUAGES
            ]
            # within a sentence the order is the language's
            self.assertEqual(*map(sorted, formulas))
            shown = [
                re.findall(r"(?m)^ +#f\.([a-z-]+)$", text_of(f"{folder}{language}.typ"))
                for language in LANGUAGES
            ]
            self.assertEqual(*shown)

    def test_both_explain_the_same_terms(self):
        terms = [re.findall(r"(?m)^  / ", text_of(f"theory/{name}.typ")) for name in LANGUAGES]
        self.assertEqual(*map(len, terms))


class Formulas(unittest.TestCase):
    def test_each_is_on_some_page(self):
        names = set(re.findall(r"(?m)^#let ([a-z-]+)", text_of("formulas.typ")))
        used = " ".join(page.read_text("utf-8") for page in pages() if page.suffix == ".typ")
        for name in names:
            uses = re.findall(rf"(?<![a-z-]){name}(?![a-z-])", used)
            self.assertGreater(len(uses), 1, name)

    def test_thresholds_are_those_of_the_code(self):
        formulas = text_of("formulas.typ")
        self.assertIn(f"10^({math.log10(SMALLEST):g})", formulas)
        for language, bins, nearest in (
            ("en", "bins", "rd nearest"),
            ("ru", "интервалов", "-го ближайшего"),
        ):
            theory = text_of(f"theory/{language}.typ")
            with speaking(language):
                active = number(default_of(active_units, "least"), "g")
                sure = number(default_of(judged_sure, "at_least"), "g")
                in_use = number(IN_USE, "g")
            self.assertIn(f'hundredth: "{active}"', formulas)
            self.assertIn(f'tenth: "{in_use}"', formulas)
            self.assertRegex(theory, rf"\b{re.escape(sure)}\.")
            self.assertIn(f"{BINS} {bins}", theory)
            self.assertIn(f"{NEIGHBOURS}{nearest}", theory)


class Errata(unittest.TestCase):
    def test_the_tests_that_decide_are_there(self):
        names = re.findall(r'"(tests\.[\w.]+): (\w+)"', text_of("errata/formulas.typ"))
        rows = re.findall(r"(?m)^  [a-z-]+: \(", text_of("errata/formulas.typ"))
        self.assertEqual(len(names), len(rows))
        self.assertEqual(len(names), len(set(names)))
        for module, name in names:
            source = Path(ROOT, *module.split(".")).with_suffix(".py").read_text("utf-8")
            self.assertIn(f"def test_{name}(self)", source)
