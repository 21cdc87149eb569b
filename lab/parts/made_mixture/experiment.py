"""Trains MADEs with different pixel orders and scores the mixture of the first n of them."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.likelihood import component_log_probs
from lab.experiment.histories import training_seconds
from lab.experiment.made_networks import train
from lab.experiment.outcome import Outcome
from lab.framework.graphs import released
from lab.parts.made_mixture.measures import nll_arrays, summary
from lab.parts.made_mixture.scans import scan

SAMPLES = 100


def run(context):
    """One network after the other, so that memory holds one at a time."""
    p = context.parameters
    history, samples, parameters = [], [], 0
    log_probs = {"valid": [], "test": []}
    for number, share in enumerate(_samples_of_each(p.networks, context.seed)):
        with released():
            own = context.unlabelled().of_network(number)
            rows, sampled, count, of_splits = _one_network(own, number, share)
        history += [{"network": number, **row} for row in rows]
        samples += sampled
        parameters += count
        for split, values in of_splits.items():
            log_probs[split] += list(values)
    arrays = nll_arrays(log_probs)
    metrics = summary(arrays, log_probs) | {
        "parameters": parameters,
        "passes_per_image": p.networks * p.orders,
        "training_seconds": training_seconds(history),
    }
    arrays["test_nlls"] = arrays["test_nlls"].astype(np.float32)
    arrays["samples"] = as_pixels(np.concatenate(samples))
    return Outcome({name: float(value) for name, value in metrics.items()}, history, arrays)


def _samples_of_each(networks, seed):
    """How many of the mixture's samples come from each of its networks."""
    return np.random.default_rng(seed).multinomial(SAMPLES, [1 / networks] * networks)


def _one_network(context, number, share):
    """Trains the network of this number; returns (history, `share` samples in a list, number of
    parameters, log p(x) under each of its orders as {split: [orders, N]}).
    """
    p, data = context.parameters, context.dataset
    scans = [scan(p.orders * number + order, data.shape) for order in range(p.orders)]
    model, rows = train(context, p, f"network-{number}", scans)
    samples = [model.sample(share, context.seed)] if share else []
    splits = {"valid": data.valid or data.test, "test": data.test}
    log_probs = {name: component_log_probs(model, split.images) for name, split in splits.items()}
    return rows, samples, model.free_parameters, log_probs
