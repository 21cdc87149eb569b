"""MADE without its masks: a plain autoencoder, which is no density."""

import keras

from lab.framework import BCELoss, Linear, ReLU


def unmasked_network(widths, optimizer, seed):
    """Linear layers of these widths with ReLU in between, from images to logits.

    Compiled for training on images as their own targets.
    """
    layers = []
    for index, width in enumerate(widths):
        start = keras.initializers.GlorotUniform(seed=1_000 * seed + index)
        layers += [Linear(width, kernel_initializer=start), ReLU()]
    model = keras.Sequential(layers[:-1])
    model.compile(optimizer=optimizer, loss=BCELoss(reduction="mean_with_sample_weight"))
    return model
