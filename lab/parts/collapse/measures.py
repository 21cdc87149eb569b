"""What the part collapse measures."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.divergences import kl_between_normals

# the one with the noise
LATENT = 0
MEASURED = 1000
# of all images, what the aggregate posterior is made of
TOGETHER = 2000
# nats of KL below which a latent counts as ignored
IGNORED = 0.05
SHOWN = 10


def of_latents(model, images):
    """Gain, KL, deviation and I(x; z_j) of each latent j: {name_j: number}; a measure of `fit`."""
    from lab.evaluation.codes import posterior_draws
    from lab.evaluation.collapse import information_about_images, reconstruction_gains

    # of the step, so that a resumed training measures the same
    rng = np.random.default_rng([model.seed, int(model.step)])
    mu, log_var, z = posterior_draws(model, images, rng)
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
    """Active units and KL in nats; a measure of `fit`."""
    from lab.evaluation.codes import posteriors
    from lab.evaluation.collapse import active_units

    mu, log_var = posteriors(model, images)
    return {
        "active_units": active_units(mu),
        "kl_nats": float(kl_between_normals(mu, np.exp(log_var / 2)).sum(1).mean()),
    }


def of_a_code(model, test):
    """(numbers, arrays) of a trained model, whatever it was trained with: its ELBO has beta = 1."""
    from lab.evaluation.codes import decoded, mean_codes, posterior_draws
    from lab.evaluation.collapse import information_about_images
    from lab.evaluation.likelihood import mean_elbo

    images = test.spread(TOGETHER).images
    mu, log_var, z = posterior_draws(model, images, np.random.default_rng(model.seed))
    numbers = of_units(model, images) | {
        "elbo_nats": mean_elbo(model, test.images),
        "information": information_about_images(mu, log_var, z),
    }
    shown = mean_codes(model, test.spread(SHOWN).images)
    arrays = {
        "reconstructions": as_pixels(decoded(model, shown)),
        "samples": as_pixels(model.sample(SHOWN)),
    }
    return numbers, arrays


def largest_information(test):
    """What I(x; z) cannot exceed: the logarithm of the number of images it is measured on."""
    return float(np.log(min(TOGETHER, len(test))))


def of_phases(rows, latent, start, stop):
    """What became of the latent with the noise, from the rows of the history: {name: number}.

    start, stop: the rows after which the noise came and went. Where something did not happen
    before the next phase, the updates until it are those of the whole phase.
    """
    gain, kl, sigma, information = (
        np.array([row[f"{name}_{latent}"] for row in rows])
        for name in ("gain", "kl", "sigma", "information")
    )
    updates = rows[0]["updates"]
    noisy, after = slice(start, stop), slice(stop, len(rows))
    metrics = {}
    for phase, row in {"before": start - 1, "noise": stop - 1, "after": len(rows) - 1}.items():
        metrics |= {
            f"gain_{phase}": gain[row],
            f"kl_{phase}": kl[row],
            f"sigma_{phase}": sigma[row],
            f"information_{phase}": information[row],
        }
    below = _first(gain[noisy] < kl[noisy])
    return {
        **{name: float(value) for name, value in metrics.items()},
        "gain_less_kl_before": float(gain[start - 1] - kl[start - 1]),
        "gain_less_kl_after": float(gain[-1] - kl[-1]),
        "kl_when_gain_falls_below": float(kl[noisy][below - 1]),
        "updates_to_gain_below_kl": below * updates,
        "updates_to_ignored": _first(kl[noisy] < IGNORED) * updates,
        "updates_to_awake": _first(kl[after] > metrics["kl_before"] / 2) * updates,
        "kl_share_after": float(kl[-1] / kl[start - 1]),
    }


def _first(happened):
    """How many measurements until something happened; all of them where it did not."""
    return int(np.argmax(happened)) + 1 if happened.any() else len(happened)
