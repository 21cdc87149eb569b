"""What the part collapse trains and measures."""

import numpy as np

from lab.errors import LabError
from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, suffixed
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
    for name, settings in _with_many_latents(p, context.schedule(p.epochs)).items():
        model, histories[name] = _train(context, name, **settings)
        numbers, images = measures.of_a_code(model, context.dataset.test)
        metrics |= suffixed(numbers, name)
        arrays |= suffixed(images, name)
    metrics |= measures.remedies(metrics)
    metrics["information_nats_max"] = measures.largest_information(context.dataset.test)
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


def _with_many_latents(p, schedule):
    """{name: what distinguishes each of the networks with many latents}."""
    warm_up = round(p.warm_up * schedule.updates)
    return {
        "shallow": {"layers": p.hidden_layers},
        "deep": {"layers": p.deep_layers},
        "deep_warm_up": {"layers": p.deep_layers, "warm_up": warm_up},
        "deep_small_beta": {"layers": p.deep_layers, "beta": p.small_beta},
    }


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


def _train(context, name, layers, **options):
    """One of the networks with many latents, and its history."""
    model = PlainVAE(z_dim=context.parameters.many, **vae_arguments(context, layers), **options)
    measured = context.dataset.test.spread(measures.MEASURED).images
    rows = context.train(model, name, lambda model: measures.of_units(model, measured))
    return model, rows
