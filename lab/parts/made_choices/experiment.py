"""Trains a MADE for each design choice and scores it on the validation images."""

import dataclasses

from lab.evaluation.likelihood import mean_nll
from lab.experiment.histories import mean_rows, training_seconds
from lab.experiment.made_networks import MADENetwork, train
from lab.experiment.outcome import Outcome
from lab.framework.graphs import released
from lab.parts.made_choices import CHOICES

IMAGES_SCORED = 10_000


def run(context):
    """Each choice in turn, with every seed; its metrics are the means over the seeds."""
    p = context.parameters
    network = _first_network(p)
    metrics, history = {}, []
    for number, (_, changes) in enumerate(CHOICES[: p.choices]):
        network = dataclasses.replace(network, **changes)
        of_seeds = []
        for seed in range(p.seeds):
            with released():
                own = context.unlabelled().of_network(seed)
                measured, rows = _one_network(own, network, f"choice-{number}-{seed}")
            of_seeds.append([measured])
            history += [{"choice": number, "seed": seed, **row} for row in rows]
        (means,) = mean_rows(of_seeds)
        metrics |= {f"{name}_{number}": value for name, value in means.items()}
    first, last = (metrics[f"val_nll_nats_{number}"] for number in (0, p.choices - 1))
    return Outcome(metrics | {"val_gain_nats_all_choices": first - last}, history, {})


def _first_network(parameters):
    """The coursework's network, with rates for a training too short to average weights over."""
    return MADENetwork(
        learning_rate=0.01,
        weight_decay=0.05,
        lowest_rate=0.0,
        averaging=0.0,
        epochs=parameters.epochs,
        batch_size=parameters.batch_size,
        updates_per_epoch=parameters.updates_per_epoch,
    )


def _one_network(context, network, name):
    """What one network scores, and its history."""
    data = context.dataset
    model, rows = train(context, network, name)
    measured = {
        "train_nll_nats": mean_nll(model, data.train.spread(IMAGES_SCORED).images),
        "val_nll_nats": mean_nll(model, (data.valid or data.test).images),
        "training_seconds": training_seconds(rows),
    }
    return measured, rows
