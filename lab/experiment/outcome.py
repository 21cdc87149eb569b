"""What a part's `run` returns, and how it is put together from what the part measured."""

import dataclasses

import numpy as np

from lab.data import Dataset

STANDARD_ERROR = "_se"


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What only the part knows of its record.

    other_datasets: those used beside the run's own. networks: {name: Layers of
    lab.storage.networks} that the explorer runs.
    """

    metrics: dict[str, float]
    history: list[dict]
    arrays: dict[str, np.ndarray]
    other_datasets: tuple[Dataset, ...] = ()
    networks: dict[str, list] = dataclasses.field(default_factory=dict)


def gathered(measured):
    """(metrics, arrays) of several such pairs together."""
    metrics, arrays = {}, {}
    for more_metrics, more_arrays in measured:
        metrics |= more_metrics
        arrays |= more_arrays
    return metrics, arrays


def suffixed(metrics, name):
    """Metrics of one network or condition, named so: kl_nats -> kl_nats_deep.

    A standard error stays last: nll_nats_se -> nll_nats_deep_se. An empty name changes nothing.
    """
    if not name:
        return dict(metrics)
    return {_with_suffix(key, name): value for key, value in metrics.items()}


def _with_suffix(key, name):
    error = STANDARD_ERROR if key.endswith(STANDARD_ERROR) else ""
    return f"{key.removesuffix(error)}_{name}{error}"


def prefixed(values, name):
    """Arrays or columns of one network or condition, named so: samples -> deep_samples.

    An empty name changes nothing.
    """
    return {f"{name}_{key}": value for key, value in values.items()} if name else dict(values)
