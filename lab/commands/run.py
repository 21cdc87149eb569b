"""From a part's name and settings to its record: what the command line and notebooks share."""

import dataclasses
import importlib.metadata
import math
import platform

from lab import backend, data, terminal
from lab.assignments import own
from lab.commands.plan import Plan
from lab.commands.result import Result
from lab.documents import explorer
from lab.errors import LabError
from lab.experiment.context import Context
from lab.experiment.needs import check_needs
from lab.languages import say, speaking
from lab.parts import find
from lab.storage.folders import Folders
from lab.storage.provenance import provenance
from lab.storage.records import Record
from lab.training import devices

VERSIONS = ("tensorflow", "keras", "numpy")


def run_part(part, settings, options, made=None):
    """Runs a part, stores its record in <out>/reports/<dataset>/<part>/ and returns a Result.

    settings: {name: value} for fields of the part's parameters. options: RunOptions. A run with
    other than the defaults goes beside the canonical one; so does one with callbacks. A preset is
    canonical too: {"preset": "best"} goes to <out>/reports/<dataset>/<part>-best/.
    made: the provenance of a run that another process asked for.
    Raises LabError for everything that a person can cause.
    """
    with speaking(options.language):
        return _run(Plan.of(find(part), settings, options), options, made)


def _run(plan, options, made):
    backend.check()
    dataset = load_data(plan.part, options.dataset, options.data_dir)
    folders = Folders.of(options.out, dataset.name, plan.name)
    # before training: title.toml may be damaged
    made = made or provenance()
    context = _context(plan, dataset, folders)
    with folders.locked():
        record = folders.finished_record(context.fingerprint) if options.resume else None
        if record is not None:
            terminal.tell(
                say("{run} is already finished; omit --resume to start over", run=plan.name)
            )
            figures = plan.part.draw(record, options.language)
            return Result(folders.record, record, figures, folders.work, options.language)
        if options.resume:
            if not folders.hold_saved_states():
                terminal.tell(say("nothing to resume; starting {run}", run=plan.name))
        elif folders.hold_interrupted_run():
            terminal.tell(
                say(
                    "an earlier run of {run} was not finished; starting over (--resume would have "
                    "continued it)",
                    run=plan.name,
                )
            )
        with folders.replacing_earlier_run(options.resume):
            record = _record(plan, context, made)
            figures = plan.part.draw(record, options.language)
            record.save(folders.record, figures, folders.new_models())
            folders.mark_finished(context.fingerprint)
    return Result(folders.record, record, figures, folders.work, options.language)


def load_data(part, dataset, data_dir):
    """The data set that a run of a part gets. Raises LabError where it is not what it needs."""
    if part.makes_data:
        if dataset is not None:
            terminal.tell(
                say("{part} makes its own data; the given data set is not used", part=part.name)
            )
        return data.without_images(part.makes_data)
    loaded = data.load(part.dataset or None if dataset is None else dataset, data_dir)
    check_needs(part, loaded)
    return loaded.binary() if part.binary else loaded


def _context(plan, dataset, folders):
    options = plan.options
    return Context(
        parameters=plan.parameters,
        # here, so that the record says on how many images was trained
        dataset=dataset.with_validation() if plan.part.needs_validation else dataset,
        seed=options.seed,
        smoke=options.smoke,
        resume=options.resume,
        folder=folders.work,
        judge_folder=folders.work.parent,
        reports=folders.record.parent,
        fingerprint={
            "parameters": dataclasses.asdict(plan.parameters),
            "seed": options.seed,
            "checksums": dataset.checksums,
            # networks trained with other functions are others
            **own.checksums(),
        },
        data_dir=options.data_dir,
        callbacks=options.callbacks,
    )


def _record(plan, context, made):
    """Trains and measures; of a canonical run it also says whether the expected values were met."""
    part, options = plan.part, plan.options
    device = devices.start()
    if options.strategy:
        context = dataclasses.replace(context, strategy=devices.mirrored_strategy())
    with (
        devices.precision(options.mixed_precision) as precision,
        devices.without_graph_optimization(options.smoke),
        devices.enough_memory(),
    ):
        outcome = part.run(context)
    config = _config(part, context, outcome.other_datasets) | {
        "changed": plan.recorded_changes,
        "device": device,
        "strategy": options.strategy,
        "precision": precision,
        "programs": context.programs,
        # of the process, with all that it did before
        "peak_memory_mb": devices.peak_memory_mb(),
        "made": made,
    }
    _check_finite(part, outcome.metrics)
    metrics = {"dataset": context.dataset.name, **outcome.metrics}
    if not (options.smoke or plan.recorded_changes):
        rows = part.expected(config).values()
        metrics["expected"] = [expected.checked(metrics) for expected in rows]
    networks = outcome.networks if explorer.shows(plan.name) else {}
    return Record(config, metrics, outcome.history, outcome.arrays, networks=networks)


def _check_finite(part, metrics):
    broken = [f"{name} is {value}" for name, value in metrics.items() if not math.isfinite(value)]
    if broken:
        raise LabError(
            f"{part.name} is not stored: {', '.join(broken)}: choose other settings, such as a "
            "smaller learning rate or more images"
        )


def _config(part, context, other_datasets):
    return {
        "part": part.name,
        # checksums of the images as they were found, none of them kept apart
        "dataset": _described(context.dataset) | {"checksums": context.fingerprint["checksums"]},
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
