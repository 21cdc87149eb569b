"""What the part made-mixture trains and measures."""

import numpy as np

from lab.data import as_pixels
from lab.experiment.made_training import train
from lab.experiment.outcome import Outcome

SAMPLES = 100


SCANS = 8


def run(context):
    """Trains the networks one after the other and scores the mixture of the first n of them."""
    from lab.evaluation.likelihood import nll_of_first
    from lab.framework.graphs import released

    p = context.parameters
    # how many of the samples come from each network
    shares = np.random.default_rng(context.seed).multinomial(SAMPLES, [1 / p.networks] * p.networks)
    history, samples, parameters = [], [], 0
    log_probs = {"valid": [], "test": []}
    for number, share in enumerate(shares):
        with released():
            own = context.unlabelled().of_network(number)
            rows, drawn, count, of_splits = _one_network(own, number, share)
        history += [{"network": number, **row} for row in rows]
        samples += drawn
        parameters += count
        for name, values in of_splits.items():
            log_probs[name] += list(values)
    arrays = {f"{name}_alone": -np.mean(values, axis=1) for name, values in log_probs.items()}
    arrays |= {f"{name}_mixed": nll_of_first(np.array(v)) for name, v in log_probs.items()}
    arrays["samples"] = as_pixels(np.concatenate(samples))
    metrics = summary(arrays) | {
        "parameters": parameters,
        "passes_per_image": p.networks * p.orders,
        "seconds": sum(row["seconds"] for row in history),
    }
    return Outcome({name: float(value) for name, value in metrics.items()}, history, arrays)


def summary(arrays):
    """What all mixed gain on the best of them alone, which validation images choose; nats."""
    best = int(np.argmin(arrays["valid_alone"]))
    test_nll, of_best = arrays["test_mixed"][-1], arrays["test_alone"][best]
    return {
        "test_nll": test_nll,
        "valid_nll": arrays["valid_mixed"][-1],
        "test_nll_of_best_alone": of_best,
        "mixture_gain": of_best - test_nll,
    }


def _one_network(context, number, share):
    """Trains one network; returns (history, samples, number of parameters, log p(x)), the last as
    {split: [orders, N]}.
    """
    from lab.evaluation.likelihood import component_log_probs

    p, data = context.parameters, context.dataset
    scans = [scan(p.orders * number + order, data) for order in range(p.orders)]
    model, rows = train(context, p, f"network-{number}", scans)
    samples = [model.sample(share, context.seed)] if share else []
    splits = {"valid": data.valid or data.test, "test": data.test}
    log_probs = {name: component_log_probs(model, split.images) for name, split in splits.items()}
    return rows, samples, model.free_parameters, log_probs


def scan(number, data):
    """One of eight orders of the pixels: along rows or columns, from each of the four corners.

    Each is the raster order of the image turned or mirrored. Number 0 is the raster order itself.
    """
    pixels = np.arange(data.shape[0] * data.shape[1]).reshape(data.shape)
    pixels = pixels[:: -1 if number & 1 else 1, :: -1 if number & 2 else 1]
    return (pixels.T if number & 4 else pixels).ravel()
