import re
import unittest

from lab.commands.sweep.progress import Progress
from tests.support.helpers import quiet
from tests.support.terminals import terminal

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
                "vae: 2 of 5 runs done, 3 left, running: vae, vae@seed=1",
                "vae: 3 of 5 runs done, 1 failed, 1 left",
            ],
        )
        self.assertEqual(err.getvalue(), "vae failed: training diverged\n")

    def test_on_a_terminal_one_bar_of_which_nothing_is_cut_off(self):
        for columns, beside in ((80, r" 2/5 \[\d\d:\d\d<\S+, 3 left, 2 running\]"), (40, " 2/5")):
            with self.subTest(columns):
                with terminal(columns) as shown:
                    self.follow()
                bars = [state for state in shown.states if "% |" in state]
                self.assertTrue(any(re.search(f"40% \\|.*\\|{beside}", bar) for bar in bars), bars)
                self.assertRegex(bars[-1], r"vae:  60% \|.*\| 3/5")
                self.assertLessEqual(max(map(len, shown.states)), columns)
                self.assertIn("vae failed: training diverged", shown.lines)
