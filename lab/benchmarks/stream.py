"""Images in a file, streamed into training: does an image cost the same in a larger file?

For files of 10^4 to 10^7 images, each as `--dataset FILE.npy` takes them, which take turns:

    pipeline    images per second of the pipeline alone, in stacks of 100 batches of 100
    training    images per second of a VAE trained on them
    shuffle     seconds for the order of a whole pass, which both of these include
    memory      the most that this process had used when the first stack of this file was there

The files are sparse: no disk holds their bytes, so this is the speed of the program, not of a disk.
"""

import functools
import os
import tempfile
from pathlib import Path

import keras
import numpy as np

from lab import data
from lab.benchmarks import rounds
from lab.data.pipeline import permutation, training_stacks
from lab.models import PlainVAE
from lab.training import devices
from lab.training.stacks import use_stacks

COUNTS = (10**4, 10**5, 10**6, 10**7)
SHAPE = (28, 28)
BATCH_SIZE, UPDATES = 100, 100
ROUNDS = 5
# in each round
STACKS = {"pipeline": 10, "training": 4}


def measure(dataset=None, data_dir=None):
    """Measures files of every size; returns images per second, their ratios and the memory.

    Lists have an entry for each size, ascending.
    """
    device = devices.start()
    with tempfile.TemporaryDirectory() as folder:
        files = {count: _File(Path(folder, f"images-{count}.npy"), count) for count in COUNTS}
        works = {
            (kind, count): functools.partial(work, file)
            for kind, work in (("shuffle", _shuffle), ("pipeline", _read), ("training", _trainer()))
            for count, file in files.items()
        }
        seconds = rounds.alternate(works, ROUNDS)
    speeds = {kind: [] for kind in STACKS}
    for count, file in files.items():
        for kind in STACKS:
            of_rounds = zip(seconds["shuffle", count], seconds[kind, count], strict=True)
            speeds[kind].append([file.speed(kind, *taken) for taken in of_rounds])
    figures = {
        "device": device,
        "images": [file.images for file in files.values()],
        "images_per_second": {kind: [rounds.spread(s) for s in speeds[kind]] for kind in STACKS},
        "shuffle_seconds": [rounds.spread(seconds["shuffle", count]) for count in files],
        "peak_memory_mb": [file.peak for file in files.values()],
        "largest_to_smallest": {
            kind: rounds.ratio(speeds[kind][-1], speeds[kind][0]) for kind in STACKS
        },
    }
    _show(figures)
    return figures


class _File:
    """A sparse file of images, and the stacks of its training images."""

    def __init__(self, path, count):
        write_sparse(path, (count, *SHAPE))
        split = data.load(str(path)).train
        self.images = len(split)
        self.stacks = iter(training_stacks(split, updates=UPDATES, batch_size=BATCH_SIZE, seed=0))
        next(self.stacks)
        self.peak = devices.peak_memory_mb()

    def speed(self, kind, shuffle, seconds):
        """Images per second of a pass, from the seconds of its permutation and of a round."""
        each = seconds / (STACKS[kind] * UPDATES * BATCH_SIZE)
        return self.images / (shuffle + each * self.images)


def _shuffle(file):
    permutation(file.images, 0, 1).numpy()


def _read(file):
    for _ in range(STACKS["pipeline"]):
        next(file.stacks)


def write_sparse(path, shape):
    """A .npy file of this shape that takes no room on most file systems: its last byte is white."""
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        file.seek(int(np.prod(shape)) - 1, os.SEEK_CUR)
        file.write(b"\xff")


def _trainer():
    """A function that trains on the next stacks, its program compiled once for all files."""
    pixels = SHAPE[0] * SHAPE[1]
    model = PlainVAE(z_dim=10, input_dim=pixels)
    model.build()
    model.compile(optimizer=keras.optimizers.Adam(0.001))
    model.optimizer.build(model.trainable_variables)
    use_stacks(model)
    model.train_function(iter([np.zeros((UPDATES, BATCH_SIZE, pixels), np.uint8)]))

    def train(file):
        for _ in range(STACKS["training"]):
            model.train_function(file.stacks)["loss"].numpy()

    return train


def _show(figures):
    counts = [f"{count:,} images" for count in figures["images"]]
    for kind, speeds in figures["images_per_second"].items():
        rounds.show(f"{kind}, images per second", dict(zip(counts, speeds, strict=True)), digits=0)
    shuffles = dict(zip(counts, figures["shuffle_seconds"], strict=True))
    rounds.show("seconds to shuffle", shuffles, digits=2)
    rounds.show("largest file to smallest", figures["largest_to_smallest"], digits=2)
    peaks = ["unknown" if peak is None else f"{peak:,}" for peak in figures["peak_memory_mb"]]
    print(f"peak memory, MB: {', '.join(peaks)}")
