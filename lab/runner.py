"""From a part's name and settings to its record: what the command line and notebooks share."""

import contextlib
import dataclasses
import importlib.metadata
import os
import platform
from pathlib import Path

from filelock import FileLock, Timeout

from lab import data
from lab.errors import LabError
from lab.figures.language import in_language
from lab.parts import find
from lab.parts.experiment import Context, check_needs
from lab.parts.parameters import before_settings, changed, with_settings
from lab.reporting.records import Record, save_figures
from lab.training import devices

VERSIONS = ("tensorflow", "keras", "numpy")


@dataclasses.dataclass(frozen=True)
class Result:
    """A finished run: where its record lies, the record's contents, and its figures by name."""

    folder: Path
    record: Record
    figures: dict

    @property
    def metrics(self):
        return self.record.metrics

    @property
    def history(self):
        return self.record.history


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
):
    """Runs a part, stores its record in <out>/reports/<dataset>/<part>/ and returns a Result.

    settings: {name: value} for fields of the part's parameters; a run with other than the defaults
    goes beside the canonical one. A preset is canonical too: {"preset": "best"} goes to
    <out>/reports/<dataset>/<part>-best/. dataset, data_dir: see lab.data.load; without a dataset
    the part's own, if it has one. smoke: the variant of seconds. resume: go on from where an
    interrupted run stopped. language: of the figures, one of lab.languages.LANGUAGES.
    mixed_precision: layers compute in half precision. strategy: "mirrored" divides each batch
    between this machine's devices. Both go beside the canonical run.
    Raises LabError for everything that a person can cause.
    """
    part = find(part)
    usual = before_settings(part.module.Parameters, settings, smoke)
    parameters = with_settings(usual, settings)
    loaded = _loaded(part, dataset, data_dir)
    check_needs(part, loaded)
    if part.binary:
        loaded = loaded.binary()
    compute = {"mixed_precision": mixed_precision, "strategy": _checked_strategy(strategy)}
    run_name = _run_name(part, parameters, usual, seed, smoke, **compute)
    folder = Path(out, "reports", loaded.name, run_name)
    for written in (folder, Path(out, "runs", loaded.name, run_name)):
        _check_writable(written)
    context = Context(
        parameters=parameters,
        dataset=loaded,
        seed=_checked_seed(seed),
        smoke=smoke,
        resume=resume,
        folder=Path(out, "runs", loaded.name, run_name),
        judge_folder=Path(out, "runs", loaded.name),
        fingerprint={
            "parameters": dataclasses.asdict(parameters),
            "seed": seed,
            "checksums": loaded.checksums,
        },
        data_dir=data_dir,
    )
    with _alone(context.folder):
        is_canonical = not (smoke or mixed_precision or strategy) and parameters == usual
        record = _record(part, context, is_canonical, **compute)
        figures = in_language(part.module.draw(record), language)
        record.save(folder, figures)
    return Result(folder, record, figures)


@contextlib.contextmanager
def _alone(folder):
    """Keeps other processes out of a run's folder; what a dead one has locked is free again."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise LabError(
            f"another process is at this run, in {folder}: wait for it, or choose another --out"
        ) from None


def _record(part, context, is_canonical, mixed_precision, strategy):
    """What the part finds; of a canonical run also whether it is what was expected."""
    device = devices.start()
    if strategy:
        context = dataclasses.replace(context, strategy=devices.mirrored())
    with devices.precision(mixed_precision) as precision:
        outcome = part.module.run(context)
    name = context.dataset.name
    metrics = {"dataset": name, **outcome.metrics}
    if is_canonical:
        preset = getattr(context.parameters, "preset", None)
        metrics["expected"] = [
            expected.checked(metrics)
            for expected in part.module.EXPECTED
            if expected.holds_for(name, preset)
        ]
    config = _config(part, context, outcome.other_datasets) | {
        "device": device,
        "strategy": strategy,
        "precision": precision,
        # of the process, with all that it did before
        "peak_memory_mb": devices.peak_memory_mb(),
    }
    return Record(config, metrics, outcome.history, outcome.arrays)


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
    compute = {"mixed_precision": mixed_precision, "strategy": _checked_strategy(strategy)}
    if dataset or settings or seed or smoke or any(compute.values()):
        usual = before_settings(part.module.Parameters, settings, smoke)
        run_name = _run_name(part, with_settings(usual, settings), usual, seed, smoke, **compute)
        folders = (
            [reports / (part.makes_data or data.name_of(dataset)) / run_name]
            if dataset
            else sorted(reports.glob(f"*/{run_name}"))
        )
    else:
        run_name = part.name
        folders = sorted(
            folder
            for name in part.run_names()
            for folder in [*reports.glob(f"*/{name}"), *reports.glob(f"*/{name}@*")]
        )
    if not folders:
        raise LabError(f"nothing to draw: there is no run {run_name} in {reports}: run it first")
    for folder in folders:
        record = Record.load(folder)
        figures = in_language(part.draw(record), language)
        save_figures(folder, figures)
        yield Result(folder, record, figures)


def _loaded(part, dataset, data_dir):
    if not part.makes_data:
        return data.load(dataset or part.dataset or None, data_dir)
    if dataset:
        print(f"{part.name} makes its own data: {dataset} is not used", flush=True)
    return data.without_images(part.makes_data)


def _run_name(part, parameters, usual, seed, smoke, mixed_precision, strategy):
    """`vae`, `made-best` for a preset, and behind an @ what differs from `usual`, the values before
    any setting: `vae@beta=4,seed=3`, `made-best@epochs=5`, `vae@smoke`.
    """
    settings = changed(parameters, usual)
    if seed:
        settings["seed"] = seed
    if strategy:
        settings["strategy"] = strategy
    flags = ["smoke"] * smoke + ["mixed_precision"] * mixed_precision
    marks = flags + [f"{name}={value}" for name, value in settings.items()]
    return _canonical_name(part, parameters) + ("@" + ",".join(marks) if marks else "")


def _canonical_name(part, parameters):
    preset = getattr(parameters, "preset", None)
    is_default = preset == getattr(part.module.Parameters(), "preset", None)
    return part.name if is_default else f"{part.name}-{preset}"


def _checked_seed(seed):
    if not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise LabError(f"seed={seed!r} makes no sense: give a whole number from 0 to 2147483647")
    return seed


def _checked_strategy(strategy):
    if strategy not in (None, "mirrored"):
        raise LabError(
            f"unknown strategy {strategy!r}: choose mirrored, for the devices of this machine; "
            "Keras 3 does not run under MultiWorkerMirroredStrategy"
        )
    return strategy


def _check_writable(folder):
    """Tries to write where `folder` will be made, before any time is spent on training."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    probe = existing / f".{os.getpid()}.probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise LabError(
            f"cannot write results to {folder}: {error.strerror or error}: choose another --out"
        ) from None


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
        "shape": list(dataset.shape),
        "training_images": len(dataset.train),
        "test_images": len(dataset.test),
        "checksums": dataset.checksums,
    }
