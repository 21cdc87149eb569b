"""Posterior collapse: brought about by noise on one latent, undone, and met in deep networks.

Question: when does a VAE give up a latent, does it come back, and what helps against it?
Source: lecture, "posterior collapse" (artificial noise, reconstruction gain, the latent that wakes
    up); it gives no network and no numbers. Burda et al. (2016) for active units, Hoffman, Johnson
    (2016) for I(x; z), Bowman et al. (2016) for the warm-up of KL.
Command: python run_lab.py --part collapse
Time: about four minutes on two cores, for one training with noise and four with many latents.
What one should see: within some hundred updates of noise the latent's gain falls from 58 nats below
    its KL, the KL from 2.3 nats to 0.01, and sigma rises to 1; the others take over its work.
    Without noise it wakes up and carries four fifths of what it did. Of 32 latents a deep network
    keeps 3 where a shallow one has 23 in use; with a warm-up of KL it keeps 6 and wins 22 nats; a
    smaller weight, for good, wins less.
How it is measured: the gain of a latent is the reconstruction error with that latent drawn from the
    prior less that with all of them from q(z|x): lab/evaluation/collapse.py says why. Measured on
    1,000 test images, with the noise while it is on. The latent with the noise is the first one,
    chosen before the run. I(x; z) is that of 2,000 test images, so at most their logarithm. Pixels
    are grey, so nats of the Bernoulli likelihood are a score.
"""

import dataclasses

import numpy as np

from lab.errors import LabError
from lab.parts import collapse_figures, collapse_numbers
from lab.parts.collapse_numbers import LATENT
from lab.parts.experiment import Expected, Outcome, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored

NOISY = "noisy"


@dataclasses.dataclass(frozen=True)
class Parameters:
    """noise: its standard deviation. noise_from, noise_until: shares of the training.

    z_dim: latents of the training with noise. many: those of the networks that collapse by
    themselves, which have deep_layers; warm_up: share of the training over which their KL's weight
    rises; small_beta: another weight.
    """

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(4, at_least=1)
    noise: float = setting(10.0, at_least=0)
    noise_from: float = setting(0.25, at_least=0)
    noise_until: float = setting(0.5, at_least=0)
    deep_layers: tuple[int, ...] = setting((256,) * 6, at_least=1)
    many: int = setting(32, at_least=1)
    small_beta: float = setting(0.5, above=0)
    warm_up: float = setting(0.5, at_least=0)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(60, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # short epochs: everything is measured after each. 0: one pass over the data
    updates_per_epoch: int = setting(100, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(
            self, hidden_layers=(64,), deep_layers=(32,) * 3, many=8, epochs=4, updates_per_epoch=15
        )


EXPECTED = (
    Expected("gain_less_kl_before", 0.0, None, "lecture: a latent in use gains more than its KL"),
    Expected(
        "updates_to_gain_below_kl", None, 500, "lecture: with noise the gain falls below the KL"
    ),
    Expected("ignored_after_gain_fell", 0, 2000, "lecture: first the gain falls, then the KL"),
    Expected("kl_noise", None, 0.05, "lecture: the latent is ignored; own bar"),
    Expected("sigma_noise", 0.95, 1.05, "lecture: its variance grows, to the prior's"),
    Expected("gain_less_kl_after", 0.0, None, "lecture: without noise it is active again"),
    Expected("kl_share_after", 0.5, 2.0, "own aim: it carries half of what it did, or more"),
    Expected("units_lost_by_depth", 3, None, "own aim: the deep network loses latents"),
    Expected("units_won_by_warm_up", 1, None, "Bowman et al.: a warm-up keeps latents in use"),
    Expected("nats_won_by_warm_up", 0.0, None, "own aim: and the bound is no worse"),
)


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
    metrics = collapse_numbers.of_phases(histories[NOISY], LATENT, start, stop)
    arrays = {
        "phases": np.array([start, stop]) * histories[NOISY][0]["updates"],
        "originals": context.dataset.test.spread(collapse_numbers.SHOWN).pixels,
    }
    for name, settings in _runs(p, context.schedule(p.epochs)).items():
        model, histories[name] = _train(context, name, **settings)
        numbers, pictures = collapse_numbers.of_a_code(model, context.dataset.test)
        metrics |= {f"{key}_{name}": value for key, value in numbers.items()}
        arrays |= {f"{key}_{name}": value for key, value in pictures.items()}
    metrics |= _differences(metrics)
    metrics["largest_information"] = collapse_numbers.largest_information(context.dataset.test)
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
        **mirrored(context),
    )
    measured = context.dataset.test.spread(collapse_numbers.MEASURED).images
    return context.train(model, NOISY, lambda model: collapse_numbers.of_latents(model, measured))


def _train(context, name, layers, **options):
    """One of the networks with many latents, and its history."""
    from lab.models import PlainVAE

    model = PlainVAE(z_dim=context.parameters.many, **mirrored(context, layers), **options)
    measured = context.dataset.test.spread(collapse_numbers.MEASURED).images
    rows = context.train(model, name, lambda model: collapse_numbers.of_units(model, measured))
    return model, rows


def draw(record):
    """The figures of a finished run, by name."""
    return collapse_figures.all_figures(record)
