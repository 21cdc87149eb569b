import io
import os
import sys
import unittest
from unittest import mock

from lab import terminal
from tests.support import terminals

LONG = "data set 'mnist' is not here: put its files into a folder and name it with --data-dir"


class Width(unittest.TestCase):
    def test_is_the_terminals_within_bounds_and_on_a_pipe_the_usual_one(self):
        for columns, expected in ((80, 80), (60, 60), (7, 40), (300, 100), (0, 80)):
            with self.subTest(columns), terminals.terminal(columns):
                self.assertEqual(terminal.columns(sys.stderr), expected)
        self.assertEqual(terminal.columns(io.StringIO()), 80)

    def test_lines_are_folded_between_words_alone(self):
        path = "/a-very-long/folder-with-hyphens/of-a-run"
        found = terminal.folded(f"it lies in {path}, all of it", 20, "* ", "  ").splitlines()
        self.assertEqual(found, ["* it lies in", f"  {path},", "  all of it"])

    def test_a_message_is_one_line_on_a_pipe_and_folded_on_a_terminal(self):
        stream = io.StringIO()
        terminal.tell(LONG, stream)
        self.assertEqual(stream.getvalue(), f"{LONG}\n")
        with terminals.terminal(40) as shown:
            terminal.tell(LONG)
        self.assertEqual(len(shown.lines), 3)
        self.assertEqual(" ".join(line.strip() for line in shown.lines), LONG)
        self.assertLessEqual(max(map(len, shown.lines)), 40)


class Colour(unittest.TestCase):
    def on_a_terminal(self, **environment):
        with mock.patch.dict(os.environ, environment), terminals.terminal():
            return terminal.alarming("NOT met", sys.stdout)

    def test_only_where_there_is_a_terminal_and_nobody_forbids_it(self):
        with mock.patch.dict(os.environ, {"TERM": "xterm"}):
            os.environ.pop("NO_COLOR", None)
            self.assertEqual(self.on_a_terminal(), "\x1b[1;31mNOT met\x1b[0m")
            self.assertEqual(self.on_a_terminal(NO_COLOR=""), "\x1b[1;31mNOT met\x1b[0m")
            self.assertEqual(self.on_a_terminal(NO_COLOR="1"), "NOT met")
            self.assertEqual(self.on_a_terminal(TERM="dumb"), "NOT met")
            self.assertEqual(terminal.alarming("NOT met", io.StringIO()), "NOT met")


class Signs(unittest.TestCase):
    def test_that_a_stream_cannot_show_become_plain_ones(self):
        for encoding, expected in (
            ("ascii", "-0.5 +- 0.1 ... \\u043b"),
            ("cp1252", "-0.5 ± 0.1 … \\u043b"),
            ("utf-8", "−0.5 ± 0.1 … л"),
        ):
            with self.subTest(encoding):
                content = io.BytesIO()
                stream = io.TextIOWrapper(content, encoding=encoding, write_through=True)
                with mock.patch("sys.stdout", stream), mock.patch("sys.stderr", stream):
                    terminal.show_every_sign()
                    print("−0.5 ± 0.1 … л", end="")
                self.assertEqual(content.getvalue().decode(encoding), expected)
