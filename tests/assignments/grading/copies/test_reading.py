"""What of a submission is compared."""

import ast
import unittest

from lab.assignments.grading.copies.reading import MOST_CHARACTERS, given, read
from lab.assignments.labs.made import LAB
from lab.assignments.stubs import stub_file
from tests.support.students.rewriting import reformatted

TEXT = '''"""Handed in by Zed, group 7 of the spring."""
# written in one long night
import numpy as np
from scipy.special import xlogy as odd_import


def even_degrees(width, input_dim):
    """Degrees with a twist of mine.

    A layer as wide as the input is the coursework's, one unit per pixel: degrees 0 to D - 1. Any
    """
    # my zigzag goes up first
    zigzag = np.arange(width, dtype=quux)  # and then down again
    # short one
    return [zigzag[i] + 1 for i in range(3)], len(
        "text",
    )
'''


def structure(text):
    return [token.text for token in read(text, LAB).tokens]


class Reading(unittest.TestCase):
    def test_comments_are_those_after_the_head_that_are_no_words_of_the_lab(self):
        self.assertEqual(
            list(read(TEXT, LAB).comments.values()),
            [
                "Degrees with a twist of mine.",
                "my zigzag goes up first",
                "and then down again",
            ],
        )
        self.assertIn(("my", "zigzag", "goes", "up", "first"), read(TEXT, LAB).comments)

    def test_names_are_those_that_one_chose(self):
        self.assertEqual(read(TEXT, LAB).names, {"zigzag", "quux"})

    def test_tokens_have_their_line_and_their_function(self):
        tokens = read(TEXT, LAB).tokens
        self.assertEqual(tokens[0][1:], (13, "even_degrees"))
        self.assertEqual([token.text for token in tokens[:5]], ["v", "=", "v", ".", "arange"])
        self.assertEqual(tokens[-1].line, 16)

    def test_names_parentheses_strings_and_layout_are_no_structure(self):
        other = TEXT.replace("zigzag", "up_down").replace('"text",', "'another'")
        other = other.replace("return [", "return ([").replace("range(3)]", "range(3)])")
        self.assertEqual(structure(other), structure(TEXT))
        plain = ast.unparse(ast.parse(TEXT))
        self.assertEqual(structure(reformatted(plain)), structure(plain))
        self.assertNotEqual(structure(TEXT.replace("arange", "ones")), structure(TEXT))

    def test_the_handout_has_nothing_of_one_s_own(self):
        found = read(stub_file(LAB), LAB)
        self.assertEqual((found.tokens, found.comments, found.names), ((), {}, frozenset()))

    def test_lines_end_as_they_end_anywhere(self):
        for end in ("\r\n", "\r"):
            found = read(TEXT.replace("\n", end), LAB)
            self.assertEqual(found, read(TEXT, LAB))

    def test_after_what_is_no_python_reading_goes_on(self):
        for broken in ("x = )\n", "if (\n\n'''\n", "  y\n z\n", "\0\n", "'\n", "x = 0777 $ ?\n"):
            found = read(f"a = b.first\n{broken}\n# this one comes after it\n", LAB)
            self.assertEqual(list(found.comments.values()), ["this one comes after it"], broken)
            self.assertEqual(found.tokens[0].text, "v")

    def test_a_text_of_any_length_costs_little(self):
        for piece in ("x = a[1]\n", "(", "'''", "\\\n", "# one two three\n", " x\n", "1.e", "\0"):
            found = read(piece * MOST_CHARACTERS, LAB)
            self.assertLessEqual(sum(len(token.text) for token in found.tokens), MOST_CHARACTERS)

    def test_what_is_given_is_the_package_s_and_the_handout_s(self):
        found = given(LAB)
        self.assertIn("softplus", found.words)
        self.assertIn(" degrees h of h width units ", found.prose)
        self.assertIn(("def", "v", "v", ":"), found.lines)
