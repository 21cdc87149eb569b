"""What the part made-choices trains and measures."""

import dataclasses

from lab.experiment.histories import mean_rows
from lab.experiment.made_training import Network, train
from lab.experiment.outcome import Outcome
from lab.parts.made_choices import CHOICES

IMAGES_SCORED = 10_000


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
