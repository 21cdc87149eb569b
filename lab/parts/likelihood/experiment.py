"""Trains a VAE with two latents and one VAE or IWAE for each k; measures their likelihoods."""

import keras

from lab.experiment.histories import merged, training_seconds
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.models import IWAE, PlainVAE
from lab.parts.likelihood import measures

PLANE_Z_DIM = 2
# of Adam: Burda et al., section 5.1
EPSILON = 1e-4
# share of the learning rate with which a training continues another one
REMAINING_RATE = 0.25


def run(context):
    """The VAE of the plane, the training that all k share if there is one, then each k."""
    context = context.unlabelled()
    p, test = context.parameters, context.dataset.test
    plane, plane_rows = _train(context, "plane", PLANE_Z_DIM, 1)
    shared, shared_rows = _train_shared(context) if p.shared_epochs else (None, [])
    models, histories = _train_each_k(context, shared)
    many_latents = models[f"k{min(p.samples)}"]
    trained = models if shared is None else {"shared": shared, **models}
    measured = [
        context.measured_once("closed_form", measures.closed_form, context),
        context.measured_once("proposals_plane", measures.proposals, "plane", plane, test, p),
        context.measured_once("proposals_wide", measures.proposals, "wide", many_latents, test, p),
        *(
            context.measured_once(name, measures.likelihoods, name, model, test, p)
            for name, model in trained.items()
        ),
    ]
    metrics, arrays = gathered(measured)
    arrays["samples"] = p.samples
    for name in ("train_loss", "val_loss") if shared_rows else ():
        arrays[f"shared_{name}"] = [row[name] for row in shared_rows]
    smallest, largest = (arrays[f"k{k}_nlls"] for k in (min(p.samples), max(p.samples)))
    metrics |= measures.gain_of_the_largest_k(smallest, largest)
    for name, rows in {"shared": shared_rows, **histories}.items():
        metrics[f"training_seconds_{name}"] = training_seconds(rows)
    return Outcome(metrics, merged({"plane": plane_rows, **histories}), arrays)


def _train_shared(context):
    """The network with whose weights the first k continues, and its history."""
    p, schedule = context.parameters, context.schedule(context.parameters.shared_epochs)
    model = _network(context, p.z_dim, 1)
    model.compile(optimizer=_adam(p.learning_rate, schedule, lowest=REMAINING_RATE))
    return model, context.fit(model, "shared", schedule)


def _train_each_k(context, shared):
    """{name: network} and {name: history} of each k, which continues the one before it where the
    first one continues `shared`.
    """
    p = context.parameters
    models, histories, before = {}, {}, shared
    for k in p.samples:
        name = f"k{k}"
        models[name], histories[name] = _train(context, name, p.z_dim, k, before)
        if shared is not None:
            before = models[name]
    return models, histories


def _train(context, name, z_dim, k, before=None):
    """The network of one k and its history. before: the network that it continues, if any."""
    p, data = context.parameters, context.dataset
    model, rate = _network(context, z_dim, k), p.learning_rate
    if before is not None:
        model.set_weights(before.get_weights())
        rate *= REMAINING_RATE
    schedule = context.schedule(p.epochs)
    model.compile(optimizer=_adam(rate, schedule))
    measure = measures.after_an_epoch(data.valid or data.test, p.draws)
    return model, context.fit(model, name, schedule, measure)


def _network(context, z_dim, k):
    arguments = {"z_dim": z_dim, **vae_arguments(context)}
    model = IWAE(samples=k, **arguments) if k > 1 else PlainVAE(**arguments)
    model.start_at_frequencies(context.dataset.train.spread().images)
    return model


def _adam(rate, schedule, lowest=0.0):
    """Adam whose learning rate falls as a cosine to its share `lowest` by the end of a schedule."""
    falling = keras.optimizers.schedules.CosineDecay(rate, schedule.updates, alpha=lowest)
    return keras.optimizers.Adam(falling, epsilon=EPSILON)
