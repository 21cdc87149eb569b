"""Trains the network, and those that never see one class; measures the four uses."""

import numpy as np

from lab.experiment.histories import training_seconds
from lab.experiment.outcome import Outcome, gathered
from lab.parts.autoencoder_uses.anomaly import each_class_left_out, foreign_found, foreign_images
from lab.parts.autoencoder_uses.clustering import clusters
from lab.parts.autoencoder_uses.compression import compression
from lab.parts.autoencoder_uses.search import search
from lab.parts.autoencoder_uses.spaces import Spaces, train


def run(context):
    """Compression, clusters and search by the codes; then anomalies by the error."""
    p, data = context.parameters, context.dataset
    model, history = train(context, "autoencoder", p.epochs)
    spaces = Spaces(model, data)
    foreign = foreign_images(context)
    losses = {name: history[-1][name] for name in ("train_loss", "val_loss")}
    measured = [
        (losses | {"training_seconds": training_seconds(history)}, {}),
        ({}, {"class_names": np.array(data.class_names)}),
        compression(spaces, data, p.shown_bits),
        clusters(spaces, data, context.seed),
        search(spaces, data),
        foreign_found(model, data, foreign),
        each_class_left_out(context),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, history, arrays, other_datasets=(foreign,))
