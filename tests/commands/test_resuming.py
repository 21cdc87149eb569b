"""A part of several networks, stopped in one of them and in its measuring, and resumed."""

import itertools
from unittest import mock

import lab
from lab.parts.likelihood import counts, figures, measures
from lab.training.progress import Progress
from tests.support.helpers import LabTest, quiet
from tests.support.runs import contents, read_everything

TINY = {
    **{"hidden_layers": (6,), "z_dim": 3, "batch_size": 10, "updates_per_epoch": 3, "epochs": 2},
    **{"samples": (1, 2), "draws": 10, "images": 4},
}


def stopped_at(target, name, call):
    """Ctrl-C instead of this call, counted from 1, of a function of a class or module."""
    original, calls = getattr(target, name), itertools.count(1)

    def stop(*arguments, **options):
        if next(calls) == call:
            raise KeyboardInterrupt
        return original(*arguments, **options)

    return mock.patch.object(target, name, stop)


class Likelihood(LabTest):
    """Three networks of two epochs each, and six measurements."""

    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(figures, "draw", return_value={}))
        # after each epoch the rows would be measured with many samples
        few = {"FEW_AFTER_AN_EPOCH": 2, "CHOSEN_AFTER_AN_EPOCH": 5, "FEW": 2}
        self.enterContext(mock.patch.multiple(measures, **few))
        self.enterContext(mock.patch.object(counts, "MANY_AFTER_AN_EPOCH", 4))

    def run_to_its_end(self, name, **options):
        with quiet() as (printed, _):
            lab.run("likelihood", dataset="digits", out=self.folder / name, **TINY, **options)
        return printed.getvalue()

    def test_ends_in_the_bits_of_one_that_was_not_stopped(self):
        self.run_to_its_end("whole")
        stops = (
            # in the second network's second epoch; after the first of the two bounds
            (Progress, "on_train_batch_end", 4),
            (measures, "likelihoods", 2),
        )
        for stop in stops:
            with stopped_at(*stop), self.assertRaises(KeyboardInterrupt):
                self.run_to_its_end("stopped", resume=True)
            read_everything(self.folder / "stopped")
            self.assertFalse((self.folder / "stopped" / "reports").exists())
        likelihoods = measures.likelihoods
        with mock.patch.object(measures, "likelihoods", wraps=likelihoods) as measured:
            printed = self.run_to_its_end("stopped", resume=True)
        self.assertNotIn("/2: loss", printed)
        self.assertEqual([call.args[0] for call in measured.mock_calls], ["k2"])
        whole, stopped = contents(self.folder / "whole"), contents(self.folder / "stopped")
        self.assertEqual(whole.keys(), stopped.keys())
        self.assertEqual([name for name in whole if whole[name] != stopped[name]], [])
        self.assertGreaterEqual(len([name for name in whole if name.endswith(".state.npz")]), 3)
