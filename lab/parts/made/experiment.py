"""Trains a MADE and what it is compared with, and measures all of them."""

import dataclasses

import keras

from lab.experiment.made_networks import optimizer, train, untrained
from lab.experiment.outcome import Outcome, gathered
from lab.framework import SGD
from lab.models import MADE
from lab.parts.made import measures, small_images
from lab.parts.made.unmasked import unmasked_network
from lab.storage import networks

LEARNING_RATE_OF_ORDERS = 1e-3
# of the plain SGD, for which the coursework names none: of 0.05, 0.1, 0.2 and 0.4 the best one on
# validation images after six epochs; from 0.2 on it diverges
PLAIN_RATE = 0.05


def run(context):
    """The network, the same one without masks, one of several orders, and two of small images."""
    p, data = context.parameters, context.dataset
    unlabelled = context.unlabelled()
    model, history = train(unlabelled, p, "made", p.order)
    plain = _train_plain(unlabelled) if p.plain_epochs else None
    unmasked, unmasked_history = _train_unmasked(unlabelled)
    orders = _train_orders(unlabelled)
    measured = [
        measures.likelihoods(model, data),
        measures.plain_training(*plain, model, data) if plain else ({}, {}),
        (measures.training(model, history), {}),
        measures.samples(model, context),
        ({"val_recon_nats_unmasked": unmasked_history[-1]["val_loss"]}, measures.masks(model)),
        measures.jacobians(model, unmasked, data.test),
        measures.averages_of_orders(orders, data.test),
        (small_images.probability_sums(unlabelled), {}),
        measures.gradient_errors(context.smoke),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, history, arrays, networks=networks.made(model))


def _train_plain(context):
    """The network trained as the coursework's section 3.3 says, by SGD and nothing else, and its
    history.
    """
    p = context.parameters
    model = untrained(p, context.dataset.train.pixels.shape[1], p.order, context.seed)
    model.compile(optimizer=SGD(PLAIN_RATE))
    return model, context.fit(model, "plain", context.schedule(p.plain_epochs))


def _train_unmasked(context):
    """The network without masks, trained to reproduce its input, and its history."""
    p = context.parameters
    # too short a training to average weights over, or for a rate that doesn't fall to 0
    network = dataclasses.replace(p, averaging=0.0, lowest_rate=0.0)
    widths = [*p.hidden_units, context.dataset.train.pixels.shape[1]]
    schedule = context.schedule(p.unmasked_epochs)
    model = unmasked_network(widths, optimizer(network, schedule.updates), context.seed)
    return model, context.fit(model, "unmasked", schedule)


def _train_orders(context):
    """A network of several random orders of the pixels, which share its weights."""
    p = context.parameters
    model = MADE(
        context.dataset.train.pixels.shape[1],
        p.ensemble_units,
        order="random",
        orders=p.ensemble_orders,
        seed=context.seed,
    )
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE_OF_ORDERS))
    context.fit(model, "orders", context.schedule(p.ensemble_epochs))
    return model
