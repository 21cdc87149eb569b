"""What a student is told of an exercise: all that he needs, in both languages, and no answer."""

import ast
import re
import unittest

from lab.assignments import source, statements
from lab.assignments.labs import LABS
from lab.assignments.stubs import stub_file
from lab.languages import LANGUAGES, speaking

RUN = 20
# a shorter line of code may well stand in a formula, too
SHORTEST = 12


def tokens(text):
    """Words and signs, whatever the text is in: code or a docstring."""
    return re.findall(r"\w+|[^\w\s]", text)


def runs(text):
    """All runs of RUN tokens of a text."""
    found = tokens(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def body(node):
    """The code of a function as it is written, without its docstring."""
    rest = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return ast.unparse(ast.Module(rest, []))


def answers(statement, node):
    """Lines of a function's body, and its runs of tokens, that a statement contains."""
    told = re.sub(r"\s", "", statement)
    lines = [re.sub(r"\s", "", line) for line in body(node).split("\n")]
    return [line for line in lines if len(line) >= SHORTEST and line in told] + sorted(
        runs(body(node)) & runs(statement)
    )


class NoAnswer(unittest.TestCase):
    def test_no_statement_contains_its_answer(self):
        for lab in LABS:
            for exercise in filter(lambda exercise: exercise.target, lab.exercises):
                found = source.find(source.tree_of(exercise.module), exercise.qualified_name)
                for language in LANGUAGES:
                    with self.subTest(exercise=exercise.number, language=language):
                        with speaking(language):
                            told = statements.statement(source.docstring(found.outer), found.outer)
                        self.assertEqual(answers(told, found.node), [])

    def test_one_that_did_would_be_found(self):
        (node,) = ast.parse("def f(x):\n    y = tf.square(x) + 1\n    return y").body
        self.assertEqual(answers("It is y = tf.square(x) + 1.", node), ["y=tf.square(x)+1"])
        long = " + ".join(f"x{i}" for i in range(30))
        (node,) = ast.parse(f"def f(x):\n    return {long}").body
        self.assertNotEqual(answers(long, node), [])


class Russian(unittest.TestCase):
    DOCSTRING = (
        "log p(x) in nats [B], with p(x) = (1/n) sum over the n orders o of p_o(x).\n\n"
        "    v <- m v - r g,  v = 0 at first\n    w <- w + v\n\n"
        "Without words: a line\nof {this} paragraph.\nSource: coursework, section 3.1."
    )

    def test_paragraphs_formulas_and_the_source_are_said_one_by_one(self):
        (node,) = ast.parse("def f():\n    'x'").body
        self.assertEqual(statements.statement(self.DOCSTRING, node), self.DOCSTRING)
        with speaking("ru"):
            lines = statements.statement(self.DOCSTRING, node).split("\n")
        self.assertRegex(lines[0], r"^log p\(x\) в натах \[B\]")
        self.assertEqual(lines[2:4], ["    v <- m v - r g,  вначале v = 0", "    w <- w + v"])
        self.assertEqual(lines[-2], "Without words: a line of {this} paragraph.")
        self.assertEqual(lines[-1], "Источник: курсовая работа, раздел 3.1.")

    def test_stubs_speak_it_and_differ_in_nothing_else(self):
        for lab in LABS:
            files = []
            for language in LANGUAGES:
                with speaking(language):
                    text = stub_file(lab)
                self.assertLessEqual(max(map(len, text.split("\n"))), 100)
                tree = ast.parse(text)
                for node in ast.walk(tree):
                    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
                        node.body.pop(0)
                files.append(ast.unparse(tree.body[1:]))
            self.assertRegex(text, "[а-яё]")
            self.assertEqual(files[0], files[1])
