"""What the part autoencoder-uses trains and measures."""

import numpy as np

from lab.experiment.outcome import Outcome
from lab.parts.autoencoder_uses import anomaly, codes


def run(context):
    """Trains the network, and those that never see one class; measures the four uses."""
    p, data = context.parameters, context.dataset
    model, history = codes.train(context, "autoencoder", p.epochs)
    spaces = codes.Spaces(model, data)
    foreign = anomaly.foreign_images(context)
    measured = [
        codes.compression(spaces, data, p.shown_bits),
        codes.clusters(spaces, data, context.seed),
        codes.search(spaces, data),
        anomaly.foreign_found(model, data, foreign),
        anomaly.each_class_left_out(context),
    ]
    metrics = {name: history[-1][name] for name in ("train_loss", "val_loss")}
    metrics["seconds"] = sum(row["seconds"] for row in history)
    arrays = {"class_names": np.array(data.class_names)}
    for numbers, pictures in measured:
        metrics |= numbers
        arrays |= pictures
    return Outcome(metrics, history, arrays, other_datasets=(foreign,))
