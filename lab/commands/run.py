"""From a part's name and settings to its record: what the command line and notebooks share."""

import dataclasses
import importlib.metadata
import math
import platform
from pathlib import Path

from lab import backend, data
from lab.commands.requests import checked_arguments
from lab.commands.result import Result
from lab.documents import explorer
from lab.errors import LabError
from lab.experiment.context import Context
from lab.experiment.needs import check_needs
from lab.experiment.settings import before_settings, changed, with_settings
from lab.parts import find
from lab.storage.folders import Folders
from lab.storage.lookup import datasets
from lab.storage.provenance import provenance
from lab.storage.records import Record, save_figures
from lab.training import devices

VERSIONS = ("tensorflow", "keras", "numpy")
# of a run's name, what every caption says of any run
SAID_ANYWAY = ("smoke", "seed")


@checked_arguments
def run(
    part,
    settings,
    *,
    dataset=None,
    data_dir=None,
    seed=0,
    smoke=False,
    resume=False,
    out=".",
    language="en",
    mixed_precision=False,
    strategy=None,
    callbacks=(),
    made=None,
):
    """Runs a part, stores its record in <out>/reports/<dataset>/<part>/ and returns a Result.

    settings: {name: value} for fields of the part's parameters; a run with other than the defaults
    goes beside the canonical one. A preset is canonical too: {"preset": "best"} goes to
    <out>/reports/<dataset>/<part>-best/. dataset, data_dir: see lab.data.load; without a dataset
    the part's own, if it has one. smoke: the variant of seconds. resume: go on from where an
    interrupted run stopped; a finished one is not run again. language: of the figures, one of
    lab.languages.LANGUAGES. mixed_precision: layers compute in half precision. strategy: "mirrored"
    divides each batch between this machine's devices. callbacks: Keras's, for every training of the
    run; those that would change it in a way that cannot be resumed are refused. All three go beside
    the canonical run. made: the provenance of a run that another process asked for.
    Raises LabError for everything that a person can cause.
    """
    backend.check()
    part = find(part)
    usual = before_settings(part.parameters, settings, smoke)
    parameters = with_settings(usual, settings)
    loaded = load_data(part, dataset, data_dir)
    compute = {"mixed_precision": mixed_precision, "strategy": strategy}
    marks = _marks(parameters, usual, seed, smoke, **compute, callbacks=callbacks)
    name = _with_marks(part, parameters, marks)
    folders = Folders.of(out, loaded.name, name)
    # before training: title.toml may be no good
    made = made or provenance()
    context = Context(
        parameters=parameters,
        dataset=loaded,
        seed=seed,
        smoke=smoke,
        resume=resume,
        folder=folders.work,
        judge_folder=folders.work.parent,
        fingerprint={
            "parameters": dataclasses.asdict(parameters),
            "seed": seed,
            "checksums": loaded.checksums,
        },
        data_dir=data_dir,
        callbacks=callbacks,
    )
    with folders.alone():
        record = folders.finished(context.fingerprint) if resume else None
        if record is not None:
            print(f"{name} is already finished; omit --resume to start over", flush=True)
            figures = part.draw(record, language)
            return Result(folders.record, record, figures, folders.work, language)
        if not resume and folders.interrupted():
            print(
                f"an earlier run of {name} was not finished; starting over (--resume would have "
                "continued it)",
                flush=True,
            )
        with folders.begun(resume):
            changes = [mark for mark in marks if mark.partition("=")[0] not in SAID_ANYWAY]
            record = _record(part, context, name, changes, made, **compute)
            figures = part.draw(record, language)
            record.save(folders.record, figures, folders.models())
            folders.finish(context.fingerprint)
    return Result(folders.record, record, figures, folders.work, language)


def _record(part, context, name, changes, made, mixed_precision, strategy):
    """What the part finds; of a canonical run also whether it is what was expected.

    name: of the run. changes: what differs from the canonical run, beside seed and size.
    """
    device = devices.start()
    if strategy:
        context = dataclasses.replace(context, strategy=devices.mirrored())
    with (
        devices.precision(mixed_precision) as precision,
        devices.without_graph_optimization(context.smoke),
        devices.enough_memory(),
    ):
        outcome = part.run(context)
    config = _config(part, context, outcome.other_datasets) | {
        "changed": changes,
        "device": device,
        "strategy": strategy,
        "precision": precision,
        # of the process, with all that it did before
        "peak_memory_mb": devices.peak_memory_mb(),
        "made": made,
    }
    _check_finite(part, outcome.metrics)
    metrics = {"dataset": context.dataset.name, **outcome.metrics}
    if not (context.smoke or changes):
        rows = part.expected(config).values()
        metrics["expected"] = [expected.checked(metrics) for expected in rows]
    networks = outcome.networks if explorer.shows(name) else {}
    return Record(config, metrics, outcome.history, outcome.arrays, networks=networks)


def _check_finite(part, metrics):
    broken = [f"{name} is {value}" for name, value in metrics.items() if not math.isfinite(value)]
    if broken:
        raise LabError(
            f"{part.name} is not stored: {', '.join(broken)}: choose other settings, such as a "
            "smaller learning rate or more images"
        )


@checked_arguments
def redraw(
    part,
    settings,
    *,
    dataset=None,
    seed=0,
    smoke=False,
    out=".",
    language="en",
    mixed_precision=False,
    strategy=None,
):
    """Draws the figures of stored runs again, without data or training; yields each Result.

    Given a data set or settings, that one run; else every stored run of the part.
    """
    part = find(part)
    reports = Path(out, "reports")
    compute = {"mixed_precision": mixed_precision, "strategy": strategy}
    of_data = datasets(reports)
    if dataset is not None:
        reports /= part.makes_data or data.name_of(dataset)
        of_data = [reports]
    if dataset is not None or settings or seed or smoke or any(compute.values()):
        name = run_name(part, settings, seed=seed, smoke=smoke, **compute)
        found = [folder / name for folder in of_data]
    else:
        name = part.name
        found = [
            run
            for folder in of_data
            for own in part.run_names()
            for run in [folder / own, *folder.glob(f"{own}@*")]
        ]
    folders = sorted(folder for folder in found if folder.is_dir())
    if not folders:
        raise LabError(f"nothing to draw: there is no run {name} in {reports}: run it first")
    for folder in folders:
        of_run = Folders.of(out, folder.parent.name, folder.name)
        with of_run.alone():
            record = Record.load(folder)
            figures = part.draw(record, language)
            with record.shown():
                save_figures(folder, figures)
        yield Result(folder, record, figures, of_run.work, language)


def load_data(part, dataset, data_dir):
    """The data set that a run of a part gets. Raises LabError where it is not what it needs."""
    if part.makes_data:
        if dataset is not None:
            print(f"{part.name} makes its own data; the given data set is not used", flush=True)
        return data.without_images(part.makes_data)
    loaded = data.load(part.dataset or None if dataset is None else dataset, data_dir)
    check_needs(part, loaded)
    return loaded.binary() if part.binary else loaded


@checked_arguments
def run_name(part, settings, *, seed=0, smoke=False, mixed_precision=False, strategy=None):
    """The folder of the run with these settings, `vae@beta=4,seed=3`.

    Raises LabError where one of them is invalid.
    """
    usual = before_settings(part.parameters, settings, smoke)
    parameters = with_settings(usual, settings)
    marks = _marks(parameters, usual, seed, smoke, mixed_precision, strategy)
    return _with_marks(part, parameters, marks)


def _marks(parameters, usual, seed, smoke, mixed_precision, strategy, callbacks=()):
    """What differs from the canonical run, `usual` being the values before any setting: texts such
    as `beta=4`, `seed=3`, `smoke`.
    """
    settings = changed(parameters, usual)
    if seed:
        settings["seed"] = seed
    if strategy:
        settings["strategy"] = strategy
    if callbacks:
        # whether they changed the training is not to be seen
        settings["callbacks"] = "+".join(type(callback).__name__ for callback in callbacks)
    flags = ["smoke"] * smoke + ["mixed_precision"] * mixed_precision
    return flags + [f"{name}={value}" for name, value in settings.items()]


def _with_marks(part, parameters, marks):
    """`vae`, `made-best` for a preset, and the marks behind an @: `made-best@epochs=5`."""
    name = part.run_name(getattr(parameters, "preset", None))
    return name + ("@" + ",".join(marks) if marks else "")


def _config(part, context, other_datasets):
    return {
        "part": part.name,
        "dataset": _described(context.dataset),
        "other_datasets": [_described(dataset) for dataset in other_datasets],
        "parameters": dataclasses.asdict(context.parameters),
        "seed": context.seed,
        "smoke": context.smoke,
        "versions": {
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in VERSIONS},
        },
    }


def _described(dataset):
    return {
        "name": dataset.name,
        "origin": dataset.origin,
        "thresholded": dataset.thresholded,
        "augmented": dataset.augment,
        "shape": list(dataset.shape),
        "training_images": len(dataset.train),
        "test_images": len(dataset.test),
        "checksums": dataset.checksums,
    }
