"""Metrics of networks that differ in their seed alone: means, errors and intervals."""

from lab.documents.story import beyond
from lab.evaluation.averages import mean_and_se, t_interval
from lab.experiment.outcome import STANDARD_ERROR


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
