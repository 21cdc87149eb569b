"""What the part likelihood trains and measures."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.parts.likelihood import measures

PLANE = 2


# of Adam: Burda et al., section 5.1
EPSILON = 1e-4


# of the learning rate, where a training goes on from another one
LEFT = 0.25


def run(context):
    """Trains a VAE with codes of two numbers and an IWAE for each k; measures their likelihoods."""
    p = context.parameters
    context = context.unlabelled()
    plane, rows = _train(context, "plane", PLANE, 1)
    models, histories, shared, before = {}, {"plane": rows}, [], None
    if p.shared_epochs:
        before, shared = _shared(context)
        models["shared"] = before
    for k in p.samples:
        models[f"k{k}"], histories[f"k{k}"] = _train(context, f"k{k}", p.z_dim, k, before)
        if p.shared_epochs:
            before = models[f"k{k}"]
    test = context.dataset.test
    numbers, wide = measures, models[f"k{min(p.samples)}"]
    measured = [
        context.measured("closed_form", numbers.of_the_closed_form, context),
        context.measured("proposals_plane", numbers.of_proposals, "plane", plane, test, p),
        context.measured("proposals", numbers.of_proposals, "", wide, test, p),
        *(
            context.measured(name, numbers.of_a_training, name, model, test, p)
            for name, model in models.items()
        ),
    ]
    metrics, arrays = gathered(measured)
    arrays["samples"] = p.samples
    if shared:
        losses = ("train_loss", "val_loss")
        arrays |= {f"shared_{name}": [row[name] for row in shared] for name in losses}
    least, largest = (metrics[f"test_nll_k{k}"] for k in (min(p.samples), max(p.samples)))
    metrics |= {"gain_of_largest_k": least - largest, "seconds_shared": _seconds(shared)}
    metrics |= {f"seconds_k{k}": _seconds(histories[f"k{k}"]) for k in p.samples}
    return Outcome(metrics, merged(histories), arrays)


def _shared(context):
    """The network from whose weights the first k goes on, and its history."""
    import keras

    p, schedule = context.parameters, context.schedule(context.parameters.shared_epochs)
    model = _network(context, p.z_dim, 1)
    rate = keras.optimizers.schedules.CosineDecay(p.learning_rate, schedule.updates, alpha=LEFT)
    model.compile(optimizer=keras.optimizers.Adam(rate, epsilon=EPSILON))
    return model, context.fit(model, "shared", schedule)


def _train(context, name, z_dim, k, before=None):
    """The network of one k, which goes on from another one where there is one before."""
    import keras

    p, data = context.parameters, context.dataset
    model, start = _network(context, z_dim, k), p.learning_rate
    if before is not None:
        model.set_weights(before.get_weights())
        start *= LEFT
    schedule = context.schedule(p.epochs)
    rate = keras.optimizers.schedules.CosineDecay(start, schedule.updates)
    model.compile(optimizer=keras.optimizers.Adam(rate, epsilon=EPSILON))
    measure = measures.after_an_epoch(data.valid or data.test, p.draws)
    return model, context.fit(model, name, schedule, measure)


def _network(context, z_dim, k):
    from lab.models import IWAE, PlainVAE

    options = {"z_dim": z_dim, **vae_arguments(context)}
    model = IWAE(samples=k, **options) if k > 1 else PlainVAE(**options)
    model.start_at_frequencies(context.dataset.train.spread().images)
    return model


def _seconds(rows):
    return float(sum(row["seconds"] for row in rows))
