import unittest

from lab.documents.story import Story, beyond, cite, figure, paragraph, pieces, term


class Pieces(unittest.TestCase):
    def test_marks_and_words_come_in_their_order(self):
        works = cite("kingma2014", "burda2016")
        text = f"A VAE{works} ({figure('a/b')}) and the judge{term('judge')}."
        self.assertEqual(
            pieces(text),
            [
                ("text", "A VAE"),
                ("work", "kingma2014"),
                ("work", "burda2016"),
                ("text", " ("),
                ("figure", "a/b"),
                ("text", ") and the judge"),
                ("term", "judge"),
                ("text", "."),
            ],
        )
        self.assertEqual(pieces(""), [])

    def test_sentences_that_do_not_apply_leave_no_gap(self):
        self.assertEqual(paragraph("One.", "", "Two."), "One. Two.")

    def test_what_the_report_could_not_print_is_refused(self):
        with self.assertRaisesRegex(ValueError, "kingma2014"):
            cite("kingma1914")
        with self.assertRaisesRegex(ValueError, "judge"):
            term("jugde")

    def test_every_figure_is_referred_to_and_no_other(self):
        with self.assertRaisesRegex(ValueError, "'b'"):
            Story((figure("b"),), ("a",))
        with self.assertRaisesRegex(ValueError, "'a'"):
            Story(("",), ("a",))


class Beyond(unittest.TestCase):
    def test_a_difference_counts_where_it_is_larger_than_its_error(self):
        cases = {(0.2, 0.1): 1, (0.1, 0.1): 0, (-0.1, 0.1): 0, (-0.2, 0.1): -1, (0.0, 0.0): 0}
        for (difference, error), sign in cases.items():
            self.assertEqual(beyond(difference, error), sign)
