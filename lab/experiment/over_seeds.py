"""Metrics of networks that differ in their seed alone: means, errors and intervals."""

from lab.documents.story import beyond
from lab.evaluation.averages import mean_and_se, t_interval
from lab.experiment.outcome import STANDARD_ERROR
from lab.languages import number, say


def means(table):
    """{quantity: mean, quantity_se: its standard error} of {quantity: [seeds]}.

    A single network tells no error.
    """
    metrics = {}
    for name, values in table.items():
        mean, error = mean_and_se(values)
        metrics[name] = float(mean)
        if len(values) > 1:
            metrics[f"{name}{STANDARD_ERROR}"] = float(error)
    return metrics


def gain(name, differences):
    """`means` of differences [seeds], and the ends of their 95 % interval, name_ci_low and
    name_ci_high.
    """
    metrics = means({name: differences})
    if len(differences) > 1:
        metrics[f"{name}_ci_low"], metrics[f"{name}_ci_high"] = t_interval(differences)
    return metrics


def beyond_seeds(differences, error_of_one):
    """`beyond` of the mean of differences [seeds] and half of its 95 % interval; where there is one
    seed, which tells no error, and `error_of_one`.
    """
    if len(differences) == 1:
        return beyond(differences[0], error_of_one)
    low, high = t_interval(differences)
    return beyond((low + high) / 2, (high - low) / 2)


def told_gain(metrics, name, spec):
    """What the metrics of a `gain` show: (sign, words), numbers formatted by `spec`.

    The sign is that of the gain where its whole interval lies on one side of 0, else 0; of a single
    network too, whose error is unknown.
    """
    mean = number(metrics[name], spec)
    if f"{name}_ci_low" not in metrics:
        return 0, say("{mean} (one network, error unknown)", mean=mean)
    low, high = metrics[f"{name}_ci_low"], metrics[f"{name}_ci_high"]
    words = say(
        "{mean} (95% interval {low} to {high})",
        mean=mean,
        low=number(low, spec),
        high=number(high, spec),
    )
    return int(low > 0) - int(high < 0), words
