"""What a part's `run` receives."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from lab.data import Dataset
from lab.errors import LabError
from lab.storage.files import written_beside
from lab.storage.folders import NEW_MODELS
from lab.storage.reading import read_arrays
from lab.training.schedule import Schedule


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
        p = self.parameters
        updates = p.updates_per_epoch or self.dataset.updates_per_epoch(p.batch_size)
        return Schedule(epochs, updates, p.batch_size)

    def fit(self, model, name, schedule, measure=None):
        """Trains a compiled model under a name; returns its history.

        What `measure(model) -> {name: number}` finds after each epoch joins that epoch's row.
        Keeps the state in <folder>/<name>.state.npz and the trained model in <name>.keras, which
        comes into the folder with the run's record.
        """
        # here, for commands import this module, and TensorFlow loads only when a part runs
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

    def measured_once(self, name, measure, *arguments):
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
        # here, as in fit
        import keras

        model.compile(optimizer=keras.optimizers.Adam(self.parameters.learning_rate))
        return self.fit(model, name, schedule or self.schedule(self.parameters.epochs), measure)

    def judge(self):
        """The judge of this data set and its accuracy on the test images."""
        # here, as in fit
        from lab.training.judge import trained_judge

        return trained_judge(self.dataset, self.judge_folder, self.smoke)
