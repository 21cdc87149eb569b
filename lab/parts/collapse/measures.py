"""What the part collapse measures."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.codes import decoded, mean_codes, posterior_samples, posteriors
from lab.evaluation.collapse import active_units, information_about_images, reconstruction_gains
from lab.evaluation.divergences import kl_between_normals
from lab.evaluation.likelihood import mean_elbo
from lab.experiment.histories import columns
from lab.experiment.outcome import suffixed

# images measured after each epoch
MEASURED = 1000
# images that make up the aggregate posterior after training
AGGREGATED = 2000
# nats of KL below which a latent counts as ignored
IGNORED = 0.05
SHOWN = 10


def of_latents(model, images):
    """Gain, KL, sigma and I(x; z_j) of each latent j, {name_j: number}: a measure for `fit`."""
    # of the step, so that a resumed training measures the same
    rng = np.random.default_rng([model.seed, int(model.step)])
    mu, log_var, z = posterior_samples(model, images, rng)
    found = {
        "gain": reconstruction_gains(model, images, rng),
        "kl": kl_between_normals(mu, np.exp(log_var / 2)).mean(0),
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
    """Active units and KL in nats: a measure for `fit`."""
    mu, log_var = posteriors(model, images)
    return {
        "active_units": active_units(mu),
        "kl_nats": float(kl_between_normals(mu, np.exp(log_var / 2)).sum(1).mean()),
    }


def of_a_code(model, test):
    """(metrics, arrays) of a trained model; its ELBO has beta = 1, whatever it was trained with."""
    images = test.spread(AGGREGATED).images
    mu, log_var, z = posterior_samples(model, images, np.random.default_rng(model.seed))
    metrics = of_units(model, images) | {
        "test_elbo_nats": mean_elbo(model, test.images),
        "information_nats": information_about_images(mu, log_var, z),
    }
    codes = mean_codes(model, test.spread(SHOWN).images)
    arrays = {
        "reconstructions": as_pixels(decoded(model, codes)),
        "samples": as_pixels(model.sample(SHOWN)),
    }
    return metrics, arrays


def remedies(m):
    """What noise, depth and warm-up change, from the metrics of the networks."""
    return {
        "updates_from_gain_below_kl_to_ignored": m["updates_to_ignored"]
        - m["updates_to_gain_below_kl"],
        "active_units_lost_by_depth": m["active_units_shallow"] - m["active_units_deep"],
        "active_units_gain_warm_up": m["active_units_deep_warm_up"] - m["active_units_deep"],
        "elbo_gain_nats_warm_up": m["test_elbo_nats_deep_warm_up"] - m["test_elbo_nats_deep"],
    }


def largest_information(test):
    """What I(x; z) cannot exceed: the logarithm of the number of images it is measured on."""
    return float(np.log(min(AGGREGATED, len(test))))


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
    below = _first(gain[noisy] < kl[noisy])
    return metrics | {
        "gain_minus_kl_nats_before": float(gain[start - 1] - kl[start - 1]),
        "gain_minus_kl_nats_after": float(gain[-1] - kl[-1]),
        "kl_nats_when_gain_falls_below": float(kl[noisy][below - 1]),
        "updates_to_gain_below_kl": below * updates,
        "updates_to_ignored": _first(kl[noisy] < IGNORED) * updates,
        "updates_to_active": _first(kl[after] > metrics["kl_nats_before"] / 2) * updates,
        "kl_ratio_after_to_before": float(kl[-1] / kl[start - 1]),
    }


def _first(happened):
    """How many measurements until something happened; all of them where it did not."""
    return int(np.argmax(happened)) + 1 if happened.any() else len(happened)
