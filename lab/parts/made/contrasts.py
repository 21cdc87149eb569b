"""What is no density, beside MADE: a network without masks, and the average of logits.

Used by made.py. Source: coursework, section 1.2; for averaged logits the 79.3 nats quoted of MADE.
"""

import dataclasses

import numpy as np

JACOBIAN_IMAGES, JACOBIAN_SIZE = 10, 196
SCORED_IMAGES = 2000
SMALL_SHAPE, SMALL_UNITS = (3, 4), (48, 48)
SMALL_UPDATES, FEWEST_UPDATES = 300, 90


def unmasked_network(context, units, epochs, optimizer):
    """The same network with all weights, trained to give back its input; and its last loss."""
    widths = [*units, context.dataset.train.pixels.shape[1]]
    model = _plain_network(widths, optimizer, context.seed)
    history = context.fit(model, "unmasked", context.schedule(epochs))
    return model, history[-1]["val_loss"]


def jacobians(model, unmasked, test):
    """Numbers and pictures of d p_i / d x_j for both networks, in MADE's order of the pixels."""
    import tensorflow as tf

    from lab.evaluation import dependence

    order, images = model.pixel_orders[0], test.spread(JACOBIAN_IMAGES).images
    metrics, arrays = {}, {}
    for name, network in (("made", model), ("unmasked", unmasked)):
        jacobian = dependence.mean_absolute_jacobian(
            lambda x, network=network: tf.sigmoid(network(x)), images
        )[np.ix_(order, order)]
        metrics[f"{name}_sees_itself_or_later"] = dependence.largest_of_present_and_future(jacobian)
        arrays[f"{name}_jacobian"] = dependence.pooled(jacobian, JACOBIAN_SIZE)
    return metrics, arrays


def average_of_orders(context):
    """NLL of a network of several orders, against their number, and the score of mean logits."""
    import keras

    from lab.evaluation.likelihood import nll_of_first
    from lab.models import MADE

    p, data = context.parameters, context.dataset
    model = MADE(
        data.train.pixels.shape[1],
        p.ensemble_units,
        order="random",
        orders=p.ensemble_orders,
        seed=context.seed,
    )
    model.compile(optimizer=keras.optimizers.Adam(1e-3))
    context.fit(model, "orders", context.schedule(p.ensemble_epochs))
    images = data.test.spread(SCORED_IMAGES).images
    nll = nll_of_first(model.component_log_probs(images))
    metrics = {"orders_nll_of_one": nll[0], "orders_nll_of_all": nll[-1]}
    arrays = {"orders_nll": nll, "orders_mean_logits": _scores_of_mean_logits(model, images)}
    return {name: float(value) for name, value in metrics.items()}, arrays


def sums_over_all_images(context):
    """{name: what each way's "probabilities" of all images sum to}, for 12 pixels of the data."""
    import keras

    from lab.models import MADE
    from lab.training.schedule import Schedule

    small = dataclasses.replace(context, dataset=_centre(context.dataset))
    pixels, orders = small.dataset.train.pixels.shape[1], context.parameters.ensemble_orders
    model = MADE(pixels, SMALL_UNITS, order="random", orders=orders, seed=context.seed)
    model.compile(optimizer=keras.optimizers.Adam(1e-3))
    plain = _plain_network([*SMALL_UNITS, pixels], keras.optimizers.Adam(1e-3), context.seed)
    batch_size = min(100, len(small.dataset.train))
    updates = FEWEST_UPDATES if context.smoke else SMALL_UPDATES
    for name, network in (("small-orders", model), ("small-unmasked", plain)):
        small.fit(network, name, Schedule(2, updates, batch_size))
    everything = (np.arange(2**pixels)[:, None] >> np.arange(pixels) & 1).astype(np.float32)
    nats = {
        "mean_likelihood": -model.log_prob(everything).numpy(),
        "mean_logits": _nats_of_mean_logits(model, everything)[-1],
        "unmasked": _nats(plain(everything).numpy(), everything),
    }
    return {
        f"sum_{name}": float(np.exp(-values, dtype=float).sum()) for name, values in nats.items()
    }


def _plain_network(units, optimizer, seed):
    """Linear and ReLU in turn, from images to logits; trained on images as their own target."""
    import keras

    from lab.framework import BCELoss, Linear, ReLU

    layers = []
    for index, width in enumerate(units):
        start = keras.initializers.GlorotUniform(seed=1_000 * seed + index)
        layers += [Linear(width, kernel_initializer=start), ReLU()]
    model = keras.Sequential(layers[:-1])
    model.compile(optimizer=optimizer, loss=BCELoss(reduction="mean_with_sample_weight"))
    return model


def _scores_of_mean_logits(model, images):
    return _nats_of_mean_logits(model, images).mean(axis=1)


def _nats_of_mean_logits(model, images):
    """Cross-entropy with the mean logits of the first n orders, n = 1 to their number: [M, N]."""
    total, nats = 0, []
    for which in range(model.num_orders):
        total = total + model.conditional_logits(images, which).numpy()
        nats.append(_nats(total / (which + 1), images))
    return np.array(nats)


def _nats(logits, images):
    from lab.framework.ops import binary_cross_entropy_from_logits

    return binary_cross_entropy_from_logits(logits, images).numpy()


def _centre(data):
    """The pixels in the middle of the images alone."""
    rows, columns = data.shape
    height, width = SMALL_SHAPE
    top, left = (rows - height) // 2, (columns - width) // 2

    def cut(split):
        block = split.pixels.reshape(-1, rows, columns)[:, top : top + height, left : left + width]
        pixels = np.ascontiguousarray(block.reshape(len(block), -1))
        return dataclasses.replace(split, pixels=pixels, labels=None)

    return dataclasses.replace(
        data,
        train=cut(data.train.spread()),
        test=cut(data.test),
        valid=None,
        shape=SMALL_SHAPE,
        augment=False,
    )
