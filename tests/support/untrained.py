"""Runs of parts on tiny images with networks that stay as they start: what depends on which images?

Nothing is trained, so that whatever else a part fits to images, or sets or chooses by them, shows
when the images of one split are replaced and the rest is compared to the bit.
"""

import contextlib
import dataclasses
import fnmatch
import functools
import sys
import tempfile
from pathlib import Path
from unittest import mock

import numpy as np

from lab.data import Dataset, Split
from lab.evaluation import generation
from lab.experiment.context import Context
from lab.models import DigitClassifier
from lab.parts import find
from tests.support.helpers import TINY_CLASSES, TINY_SHAPE, quiet, softmax

PIXELS = TINY_SHAPE[0] * TINY_SHAPE[1]
COUNTS = {"train": 60, "valid": 30, "test": 40}
# of the losses of a training, those that parts read
TERMS = ("loss", "recon", "kl", "fake_right")


def _mean_probability(judge, images, at_least=0.9):
    return float(softmax(np.asarray(judge(images))).max(axis=1).mean())


def _most_of_a_class(judge, images):
    return float(softmax(np.asarray(judge(images))).mean(axis=0).max())


# in place of shares of few images, which may come out the same by chance
FINE = {
    generation.judged_sure: _mean_probability,
    generation.effective_classes: _most_of_a_class,
}


@dataclasses.dataclass(frozen=True)
class Untrained(Context):
    """A Context whose networks stay as they start. trained: what each would have been shown."""

    trained: dict = dataclasses.field(default_factory=dict)

    def fit(self, model, name, schedule, measure=None):
        if not model.built:
            model.build((None, self.dataset.train.pixels.shape[1]))
        self.trained[f"trained on: {name}"] = self.dataset.train.images
        means = {
            which: float(split.images.mean(dtype=float))
            for which, split in (
                ("train", self.dataset.train),
                ("val", self.dataset.valid or self.dataset.test),
            )
        }
        row = {f"{which}_{term}": mean for which, mean in means.items() for term in TERMS}
        row |= {"updates": schedule.updates_per_epoch, "seconds": 1.0}
        row |= measure(model) if measure else {}
        return [{"epoch": number + 1, **row} for number in range(schedule.epochs)]

    def fit_together(self, models, schedule, measure=None):
        return {name: self.fit(models[name], name, schedule, measure) for name in models}

    def judge(self):
        judge = DigitClassifier((6,), input_dim=PIXELS, num_classes=TINY_CLASSES, seed=7)
        judge.build()
        return judge, float(self.dataset.test.images.mean(dtype=float))


def tiny(changed="", binary=False):
    """Tiny images with all three splits and two factors, some of them changed (see CHANGES)."""
    splits = {
        name: _split(name, count, CHANGES[changed] if changed else None)
        for name, count in COUNTS.items()
    }
    data = Dataset(
        name="tiny",
        origin="a test",
        shape=TINY_SHAPE,
        class_names=tuple(map(str, range(TINY_CLASSES))),
        factor_names=("shape", "x"),
        **splits,
    )
    return data.binary() if binary else data


def _split(name, count, changes):
    seeds = {"train": 1, "valid": 2, "test": 3}
    rng = np.random.default_rng(seeds[name])
    labels = rng.integers(0, TINY_CLASSES, count).astype(np.int32)
    # grey enough to be white as often as black, with the bright row that says which class it is
    pixels = rng.integers(0, 180, (count, *TINY_SHAPE))
    pixels[np.arange(count), labels] += 75
    # where no image has ink
    pixels[:, -1, -1] = 0
    factors = np.stack([labels, rng.integers(0, 4, count)], axis=1).astype(np.int32)
    split = Split(pixels.astype(np.uint8).reshape(count, -1), labels, factors)
    if changes:
        others = rng.integers(0, 256, split.pixels.shape, np.uint8)
        pixels = np.where(changes(name, split)[:, None], others, split.pixels)
        split = dataclasses.replace(split, pixels=pixels)
    return split


def _all_of(wanted):
    return lambda name, split: np.full(len(split), name == wanted)


def _not_shown(name, split):
    """Test images but the first of each class, which parts picture."""
    is_first = np.isin(np.arange(len(split)), split.first_of_each())
    return ~is_first if name == "test" else np.zeros(len(split), bool)


def _first_class(name, split):
    return (split.labels == 0) & (name == "train")


CHANGES = {
    "train": _all_of("train"),
    "valid": _all_of("valid"),
    "test": _all_of("test"),
    "test images not pictured": _not_shown,
    "training images of the first class": _first_class,
}


def results(part_name, changed, **parameters):
    """{name: value} of all that a part's run gives: metrics, arrays, the last row of its history,
    and what its networks would have been trained on.
    """
    part = find(part_name)
    part.module("experiment")
    with tempfile.TemporaryDirectory() as folder, quiet(), _fine_measures():
        context = Untrained(
            parameters=dataclasses.replace(part.parameters(), **parameters),
            dataset=tiny(changed, part.binary),
            seed=0,
            smoke=True,
            resume=False,
            folder=Path(folder),
            judge_folder=Path(folder),
            reports=Path(folder),
            fingerprint={},
        )
        outcome = part.run(context)
    history = {f"history: {name}": value for name, value in (outcome.history or [{}])[-1].items()}
    return outcome.metrics | outcome.arrays | history | context.trained


@contextlib.contextmanager
def _fine_measures():
    """FINE in every module of the lab that imports what they stand for."""
    modules = [module for name, module in sys.modules.items() if name.startswith("lab.")]
    with contextlib.ExitStack() as patches:
        for module in modules:
            for coarse, fine in FINE.items():
                if getattr(module, coarse.__name__, None) is coarse:
                    patches.enter_context(mock.patch.object(module, coarse.__name__, fine))
        yield


def depending_on(changed, part_name, **parameters):
    """The names of the results that differ, if only in one bit, when these images are replaced."""
    return _depending_on(changed, part_name, tuple(parameters.items()))


@functools.cache
def _depending_on(changed, part_name, parameters):
    before = _unchanged(part_name, parameters)
    after = results(part_name, changed, **dict(parameters))
    return {
        name
        for name in before.keys() | after.keys()
        if name not in before or name not in after or not _same(before[name], after[name])
    }


@functools.cache
def _unchanged(part_name, parameters):
    return results(part_name, "", **dict(parameters))


def _same(one, other):
    one, other = np.asarray(one), np.asarray(other)
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def matching(names, pattern):
    """Those of the names that a pattern with * and ? fits, sorted."""
    return sorted(fnmatch.filter(names, pattern))


def without_a_pattern(names, patterns):
    """Those of the names that no pattern fits, sorted."""
    return sorted(set(names).difference(*(matching(names, pattern) for pattern in patterns)))
