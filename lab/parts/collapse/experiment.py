"""What the part collapse trains and measures."""

import numpy as np

from lab.errors import LabError
from lab.experiment.histories import columns, mean_rows, merged
from lab.experiment.outcome import Outcome, suffixed
from lab.experiment.over_seeds import means
from lab.experiment.vae_networks import vae_arguments
from lab.models import NoisyVAE, PlainVAE
from lab.parts.collapse import LATENT, NOISY, measures


def run(context):
    """Trains with the noise, then the networks that lose latents by themselves; measures them."""
    p = context.parameters
    context = context.unlabelled()
    start, stop = _phases(p)
    histories = {NOISY: _train_with_noise(context, start, stop)}
    metrics = measures.of_phases(histories[NOISY], LATENT, start, stop)
    arrays = {
        "phases": np.array([start, stop]) * histories[NOISY][0]["updates"],
        "originals": context.dataset.test.spread(measures.SHOWN).pixels,
    }
    tables = {}
    for name, trained in _train_with_many_latents(context).items():
        models, rows = zip(*trained, strict=True)
        histories[name] = mean_rows(rows)
        # {quantity: [seeds]}
        tables[name] = columns([measures.of_a_code(m, context.dataset.test) for m in models])
        metrics |= suffixed(means(tables[name]), name)
        arrays |= suffixed(tables[name] | measures.images(models[0], context.dataset.test), name)
        kls = [measures.latent_kls(m, context.dataset.test) for m in models]
        arrays[f"latent_kls_{name}"] = np.array(kls)
    metrics |= measures.remedies(tables)
    metrics |= measures.limits(context.dataset.test)
    return Outcome(metrics, merged(histories), arrays)


def _phases(p):
    """The epochs after which the noise comes and goes."""
    start, stop = (round(share * p.epochs) for share in (p.noise_from, p.noise_until))
    if not 0 < start < stop < p.epochs:
        raise LabError(
            f"epochs={p.epochs}, noise_from={p.noise_from}, noise_until={p.noise_until} are "
            "invalid: each of the three phases needs at least one epoch"
        )
    return start, stop


def _train_with_noise(context, start, stop):
    """The history of the training in which noise comes and goes after these epochs."""
    p = context.parameters
    schedule = context.schedule(p.epochs)
    model = NoisyVAE(
        strength=p.noise,
        start=start * schedule.updates_per_epoch,
        stop=stop * schedule.updates_per_epoch,
        latent=LATENT,
        z_dim=p.z_dim,
        **vae_arguments(context),
    )
    measured = context.dataset.test.spread(measures.MEASURED).images
    return context.train(model, NOISY, lambda model: measures.of_latents(model, measured))


def _train_with_many_latents(context):
    """{name: (model, history) from each seed} of the networks with many latents."""
    p, measured = context.parameters, context.dataset.test.spread(measures.MEASURED).images
    trained = {}
    for number in range(p.seeds):
        # those of one seed see the same images
        of_seed = context.of_network(number)
        models = {
            f"{name}_{number}": PlainVAE(z_dim=p.many, **vae_arguments(of_seed, layers), **options)
            for name, (layers, options) in _with_many_latents(p, context.schedule(p.epochs)).items()
        }
        rows = of_seed.train_together(models, lambda model: measures.of_units(model, measured))
        for name, model in models.items():
            trained.setdefault(name.removesuffix(f"_{number}"), []).append((model, rows[name]))
    return trained


def _with_many_latents(p, schedule):
    """{name: (hidden layers, what else distinguishes it)} of the networks with many latents."""
    return {
        "shallow": (p.hidden_layers, {}),
        "deep": (p.deep_layers, {}),
        "deep_warm_up": (p.deep_layers, {"warm_up": round(p.warm_up * schedule.updates)}),
        "deep_small_beta": (p.deep_layers, {"beta": p.small_beta}),
    }
