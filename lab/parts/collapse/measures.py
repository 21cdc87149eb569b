"""What the part collapse measures."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.codes import decoded, mean_codes, posterior_samples, posteriors
from lab.evaluation.collapse import information_about_images, reconstruction_gains
from lab.evaluation.divergences import kl_between_normals
from lab.evaluation.latents import IN_USE, active_units, in_use
from lab.evaluation.likelihood import mean_elbo
from lab.experiment.histories import columns
from lab.experiment.outcome import suffixed
from lab.experiment.over_seeds import gain

# images measured after each epoch
MEASURED = 1000
# images that make up the aggregate posterior after training
AGGREGATED = 2000
SHOWN = 10


def of_latents(model, images):
    """Gain, KL, sigma and I(x; z_j) of each latent j, {name_j: number}: a measure for `fit`."""
    # of the step, so that a resumed training measures the same
    rng = np.random.default_rng([model.seed, int(model.step)])
    mu, log_var, z = posterior_samples(model, images, rng)
    found = {
        "gain": reconstruction_gains(model, images, rng),
        "kl": _kls(mu, log_var),
        "sigma": np.exp(log_var.mean(0) / 2),
        "information": [
            information_about_images(mu[:, [j]], log_var[:, [j]], z[:, [j]])
            for j in range(model.z_dim)
        ],
    }
    return {
        f"{name}_{j}": value for name, values in found.items() for j, value in enumerate(values)
    }


def of_units(model, images):
    """Active units, latents in use and KL in nats: a measure for `fit`."""
    mu, log_var = posteriors(model, images)
    kl = _kls(mu, log_var)
    return {"active_units": active_units(mu), "in_use": in_use(kl), "kl_nats": float(kl.sum())}


def of_a_code(model, test):
    """Metrics of a trained model; its ELBO has beta = 1, whatever it was trained with."""
    images = test.spread(AGGREGATED).images
    mu, log_var, z = posterior_samples(model, images, np.random.default_rng(model.seed))
    return of_units(model, images) | {
        "test_elbo_nats": mean_elbo(model, test.images),
        "information_nats": information_about_images(mu, log_var, z),
    }


def latent_kls(model, test):
    """KL of each latent of a trained model, nats, the largest first: [Z]."""
    return np.sort(_kls(*posteriors(model, test.spread(AGGREGATED).images)))[::-1]


def _kls(mu, log_var):
    """KL of each latent, nats, mean over the images: [Z]."""
    return kl_between_normals(mu, np.exp(log_var / 2)).mean(0)


def images(model, test):
    """Arrays of images that a trained model decodes."""
    codes = mean_codes(model, test.spread(SHOWN).images)
    return {
        "reconstructions": as_pixels(decoded(model, codes)),
        "samples": as_pixels(model.sample(SHOWN)),
    }


def remedies(tables):
    """What depth, warm-up and a small beta change, from {network: {quantity: [seeds]}}.

    Networks of one seed are compared, which have seen the same images.
    """
    shallow, deep = tables["shallow"], tables["deep"]
    metrics = gain("in_use_lost_by_depth", shallow["in_use"] - deep["in_use"])
    for remedy in ("warm_up", "small_beta"):
        with_it = tables[f"deep_{remedy}"]
        for name, metric in (("in_use", "in_use_gain"), ("test_elbo_nats", "elbo_gain_nats")):
            metrics |= gain(f"{metric}_{remedy}", with_it[name] - deep[name])
    return metrics


def limits(test):
    """From which KL a latent counts as in use, and what I(x; z) cannot exceed.

    That is the logarithm of the number of images it is measured on.
    """
    return {
        "kl_nats_least_in_use": IN_USE,
        "information_nats_max": float(np.log(min(AGGREGATED, len(test)))),
    }


def of_phases(rows, latent, start, stop):
    """What became of the latent with the noise, from the rows of the history: {name: number}.

    start, stop: the rows after which the noise came and went. Where something did not happen
    before the next phase, the updates until it are those of the whole phase.
    """
    of_all = columns(rows)
    gain, kl, sigma, information = (
        of_all[f"{name}_{latent}"] for name in ("gain", "kl", "sigma", "information")
    )
    metrics = {}
    for phase, row in {"before": start - 1, "noise": stop - 1, "after": len(rows) - 1}.items():
        numbers = {
            "gain_nats": float(gain[row]),
            "kl_nats": float(kl[row]),
            "sigma": float(sigma[row]),
            "information_nats": float(information[row]),
        }
        metrics |= suffixed(numbers, phase)
    updates = rows[0]["updates"]
    noisy, after = slice(start, stop), slice(stop, len(rows))
    below, ignored = _first(gain[noisy] < kl[noisy]), _first(kl[noisy] < IN_USE)
    return metrics | {
        "gain_minus_kl_nats_before": float(gain[start - 1] - kl[start - 1]),
        "gain_minus_kl_nats_after": float(gain[-1] - kl[-1]),
        "kl_nats_when_gain_falls_below": float(kl[noisy][below - 1]),
        "updates_to_gain_below_kl": below * updates,
        "updates_to_ignored": ignored * updates,
        "updates_from_gain_below_kl_to_ignored": (ignored - below) * updates,
        "updates_to_active": _first(kl[after] > metrics["kl_nats_before"] / 2) * updates,
        "kl_ratio_after_to_before": float(kl[-1] / kl[start - 1]),
    }


def _first(happened):
    """How many measurements until something happened; all of them where it did not."""
    return int(np.argmax(happened)) + 1 if happened.any() else len(happened)
