import tomllib
import unittest
from unittest import mock

from lab.languages import legacy
from lab.languages.legacy import in_russian, number_in, translated

CATALOGUE = (
    ("epoch", "эпоха"),
    ("class {n}", "класс {n}"),
    ("{t}, {n} numbers", "{t}, чисел: {n}"),
    ("{t}: sure of {n}%", "{t}: уверенность {n} %"),
)


class Words(unittest.TestCase):
    def setUp(self):
        words = legacy._Words(CATALOGUE)
        self.enterContext(mock.patch.object(legacy, "_words", return_value=words))

    def test_sentences_with_and_without_holes(self):
        for english, russian in (
            ("epoch", "эпоха"),
            ("class 3", "класс 3"),
            ("class -1.5", "класс -1,5"),
            ("epoch, 2,000 numbers", "эпоха, чисел: 2\u00a0000"),
            ("class 3: sure of 20.5%", "класс 3: уверенность 20,5 %"),
            ("epoch, 2 numbers: sure of 1e-05%", "эпоха, чисел: 2: уверенность 1e-05 %"),
        ):
            with self.subTest(english):
                self.assertEqual(in_russian(english), russian)
                self.assertEqual(translated(english, "ru"), russian)
                self.assertEqual(translated(english, "en"), english)

    def test_what_has_no_words_needs_none(self):
        for text, expected in (
            ("", ""),
            ("0.25", "0,25"),
            ("1e-05", "1e-05"),
            ("−1.5 … 2", "−1,5 … 2"),
            ("$\\mu = 0.5$", "$\\mu = 0{,}5$"),
        ):
            with self.subTest(text):
                self.assertEqual(in_russian(text), expected)

    def test_what_is_not_in_the_catalogue_stays(self):
        for text in ("period", "epoch 3", "period, 2 numbers", "class three"):
            with self.subTest(text):
                self.assertIsNone(in_russian(text))
                self.assertEqual(translated(text, "ru"), text)


class Catalogue(unittest.TestCase):
    def setUp(self):
        self.sections = tomllib.loads(legacy.CATALOGUE.read_text(encoding="utf-8"))

    def test_both_sides_have_the_same_holes(self):
        for name, section in self.sections.items():
            if name == "same":
                continue
            for english, russian in section.items():
                holes = [legacy._HOLE.findall(side) for side in (english, russian)]
                self.assertEqual(holes[0], holes[1], english)

    def test_the_russian_side_is_russian(self):
        for name, section in self.sections.items():
            for english, russian in section.items():
                if name != "same":
                    self.assertRegex(russian, "[а-яё]|; ", english)

    def test_nothing_stands_there_twice(self):
        seen = [
            english
            for name, section in self.sections.items()
            for english in (section["words"] if name == "same" else section)
        ]
        self.assertEqual(len(seen), len(set(seen)))


class Numbers(unittest.TestCase):
    def test_commas(self):
        self.assertEqual(number_in("1,234.5 and 0.1", "ru"), "1\u00a0234,5 and 0,1")
        self.assertEqual(number_in("1,234.5", "en"), "1,234.5")
