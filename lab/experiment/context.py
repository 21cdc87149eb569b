"""What a part's `run` receives."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from lab.data import Dataset
from lab.errors import LabError
from lab.storage.files import written_beside
from lab.storage.folders import NEW_MODELS, Folders
from lab.storage.reading import read_arrays
from lab.training.schedule import Schedule


@dataclasses.dataclass(frozen=True)
class Context:
    """What a part's `run` receives: parameters, data, and the ways to train and to judge.

    data_dir: the folder of data sets that the run was given, if any, for `lab.data.load_beside`.
    folder: where this run keeps weights and states. judge_folder: where the judge is kept.
    strategy: what divides batches between devices, or None; the judge is trained on one.
    callbacks: Keras's, for every training of the run; the judge, which other runs share, is none.
    programs: {name: "xla" or "graph"}, what ran each of the trainings so far.
    reports: where the records of runs on this data set lie.
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
    programs: dict = dataclasses.field(default_factory=dict)
    reports: Path | None = None

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
        history = self._fit(model, name, schedule, measure, name)
        self._keep(model, name)
        return history

    def fit_together(self, models, schedule, measure=None):
        """`fit` for compiled models {name: model} on the same batches; returns {name: history}.

        All are trained side by side, in less time than one after the other. The seconds in a row
        are an equal share of those that all took.
        """
        if self.strategy:
            # which divides the batches of one model
            return {name: self.fit(models[name], name, schedule, measure) for name in models}
        # here, for commands import this module, and TensorFlow loads only when a part runs
        from lab.training.progress import title_of
        from lab.training.together import Together, joint_name

        together = Together(models, (None, self.dataset.train.pixels.shape[1]))
        measure_each = measure and (lambda _: together.of_each(measure))
        name, title = joint_name(models), title_of(models)
        rows = self._fit(together, name, schedule, measure_each, title)
        for name, model in models.items():
            self._keep(model, name)
        return {name: together.rows_of(name, rows) for name in models}

    def _fit(self, model, name, schedule, measure, title):
        # here, for commands import this module, and TensorFlow loads only when a part runs
        from lab.training.fit import fit
        from lab.training.stacks import program_for

        self.programs[name] = program_for(schedule.updates, self.strategy)
        return fit(
            model,
            self.dataset,
            schedule,
            seed=self.seed,
            state_path=self.folder / f"{name}.state.npz",
            fingerprint=self.fingerprint,
            title=title,
            resume=self.resume,
            measure=measure,
            strategy=self.strategy,
            callbacks=self.callbacks,
        )

    def _keep(self, model, name):
        with written_beside(self.folder / NEW_MODELS / f"{name}.keras") as path:
            model.save(path)

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
        model.compile(optimizer=self._adam())
        return self.fit(model, name, schedule or self.schedule(self.parameters.epochs), measure)

    def train_together(self, models, measure=None):
        """`fit_together` with an Adam for each, as `train` has it."""
        for model in models.values():
            model.compile(optimizer=self._adam())
        return self.fit_together(models, self.schedule(self.parameters.epochs), measure)

    def other_run(self, name):
        """The Folders of another run on this data set; in a smoke run, those of its smoke run."""
        name += "@smoke" if self.smoke else ""
        return Folders(self.reports / name, self.judge_folder / name)

    def _adam(self):
        # here, for commands import this module, and TensorFlow loads only when a part runs
        import keras

        return keras.optimizers.Adam(self.parameters.learning_rate)

    def judge(self):
        """The judge of this data set and its accuracy on the test images."""
        # here, as in fit
        from lab.training.judge import trained_judge

        return trained_judge(self.dataset, self.judge_folder, self.smoke)
