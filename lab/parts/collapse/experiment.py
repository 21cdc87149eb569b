"""What the part collapse trains and measures."""

import numpy as np

from lab.errors import LabError
from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome
from lab.experiment.vae_networks import vae_arguments
from lab.parts.collapse import measures
from lab.parts.collapse.measures import LATENT

NOISY = "noisy"


def run(context):
    """Trains with the noise, then the networks that lose latents by themselves; measures them."""
    p = context.parameters
    context = context.unlabelled()
    start, stop = (round(share * p.epochs) for share in (p.noise_from, p.noise_until))
    if not 0 < start < stop < p.epochs:
        raise LabError(
            f"epochs={p.epochs}, noise_from={p.noise_from}, noise_until={p.noise_until} make no "
            "sense: each of the three phases needs an epoch"
        )
    histories = {NOISY: _train_with_noise(context, start, stop)}
    metrics = measures.of_phases(histories[NOISY], LATENT, start, stop)
    arrays = {
        "phases": np.array([start, stop]) * histories[NOISY][0]["updates"],
        "originals": context.dataset.test.spread(measures.SHOWN).pixels,
    }
    for name, settings in _runs(p, context.schedule(p.epochs)).items():
        model, histories[name] = _train(context, name, **settings)
        numbers, pictures = measures.of_a_code(model, context.dataset.test)
        metrics |= {f"{key}_{name}": value for key, value in numbers.items()}
        arrays |= {f"{key}_{name}": value for key, value in pictures.items()}
    metrics |= _differences(metrics)
    metrics["largest_information"] = measures.largest_information(context.dataset.test)
    return Outcome(metrics, merged(histories), arrays)


def _differences(m):
    return {
        "ignored_after_gain_fell": m["updates_to_ignored"] - m["updates_to_gain_below_kl"],
        "units_lost_by_depth": m["active_units_shallow"] - m["active_units_deep"],
        "units_won_by_warm_up": m["active_units_deep_warm_up"] - m["active_units_deep"],
        "nats_won_by_warm_up": m["elbo_nats_deep_warm_up"] - m["elbo_nats_deep"],
    }


def _runs(p, schedule):
    """What makes each of the networks with many latents."""
    warm_up = round(p.warm_up * schedule.updates)
    return {
        "shallow": {"layers": p.hidden_layers},
        "deep": {"layers": p.deep_layers},
        "deep_warm_up": {"layers": p.deep_layers, "warm_up": warm_up},
        "deep_small_beta": {"layers": p.deep_layers, "beta": p.small_beta},
    }


def _train_with_noise(context, start, stop):
    """The history of the training in which noise comes and goes after so many epochs."""
    from lab.models import NoisyVAE

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
    from lab.models import PlainVAE

    model = PlainVAE(z_dim=context.parameters.many, **vae_arguments(context, layers), **options)
    measured = context.dataset.test.spread(measures.MEASURED).images
    rows = context.train(model, name, lambda model: measures.of_units(model, measured))
    return model, rows
