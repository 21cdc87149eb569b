"""Means and standard errors of the metrics of runs that differ only in their seed."""

import csv
import dataclasses
import io
import math

import numpy as np

from lab.experiment.settings import as_text
from lab.languages import measured


@dataclasses.dataclass(frozen=True)
class Mean:
    """A mean over `count` runs and its standard error, nan for a single run."""

    value: float
    error: float
    count: int

    def __str__(self):
        return measured(self.value, self.error)


def means(runs):
    """{metric: Mean} of the metrics of several runs, one dict each, over those that have it."""
    found = {}
    for name in dict.fromkeys(name for metrics in runs for name in metrics):
        if name in ("dataset", "expected"):
            continue
        values = np.array([metrics[name] for metrics in runs if name in metrics], float)
        count = len(values)
        error = values.std(ddof=1) / math.sqrt(count) if count > 1 else math.nan
        found[name] = Mean(float(values.mean()), float(error), count)
    return found


def label(values):
    """The text of {parameter: value}: `beta=4, z_dim=2`."""
    return ", ".join(f"{name}={as_text(value)}" for name, value in values.items())


def as_csv(points):
    """A row for each point and metric. points: pairs ({parameter: value}, {metric: Mean})."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*points[0][0], "metric", "mean", "standard_error", "runs"))
    for values, found in points:
        for name, mean in found.items():
            error = "" if math.isnan(mean.error) else mean.error
            writer.writerow((*map(as_text, values.values()), name, mean.value, error, mean.count))
    return text.getvalue()
