"""What each choice in a MADE buys: one choice after the other, from the coursework's network on.

Question: what do wider layers, direct and residual connections, dropout, another optimizer gain in
    nats, on images that no choice was trained on?
Source: coursework, section 3.3, for the first network; Germain et al., "MADE" (2015), for width,
    direct connections and masks; He et al. (2016) for residual ones; the rest is our own choice.
Command: python run_lab.py --part made-choices --dataset binarized_mnist
Time: about twenty minutes on two cores; with `--set seeds=1` seven.
What one should see: each row keeps all choices above it. Residual connections gain most, then
    AdamW and width; direct connections still two nats. Outputs that start at the frequencies gain
    half a nat, twice the spread over seeds. Dropout gains nothing in eight epochs: it pays in
    longer trainings, which overfit without it.
"""

import dataclasses

import numpy as np

from lab.parts.experiment import Expected, Outcome, mean_rows
from lab.parts.made_training import Network, train
from lab.parts.parameters import setting

IMAGES_SCORED = 10_000
CHOICES = (
    ("the coursework's network, own SGD", {}),
    ("outputs start at the pixels' frequencies", {"start_at_frequencies": True}),
    (
        "AdamW for SGD",
        {"optimizer": "adamw", "learning_rate": 3e-3, "weight_decay": 1e-2},
    ),
    ("1568 units a layer for 784", {"hidden_units": (1568, 1568)}),
    ("residual connections", {"residual": True}),
    ("direct connections", {"direct": True}),
    ("dropout 0.25", {"dropout": 0.25}),
)


@dataclasses.dataclass(frozen=True)
class Parameters:
    """All networks are trained equally long. choices: the first so many of them; seeds: with how
    many each is trained.
    """

    choices: int = setting(len(CHOICES), at_least=2)
    seeds: int = setting(3, at_least=1)
    epochs: int = setting(8, at_least=1)
    batch_size: int = setting(100, at_least=1)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, choices=2, seeds=1, epochs=1, updates_per_epoch=3)


EXPECTED = (Expected("gain", 1.0, None, "own aim: together the choices pay for themselves"),)


def run(context):
    """Trains a network for every choice and scores it on the validation images."""
    from lab.framework.graphs import released

    p = context.parameters
    # rates for a short training, which is none to average over
    network = Network(
        learning_rate=0.01,
        weight_decay=0.05,
        lowest_rate=0.0,
        averaging=0.0,
        epochs=p.epochs,
        batch_size=p.batch_size,
        updates_per_epoch=p.updates_per_epoch,
    )
    metrics, history = {}, []
    for number, (_, changes) in enumerate(CHOICES[: p.choices]):
        network = dataclasses.replace(network, **changes)
        found = []
        for seed in range(p.seeds):
            with released():
                own = context.unlabelled().of_network(seed)
                numbers, rows = _one_choice(own, network, f"choice-{number}-{seed}")
            found.append([numbers])
            history += [{"choice": number, "seed": seed, **row} for row in rows]
        (means,) = mean_rows(found)
        metrics |= {f"{name}_{number}": value for name, value in means.items()}
    metrics["gain"] = metrics["validation_nll_0"] - metrics[f"validation_nll_{number}"]
    return Outcome(metrics, history, {})


def _one_choice(context, network, name):
    from lab.evaluation.likelihood import mean_nll

    data = context.dataset
    model, rows = train(context, network, name)
    numbers = {
        "train_nll": mean_nll(model, data.train.spread(IMAGES_SCORED).images),
        "validation_nll": mean_nll(model, (data.valid or data.test).images),
        "seconds": sum(row["seconds"] for row in rows),
    }
    return numbers, rows


def draw(record):
    """The figures of a finished run, by name."""
    from lab.figures.comparisons import dots
    from lab.figures.lines import line_panels

    p = record.config["parameters"]
    names = [name for name, _ in CHOICES[: p["choices"]]]
    losses = [_losses(record.history, number) for number in range(p["choices"])]
    last = [values[-1] for values in losses]
    best = names[int(np.argmin(np.mean(last, axis=1)))]
    unit, seeds = "-log p(x), nats per image", len(last[0])
    several = f"\nmean ± standard deviation, seeds: {seeds}" if seeds > 1 else ""
    epochs = range(1, p["epochs"] + 1)
    curves = {
        name: (epochs, values.mean(axis=1)) for name, values in zip(names, losses, strict=True)
    }
    panel = {"title": "", "xlabel": "epoch", "ylabel": unit, "lines": curves}
    return {
        "choices": dots(
            list(zip(names, last, strict=True)),
            {best},
            f"{unit}, of validation images after {p['epochs']} epochs{several}",
            "What each choice buys: every row keeps the choices above it",
            record.caption,
        ),
        "training": line_panels([panel], "Validation images during training", record.caption),
    }


def _losses(history, choice):
    """The validation losses of one choice, [epochs, seeds]."""
    by_epoch = {}
    for row in history:
        if row["choice"] == choice:
            by_epoch.setdefault(row["epoch"], []).append(row["val_loss"])
    return np.array(list(by_epoch.values()))
