"""A mixture of MADEs that read the image along several scans: networks of their own, or one shared.

Question: how far below one network's NLL does the mean of several networks' probabilities get, and
    how far that of several orders of one network?
Source: Germain et al., "MADE" (2015), section 4.2, and Uria et al., "A Deep and Tractable Density
    Estimator" (2014), for densities averaged over orders; there the orders share one network.
Command: python run_lab.py --part made-mixture --dataset binarized_mnist
    python run_lab.py --part made-mixture --dataset binarized_mnist --set preset=shared
Time: about two and a half minutes a network on two cores, for eight of them; preset=shared eleven.
What one should see: the second network buys more than a nat, every further one less; eight are 1.6
    nats better than the best of them. Networks that read along rows are half a nat better than
    those along columns, which still help. The mixture costs one pass for each network where an
    image is scored, and one network's time to sample. Two opposite scans can share a network: each
    takes its own half of every kernel, and a network half as wide again makes up for the biases
    that they share. Four share the halves too: where they took turns, one an update, they lost more
    than mixing them gained.
"""

import dataclasses
from typing import ClassVar

import numpy as np

from lab.data import as_pixels
from lab.parts import published
from lab.parts.experiment import Expected, Outcome
from lab.parts.made_training import BestNetwork, describe, train
from lab.parts.parameters import setting

SAMPLES = 100
SCANS = 8


@dataclasses.dataclass(frozen=True)
class Parameters(BestNetwork):
    """networks: how many, each the best single one. orders: how many scans share its weights; an
    update trains all of them.
    """

    PRESETS: ClassVar = {
        "independent": {},
        "shared": {"networks": 1, "orders": 2, "hidden_units": (2352, 2352), "dropout": 0.3},
    }

    preset: str = setting("independent", choices=tuple(PRESETS))
    networks: int = setting(8, at_least=1)
    orders: int = setting(1, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"hidden_units": (40, 40), "epochs": 1, "updates_per_epoch": 5}
        return dataclasses.replace(self, networks=min(self.networks, 2), **short)


_BEST = "best published MADE, 32 masks: 86.64"
EXPECTED = (
    Expected("test_nll", 75, 86.64, _BEST, published.FIXED, "independent"),
    Expected("test_nll", 75, 87.0, f"own aim for one network; {_BEST}", published.FIXED, "shared"),
    Expected("mixture_gain", 0.5, 5, "own aim: the mixture pays for its networks"),
)


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


def draw(record):
    """The figures of a finished run, by name."""
    from lab.figures.images import image_grids

    figures = {
        "mixture": _mixture(record),
        "samples": image_grids(
            {"": record.arrays["samples"].reshape(10, 10, -1)},
            record.shape,
            f"Samples of the mixture, each from one of its {_component(record)}s",
            record.caption,
        ),
    }
    return figures | published.figures(record, _scores(record))


def _mixture(record):
    from lab.figures.lines import line_panels

    a, one = record.arrays, _component(record)
    numbers = np.arange(1, len(a["test_mixed"]) + 1)
    panels = [
        {
            "title": title,
            "xlabel": f"number of {one}s",
            "marks": numbers,
            "ylabel": "-log p(x), nats per image",
            "lines": {
                "mixture of the first n": (numbers, a[f"{name}_mixed"]),
                f"{one} n alone": (numbers, a[f"{name}_alone"]),
            },
        }
        for name, title in (("valid", "validation images"), ("test", "test images"))
    ]
    mixed = "orders that share a network" if one == "order" else "independent networks"
    title = f"Mixture of {mixed}: {_network(record)}"
    return line_panels(panels, title, record.caption)


def _network(record):
    pixels = record.arrays["samples"].shape[1]
    return describe(record.config["parameters"], pixels)


def _component(record):
    """What is mixed: "network"s, or each "order" of a shared one."""
    components, p = len(record.arrays["test_mixed"]), record.config["parameters"]
    return "order" if components > p["networks"] else "network"


def _scores(record):
    m, count = record.metrics, len(record.arrays["test_mixed"])
    return {
        f"this run: {count} {_component(record)}s, mixed": m["test_nll"],
        "this run: the best of them alone": m["test_nll_of_best_alone"],
    }
