import contextlib
import io
import unittest
from types import SimpleNamespace
from unittest import mock

import tqdm
from tqdm import notebook

from lab.languages import speaking
from lab.training.progress import Progress, bar_class, title_of
from tests.support.helpers import quiet
from tests.support.terminals import terminal


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


class Lines(unittest.TestCase):
    def line(self, logs, title="sheet"):
        with quiet() as (out, err):
            Progress(title, 2, 50, 2).on_epoch_end(0, logs)
        self.assertEqual(err.getvalue(), "")
        return out.getvalue()

    def test_an_epoch_that_ended_on_a_pipe(self):
        with quiet() as (out, err):
            play(Progress("sheet", 2, 50, 2))
        self.assertEqual(
            out.getvalue().splitlines(),
            ["sheet 1/2: loss=2, val_loss=0.5", "sheet 2/2: loss=12, val_loss=0.5"],
        )
        self.assertEqual(err.getvalue(), "")

    def test_of_a_few_networks_each_number_of_many_the_least_and_the_largest(self):
        two = self.line(
            {"loss/b": 2.0, "loss/a": 0.5, "val_loss/b": 3.0, "val_loss/a": 0.25, "kl/a": 7}
        )
        self.assertEqual(two, "sheet 1/2: loss=2\u00a0/\u00a00.5, val_loss=3\u00a0/\u00a00.25\n")
        many = self.line(
            {f"{split}loss/{n}": 10.0 + n for n in range(12) for split in ("", "val_")}
        )
        self.assertEqual(many, "sheet 1/2: loss=10\u00a0…\u00a021, val_loss=10\u00a0…\u00a021\n")

    def test_networks_stand_in_their_own_order_whatever_each_of_them_measures(self):
        progress = Progress("vae, ae", 2, 50, 2)
        progress.set_model(SimpleNamespace(members={"vae": None, "ae": None}))
        with quiet() as (out, _):
            progress.on_epoch_end(0, {"kl/vae": 5.0, "loss/ae": 1.0, "loss/vae": 2.0})
        self.assertEqual(out.getvalue(), "vae, ae 1/2: loss=2\u00a0/\u00a01\n")

    def test_a_model_without_a_loss_of_that_name(self):
        gan = {"prior": 3.0, "recon": 2.0, "val_prior": 5.0, "val_recon": 4.0}
        self.assertEqual(self.line(gan), "sheet 1/2: recon=2, val_recon=4\n")
        self.assertEqual(self.line({"some": 1.0}), "sheet 1/2: some=1\n")

    def test_numbers_as_the_language_writes_them(self):
        with speaking("ru"):
            self.assertEqual(self.line({"loss": -0.5}), "sheet 1/2: loss=−0,5\n")

    def test_networks_have_their_names_where_there_is_room_else_their_number(self):
        self.assertEqual(title_of({"sheet": 1, "plain": 2}), "sheet, plain")
        names = [f"network_{n}" for n in range(21)]
        self.assertEqual(title_of(names), "21 networks")
        with speaking("ru"):
            self.assertEqual(title_of(names), "21 сеть")


class OnATerminal(unittest.TestCase):
    def test_what_stays_is_a_line_an_epoch(self):
        with terminal() as shown:
            play(Progress("sheet", 2, 50, 2))
        expected = ["sheet 1/2: loss=2, val_loss=0.5", "sheet 2/2: loss=12, val_loss=0.5"]
        self.assertEqual(shown.lines, expected)

    def test_a_bar_is_wide_enough_and_nothing_beside_it_is_cut_off(self):
        time = r"\d\d:\d\d<\d\d:\d\d"
        long = "eleven networks of one family"
        for title, columns, beside in (
            ("sheet", 80, rf"100/200 \[{time}, loss=1\]"),
            ("sheet", 60, rf"100/200 \[{time}, loss=1\]"),
            (long, 80, rf"\[{time}, loss=1\]"),
            (long, 70, rf"\[{time}\]"),
            (long, 60, ""),
        ):
            with self.subTest(title, columns=columns):
                with terminal(columns) as shown:
                    progress = Progress(title, 2, 100, 2)
                    progress.on_train_begin()
                    progress.on_epoch_begin(0)
                    progress.on_train_batch_end(0, {"loss": 1.0})
                    progress.on_train_end()
                bar = [state for state in shown.states if "50% |" in state][-1]
                cells, _, right = bar.partition(" |")[2].partition("|")
                self.assertRegex(right.strip(), f"^{beside}$")
                self.assertGreaterEqual(len(cells), 10)
                self.assertLessEqual(max(map(len, shown.states)), columns)

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
