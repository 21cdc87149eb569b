import contextlib
import io
import re
import unittest
from types import SimpleNamespace
from unittest import mock

import tqdm
from tqdm import notebook

from lab.training.progress import Progress, bar_class
from tests.support.helpers import quiet


class Terminal(io.StringIO):
    def isatty(self):
        return True


def play(progress):
    progress.on_train_begin()
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
            self.assertTrue(
                line.rstrip().endswith(f"loss={10 * epoch + 2}, kl=0.25, val_loss=0.5]"), line
            )
        self.assertEqual(out.getvalue(), "")

    def test_it_compiles_until_the_first_stack_of_the_training_has_run(self):
        with quiet(), contextlib.redirect_stderr(Terminal()):
            progress = Progress("sheet", 2, 50, 2)
            progress.on_train_begin()
            progress.on_epoch_begin(0)
            self.assertEqual(progress.bar.postfix, "compiling")
            progress.on_train_batch_end(0, {"loss": 3.0})
            self.assertEqual(progress.bar.postfix, "loss=3")
            progress.on_epoch_end(0, {"loss": 3.0})
            progress.on_epoch_begin(1)
            self.assertNotEqual(progress.bar.postfix, "compiling")
            progress.on_train_end()

    def test_a_resumed_epoch_begins_where_it_was_stopped(self):
        with quiet(), contextlib.redirect_stderr(Terminal()):
            progress = Progress("sheet", 2, 50, 4, stacks_done=3)
            progress.on_train_begin()
            for epoch, before in ((0, 150), (1, 0)):
                progress.on_epoch_begin(epoch)
                self.assertEqual((progress.bar.n, progress.bar.total), (before, 200))
            progress.on_train_end()


class Bars(unittest.TestCase):
    def test_each_place_has_the_bar_that_it_can_show(self):
        kernel = SimpleNamespace(config={"IPKernelApp": {}})
        terminal = SimpleNamespace(config={})
        for shell, stream, widgets, expected in (
            (None, io.StringIO(), object, None),
            (None, Terminal(), object, tqdm.tqdm),
            (terminal, Terminal(), object, tqdm.tqdm),
            (kernel, io.StringIO(), object, notebook.tqdm),
            (kernel, io.StringIO(), None, None),
        ):
            modules = {"IPython": SimpleNamespace(get_ipython=lambda shell=shell: shell)}
            with (
                self.subTest(shell=shell, stream=stream, widgets=widgets),
                mock.patch.dict("sys.modules", modules),
                mock.patch.object(notebook, "IProgress", widgets),
                contextlib.redirect_stderr(stream),
            ):
                self.assertIs(bar_class(), expected)
