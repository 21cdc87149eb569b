"""Puts every density that lies beside this run into one table; trains none."""

import time

import numpy as np

from lab.data import as_pixels, evenly_spaced
from lab.errors import LabError
from lab.experiment.outcome import Outcome, suffixed
from lab.framework.graphs import released
from lab.parts.densities import measures
from lab.parts.densities.beside import stored
from lab.parts.densities.families import DENSITIES, EXACT, NAMES, NONE, REAL, commands
from lab.parts.densities.floors import FLOORS

SHOWN = 12


def run(context):
    """Training images themselves, the floors, then each density that is stored."""
    p, data = context.parameters, context.dataset
    others = stored(context)
    _say_what_is_missing(others, context)
    judge, judge_accuracy = context.judge()
    real = measures.Real.of(data, judge, p.samples)
    metrics, shown = {"judge_accuracy": judge_accuracy}, {}

    def add(key, images, found):
        metrics.update(suffixed(measures.quality(images[: len(real)], real) | found, key))
        shown[key] = as_pixels(images[:SHOWN])
        print(f"density {len(shown)} of {1 + len(FLOORS) + len(others)}: {NAMES[key]}", flush=True)

    # not by `spread`, which would draw dynamic images anew
    add(REAL, real.training[evenly_spaced(len(real.training), len(real))], {})
    for key, floor in FLOORS.items():
        add(key, *_of_a_floor(floor, context))
    for one in others:
        with released():
            add(one.density.key, *_of_a_density(one, context))
    metrics |= measures.agreement(metrics, shown)
    arrays = {
        "densities": np.array(list(shown)),
        "samples": np.stack(list(shown.values())),
        "grey": np.array([one.density.key for one in others if not one.is_binary], dtype="U20"),
    }
    return Outcome(metrics, [], arrays)


def _of_a_floor(floor, context):
    """Samples and metrics of a density that is fitted here."""
    training = context.dataset.train.spread().images
    start = time.perf_counter()
    model = floor(training)
    seconds = time.perf_counter() - start
    kind = EXACT if hasattr(model, "log_prob") else NONE
    images, found = _measured(model, kind, context)
    return images, found | {"training_seconds": seconds}


def _of_a_density(one, context):
    """Samples and metrics of a density that another run trained."""
    kind = one.density.nll if one.is_binary else NONE
    images, found = _measured(one.model(), kind, context)
    seconds = one.training_seconds()
    return images, found if seconds is None else found | {"training_seconds": seconds}


def _measured(model, kind, context):
    """Black and white samples, likelihood and cost of a model of which so much is known."""
    p, seed = context.parameters, context.seed
    images, found = measures.samples_and_cost(model, p.samples, seed)
    found |= measures.likelihood(model, kind, context.dataset.test, p.draws)
    return measures.black_and_white(images, kind != NONE, seed), found


def _say_what_is_missing(others, context):
    """Prints the commands of the runs that are not there. Raises LabError where there is none."""
    there = {one.density.run for one in others}
    missing = [density for density in DENSITIES if density.run not in there]
    dataset = {"name": context.dataset.name, "origin": context.dataset.origin}
    by_run = commands(missing, dataset, context.smoke)
    if not others and not context.smoke:
        raise LabError(
            f"there are no trained densities of {context.dataset.name} in {context.reports}: run "
            f"at least one of the parts first, such as {next(iter(by_run.values()))}"
        )
    for command in by_run.values():
        print(f"not run: {command}", flush=True)
