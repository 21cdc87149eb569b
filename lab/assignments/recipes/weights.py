"""Models whose weights are given as arrays by name, such as "mu_head kernel": labs 6 and 7."""

import tensorflow as tf

# networks without hidden layers
LINEAR = {"encoder_layers": (), "decoder_layers": ()}


def conditional(kind, weights, **options):
    """A CVAE of this kind with linear networks of these weights."""
    inputs, latents = weights["mu_head kernel"].shape
    pixels = len(weights["pixel_head bias"])
    sizes = {"z_dim": latents, "input_dim": pixels, "num_classes": inputs - pixels}
    return assigned(kind(**LINEAR, **sizes, **options), weights)


def assigned(model, weights):
    """The model with these weights."""
    model.build()
    for name, array in weights.items():
        _variable(model, name).assign(array)
    return model


def derivatives(model, names, loss):
    """{"dL/d<name>": the derivative by this weight} of what `loss` computes."""
    variables = {name: _variable(model, name) for name in names}
    with tf.GradientTape() as tape:
        value = loss()
    found = tape.gradient(value, variables, unconnected_gradients="zero")
    return {f"dL/d{name}": gradient.numpy() for name, gradient in found.items()}


def _variable(model, name):
    layer, _, kind = name.partition(" ")
    return getattr(getattr(model, layer), kind)
