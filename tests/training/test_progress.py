import contextlib
import io
import re
import unittest

from lab.training.progress import Progress
from tests.helpers import quiet


class Terminal(io.StringIO):
    def isatty(self):
        return True


def play(progress):
    for epoch in (0, 1):
        progress.on_epoch_begin(epoch)
        for stack in (1, 2):
            progress.on_train_batch_end(stack, {"kl": 0.25, "loss": 10.0 * epoch + stack})
        validation = {"val_kl": 0.125, "val_loss": 0.5}
        progress.on_epoch_end(epoch, {"kl": 0.25, **validation, "loss": 10.0 * epoch + 2})
    progress.on_train_end()


class Shown(unittest.TestCase):
    def test_a_plain_line_an_epoch_on_a_pipe(self):
        with quiet() as (out, err):
            play(Progress("sheet", 2, 50, 2))
        self.assertEqual(
            out.getvalue().splitlines(),
            [
                "sheet 1/2: loss=2, kl=0.25, val_loss=0.5, val_kl=0.125",
                "sheet 2/2: loss=12, kl=0.25, val_loss=0.5, val_kl=0.125",
            ],
        )
        self.assertEqual(err.getvalue(), "")

    def test_a_bar_an_epoch_on_a_terminal(self):
        with quiet() as (out, _), contextlib.redirect_stderr(Terminal()) as terminal:
            play(Progress("sheet", 2, 50, 2))
        lines = [line.split("\r")[-1] for line in terminal.getvalue().split("\n") if line]
        self.assertEqual(len(lines), 2)
        for epoch, line in enumerate(lines):
            self.assertTrue(line.startswith(f"sheet {epoch + 1}/2: 100%"), line)
            self.assertRegex(line, re.escape("100/100"))
            self.assertIn(f" loss={10 * epoch + 2}, kl=0.25, val_loss=0.5]", line)
        self.assertEqual(out.getvalue(), "")
