"""What the runner gives to a part, and what a part gives back."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from lab.data import Dataset
from lab.errors import LabError
from lab.storage.files import written_beside
from lab.storage.folders import NEW_MODELS
from lab.storage.reading import read_arrays


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a part's `run` returns: the parts of a record that only it can know."""

    metrics: dict[str, float]
    history: list[dict]
    arrays: dict[str, np.ndarray]
    # what was used beside the run's own data set
    other_datasets: tuple[Dataset, ...] = ()
    # {name: Layers of lab.storage.networks} that the explorer runs
    networks: dict[str, list] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Context:
    """What a part's `run` receives: parameters, data, and the ways to train and to judge.

    data_dir: the folder of data sets that the run was given, if any, for `lab.data.load_beside`.
    folder: where this run keeps weights and states. judge_folder: where the judge is kept.
    strategy: what divides batches between devices, or None; the judge is trained on one.
    callbacks: Keras's, for every training of the run; the judge, which other runs share, is none.
    """

    parameters: object
    dataset: Dataset
    seed: int
    smoke: bool
    resume: bool
    folder: Path
    judge_folder: Path
    fingerprint: dict
    data_dir: str | None = None
    strategy: object = None
    callbacks: tuple = ()

    def unlabelled(self):
        """The same without labels: what is trained then gets the images as targets."""
        return dataclasses.replace(self, dataset=self.dataset.without_labels())

    def of_network(self, number):
        """The same with the seed of one of several networks; of number 0 with its own.

        No two runs of the lab's first thousand seeds share a network.
        """
        return dataclasses.replace(self, seed=self.seed + 1000 * number)

    def schedule(self, epochs):
        """So many epochs, in batches and updates as the parameters `batch_size` and
        `updates_per_epoch` say; 0 updates: as many as the data set asks for.
        """
        from lab.training.fit import Schedule

        p = self.parameters
        updates = p.updates_per_epoch or self.dataset.updates_per_epoch(p.batch_size)
        return Schedule(epochs, updates, p.batch_size)

    def fit(self, model, name, schedule, measure=None):
        """Trains a compiled model under a name; returns its history.

        What `measure(model) -> {name: number}` finds after each epoch joins that epoch's row.
        Keeps the state in <folder>/<name>.state.npz and the trained model in <name>.keras, which
        comes into the folder with the run's record.
        """
        from lab.training.fit import fit

        history = fit(
            model,
            self.dataset,
            schedule,
            seed=self.seed,
            state_path=self.folder / f"{name}.state.npz",
            fingerprint=self.fingerprint,
            title=name,
            resume=self.resume,
            measure=measure,
            strategy=self.strategy,
            callbacks=self.callbacks,
        )
        with written_beside(self.folder / NEW_MODELS / f"{name}.keras") as path:
            model.save(path)
        return history

    def measured(self, name, measure, *arguments):
        """What `measure(*arguments)` finds, (metrics, arrays): for what takes longer than a moment.

        Kept in <folder>/<name>.measured.npz, so that a resumed run need not measure it again.
        """
        path = self.folder / f"{name}.measured.npz"
        if self.resume and path.exists():
            try:
                arrays = read_arrays(path)
                return json.loads(str(arrays.pop("metrics"))), arrays
            except (ValueError, KeyError) as error:
                raise LabError(f"{path} is damaged ({error}): delete it") from None
        metrics, arrays = measure(*arguments)
        with written_beside(path) as temporary, temporary.open("wb") as file:
            np.savez(file, metrics=np.array(json.dumps(metrics)), **arrays)
        return metrics, arrays

    def train(self, model, name, measure=None, schedule=None):
        """`fit` with Adam at the parameters' `learning_rate`, for their `epochs` unless given."""
        import keras

        model.compile(optimizer=keras.optimizers.Adam(self.parameters.learning_rate))
        return self.fit(model, name, schedule or self.schedule(self.parameters.epochs), measure)

    def judge(self):
        """The judge of this data set and its accuracy on the test images."""
        from lab.training.judge import trained_judge

        return trained_judge(self.dataset, self.judge_folder, self.smoke)


def merged(histories):
    """A row per epoch from {name of a network: its rows}, every column behind that name."""
    merged_rows = []
    for number, rows in enumerate(zip(*histories.values(), strict=True), 1):
        merged_row = {"epoch": number}
        for name, row in zip(histories, rows, strict=True):
            merged_row |= {f"{name}_{key}": value for key, value in row.items() if key != "epoch"}
        merged_rows.append(merged_row)
    return merged_rows


def mean_rows(histories):
    """A row per epoch with the means of several networks' rows, of the same columns."""
    return [
        {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
        for rows in zip(*histories, strict=True)
    ]


def gathered(measured):
    """Metrics and arrays of an Outcome from several pairs of them."""
    metrics, arrays = {}, {}
    for numbers, pictures in measured:
        metrics |= numbers
        arrays |= pictures
    return metrics, arrays


def check_needs(part, dataset):
    """Raises LabError where the data set lacks what the part needs."""
    if part.needs_labels and dataset.train.labels is None:
        raise LabError(
            f"part {part.name!r} needs images with labels, {dataset.name} has none: "
            "choose another --dataset"
        )
    if part.needs_labels:
        _check_classes(part, dataset)
    if part.needs_factors and dataset.train.factors is None:
        raise LabError(
            f"part {part.name!r} needs images with known factors, {dataset.name} has none: "
            f"use --dataset {part.dataset}"
        )


def _check_classes(part, dataset):
    """That there are two classes at least, and images of each to train and to test."""
    for what, split in (("training", dataset.train), ("test", dataset.test)):
        counts = np.bincount(split.labels, minlength=dataset.num_classes)
        if len(counts) < 2:
            raise LabError(
                f"part {part.name!r} needs images of two classes at least, all of {dataset.name} "
                f"are of class {dataset.class_names[0]}: choose another --dataset"
            )
        if not counts.all():
            missing = dataset.class_names[np.argmin(counts)]
            raise LabError(
                f"part {part.name!r} needs images of each class, {dataset.name} has no {what} "
                f"image of class {missing}: choose another --dataset"
            )
