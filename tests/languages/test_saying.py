import math
import unittest
from unittest import mock

from babel.messages.catalog import Catalog

from lab.languages import catalogues, measured, number, say, say_count, speaking, spoken, to_say

RUSSIAN = {
    "epoch": "эпоха",
    "{share:.1%} of {name}": "{name}: {share:.1%}",
    ("{n} image of {name}", "{n} images of {name}"): (
        *("{n} изображение {name}", "{n} изображения {name}", "{n} изображений {name}"),
    ),
}


class Saying(unittest.TestCase):
    def setUp(self):
        catalog = Catalog(locale="ru")
        for message, russian in RUSSIAN.items():
            catalog.add(message, russian)
        self.enterContext(mock.patch.object(catalogues, "paths", return_value=["ru.po"]))
        self.enterContext(mock.patch.object(catalogues, "read", return_value=catalog))
        catalogues.of.cache_clear()
        self.addCleanup(catalogues.of.cache_clear)

    def test_english_unless_another_language_is_asked_for(self):
        self.assertEqual((spoken(), say("epoch")), ("en", "epoch"))
        with speaking("ru"):
            self.assertEqual((spoken(), say("epoch")), ("ru", "эпоха"))
            with speaking("en"):
                self.assertEqual(say("epoch"), "epoch")
            self.assertEqual(say("epoch"), "эпоха")
        self.assertEqual(spoken(), "en")

    def test_the_language_is_the_same_again_after_an_error(self):
        with self.assertRaises(KeyError), speaking("ru"):
            say("{missing}")
        self.assertEqual(spoken(), "en")

    def test_values_stand_where_the_language_puts_them(self):
        values = {"share": 0.125, "name": "1.5 mnist"}
        self.assertEqual(say("{share:.1%} of {name}", **values), "12.5% of 1.5 mnist")
        with speaking("ru"):
            said = say("{share:.1%} of {name}", **values)
        self.assertEqual(said, "1.5 mnist: 12,5\u00a0%")

    def test_what_is_counted_has_the_form_that_its_number_asks_for(self):
        message = ("{n} image of {name}", "{n} images of {name}")
        for n, english, russian in (
            (1, "1 image of x", "1 изображение x"),
            (3, "3 images of x", "3 изображения x"),
            (11, "11 images of x", "11 изображений x"),
            (21, "21 images of x", "21 изображение x"),
        ):
            self.assertEqual(say_count(*message, n, name="x"), english)
            with speaking("ru"):
                self.assertEqual(say_count(*message, n, name="x"), russian)

    def test_a_message_without_russian_stays_english_with_russian_numbers(self):
        with speaking("ru"):
            self.assertEqual(say("loss {loss:.2f}", loss=-1.5), "loss \u22121,50")

    def test_nothing_stays_nothing(self):
        with speaking("ru"):
            self.assertEqual(say(""), "")

    def test_a_marked_message_is_itself(self):
        self.assertEqual(to_say("epoch"), "epoch")


class Numbers(unittest.TestCase):
    def test_of_an_error_two_digits_and_of_the_number_as_many_decimals(self):
        for value, error, english, russian in (
            (20.0123, 0.016, "20.012 ± 0.016", "20,012 ± 0,016"),
            (-0.7, 0.1, "−0.70 ± 0.10", "−0,70 ± 0,10"),
            (84.3, 12.0, "84 ± 12", "84 ± 12"),
            (1234.6, 250.0, "1,235 ± 250", "1\u00a0235 ± 250"),
            (4.108e-15, 7.41e-16, "4.108·10⁻¹⁵ ± 7.4·10⁻¹⁶", "4,108·10⁻¹⁵ ± 7,4·10⁻¹⁶"),
            (84.3333, None, "84.33", "84,33"),
            (84.3333, math.nan, "84.33", "84,33"),
            (84.3333, 0.0, "84.33", "84,33"),
            (0.05, None, "0.05", "0,05"),
            (12345.6, None, "12,346", "12\u00a0346"),
            (1.5e12, None, "1.5·10¹²", "1,5·10¹²"),
        ):
            with self.subTest(value=value, error=error):
                self.assertEqual(measured(value, error), english)
                with speaking("ru"):
                    self.assertEqual(measured(value, error), russian)

    def test_signs_of_both_languages(self):
        for value, spec, english, russian in (
            (-1234.5, ",.1f", "\u22121,234.5", "\u22121\u00a0234,5"),
            (0.25, ".2f", "0.25", "0,25"),
            (7, "", "7", "7"),
            (0.5, "+g", "+0.5", "+0,5"),
            (1e-5, ".3g", "10⁻⁵", "10⁻⁵"),
            (-2.5e20, ".3g", "\u22122.5·10²⁰", "\u22122,5·10²⁰"),
            (0.977, ".1%", "97.7%", "97,7\u00a0%"),
            (float("nan"), ".1f", "nan", "nan"),
            (float("-inf"), "g", "\u2212inf", "\u2212inf"),
        ):
            with self.subTest(english):
                self.assertEqual(number(value, spec), english)
                with speaking("ru"):
                    self.assertEqual(number(value, spec), russian)

    def test_formulas_have_braces_around_what_would_have_a_gap(self):
        values = {"x": -1234.5, "y": 2.5, "z": 1e-5}
        message = r"{y} $x^{{2}} = {x:,}$ {y}, $z = {z}$"
        self.assertEqual(
            say(message, **values), r"2.5 $x^{2} = -1{,}234.5$ 2.5, $z = 1{\cdot}10^{-5}$"
        )
        with speaking("ru"):
            said = say(message, **values)
        self.assertEqual(said, r"2,5 $x^{2} = -1\ 234{,}5$ 2,5, $z = 1{\cdot}10^{-5}$")

    def test_specifications_may_be_values(self):
        self.assertEqual(say("{x:.{digits}f}", x=1, digits=2), "1.00")
