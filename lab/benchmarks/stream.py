"""Images in a file, streamed into training: does an image cost the same in a larger file?

For files of 10^4 to 10^7 images, each as `--dataset FILE.npy` takes them:

    pipeline    images per second of the pipeline alone, stacks of 100 batches of 100
    training    images per second of the lab sheet's VAE, trained on them
    shuffle     seconds until the first stack, nearly all of them for the first permutation
    memory      the most that this process has used so far

Images per second are those of a whole pass, its permutation included. The files are sparse: no disk
holds their bytes, so this is the speed of the program and not of a disk.
"""

import tempfile
import time
from pathlib import Path

import keras
import numpy as np

from lab import data
from lab.data.pipeline import training_stacks
from lab.models import PlainVAE
from lab.training import devices
from lab.training.stacks import use_stacks

COUNTS = (10**4, 10**5, 10**6, 10**7)
SHAPE = (28, 28)
BATCH_SIZE, UPDATES = 100, 100
# measured after the first
STACKS = {"pipeline": 60, "training": 8}


def measure(dataset=None, data_dir=None):
    """Measures files of every size; returns images per second, their ratios and the memory."""
    device = devices.start()
    way = _Training()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTS:
            print(f"{count:,} images", flush=True)
            path = Path(folder, f"images-{count}.npy")
            write_sparse(path, (count, *SHAPE))
            rows.append(_measured(path, way))
    figures = {
        "device": device,
        "rows": rows,
        "ratio_to_smallest": {
            name: rows[-1][f"{name}_images_per_second"] / rows[0][f"{name}_images_per_second"]
            for name in STACKS
        },
    }
    _show(figures)
    return figures


def write_sparse(path, shape):
    """A .npy file of black images of this shape that takes no room on most file systems."""
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        file.truncate(file.tell() + int(np.prod(shape)))


def _measured(path, way):
    train = data.load(str(path)).train
    row = {"images": len(train)}
    for name, work in (("pipeline", next), ("training", way.train)):
        began = time.perf_counter()
        stacks = iter(_stacks(train))
        work(stacks)
        first = time.perf_counter() - began
        # what was made in advance belongs to the time before
        for _ in range(2):
            work(stacks)
        began = time.perf_counter()
        for _ in range(STACKS[name]):
            work(stacks)
        each = (time.perf_counter() - began) / (STACKS[name] * UPDATES * BATCH_SIZE)
        row[f"{name}_images_per_second"] = len(train) / (first + each * len(train))
        row[f"{name}_seconds_to_first_stack"] = first
    return row | {"peak_memory_mb": devices.peak_memory_mb()}


def _stacks(train):
    return training_stacks(train, updates=UPDATES, batch_size=BATCH_SIZE, seed=0)


class _Training:
    """The network of the notes as the parts train it, compiled once for all files."""

    def __init__(self):
        self.model = PlainVAE(z_dim=10, input_dim=SHAPE[0] * SHAPE[1])
        self.model.build()
        self.model.compile(optimizer=keras.optimizers.Adam(0.001))
        self.model.optimizer.build(self.model.trainable_variables)
        use_stacks(self.model)
        self.model.train_function(iter([np.zeros((UPDATES, BATCH_SIZE, 784), np.uint8)]))

    def train(self, stacks):
        self.model.train_function(stacks)["loss"].numpy()


def _show(figures):
    print(f"\nimages per second, {figures['device']}:")
    print(
        f"  {'images':>12} {'pipeline':>10} {'training':>10} {'shuffle, s':>11} {'memory, MB':>11}"
    )
    for row in figures["rows"]:
        print(
            f"  {row['images']:>12,} {row['pipeline_images_per_second']:>10,.0f} "
            f"{row['training_images_per_second']:>10,.0f} "
            f"{row['pipeline_seconds_to_first_stack']:>11.2f} {row['peak_memory_mb']:>11,}"
        )
    for name, ratio in figures["ratio_to_smallest"].items():
        print(f"  {name}, largest file to smallest: {ratio:.2f}")
