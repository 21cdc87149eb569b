"""How one writes: the names, comments and small habits of one student."""

import ast
import tomllib
from pathlib import Path

from tests.support.students import answers, rewriting

PHRASES = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


class Habits:
    """Those that a generator of random numbers gives to somebody who speaks a language."""

    def __init__(self, rng, language):
        self._rng, self._language = rng, language
        weights = [1 / (place + 4) for place in range(len(PHRASES["names"]))]
        self._vocabulary = rng.choices(PHRASES["names"], weights, k=14)
        self._endings = rng.sample(PHRASES["endings"], 5)
        self._keeps_docstrings = rng.random() < 0.8
        self._talks = rng.choice((0.3, 1, 1, 2))

    def header(self, name):
        """The first lines of a file."""
        if self._rng.random() < 0.6:
            return '"""MADE"""\n\n'
        group = self._rng.choice(("group", "группа"))
        return f"# {name}, {group} {self._rng.randint(1, 30)}\n"

    def written(self, function, nodes):
        """The text of a function from the trees of helpers and, last, of itself."""
        nodes = rewriting.with_other_helpers(nodes, self._rng, self._endings)
        *helpers, node = map(self._own, nodes)
        text = ast.unparse(node)
        if self._keeps_docstrings:
            text = rewriting.documented(text, answers.docstring(self._language, function))
        text = rewriting.commented(text, self._comments(function), self._rng)
        return "\n\n\n".join([*map(ast.unparse, helpers), text])

    def renamed(self, text):
        """A text in one's own names, without comments and docstrings."""
        nodes = [rewriting.without_docstring(node) for node in ast.parse(text).body]
        nodes = rewriting.with_other_helpers(nodes, self._rng, self._endings)
        return "\n\n\n".join(ast.unparse(self._named(node)) for node in nodes)

    def _own(self, node):
        varied = rewriting.Varied(self._rng).visit(node)
        return self._named(ast.fix_missing_locations(varied))

    def _named(self, node):
        return rewriting.renamed(node, self._rng, self._vocabulary, self._endings)

    def _comments(self, function):
        count = int(self._rng.expovariate(1 / self._talks))
        own = [self._comment(function) for _ in range(count)]
        share = 0.03 * self._talks
        return own + [words for words in PHRASES["common"] if self._rng.random() < share]

    def _comment(self, function):
        """One that hardly anybody else writes."""
        told = PHRASES[self._language]
        choices = ("openings", "subjects", "asides", "verbs", "closings")
        lists = [told[name][function] if name == "subjects" else told[name] for name in choices]
        return " ".join(map(self._rng.choice, lists))
