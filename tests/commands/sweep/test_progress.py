import io
import unittest
from unittest import mock

from lab.commands.sweep.progress import Progress
from tests.support.helpers import quiet

EVENTS = (
    ("started", "vae", None),
    ("started", "vae@seed=1", None),
    ("waiting", None, None),
    ("waiting", None, None),
    ("failed", "vae", "training diverged"),
    ("finished", "vae@seed=1", None),
)


class Shown(unittest.TestCase):
    def follow(self):
        with Progress("vae", total=5, done=2) as progress:
            for event in EVENTS:
                progress.follow(*event)

    def test_on_a_pipe_a_line_for_each_change(self):
        with quiet() as (out, err):
            self.follow()
        self.assertEqual(
            out.getvalue().splitlines(),
            [
                "vae: 2 of 5 runs done, 3 left; running: vae, vae@seed=1",
                "vae: 3 of 5 runs done, 1 failed, 1 left; running: nothing",
            ],
        )
        self.assertEqual(err.getvalue(), "vae failed: training diverged\n")

    def test_on_a_terminal_one_bar(self):
        terminal = io.StringIO()
        terminal.isatty = lambda: True
        with quiet() as (out, _), mock.patch("sys.stderr", terminal):
            self.follow()
        self.assertEqual(out.getvalue(), "")
        self.assertRegex(
            terminal.getvalue(), r"\rvae: +40%.* 2/5 .*3 left; running: vae, vae@seed=1"
        )
        last = terminal.getvalue().split("\r")[-1]
        self.assertRegex(last, r"vae: +60%.* 3/5 .*1 failed, 1 left; running: nothing")
