"""What the part beta-vae measures of a network, and what it makes of all of them."""

import numpy as np

from lab.data import as_pixels, evenly_spaced
from lab.data.sources.sprites import all_sprites
from lab.evaluation.codes import decoded, posterior_samples
from lab.evaluation.disentanglement import (
    dci,
    factor_entropies,
    information_about_factors,
    mig,
    sap,
)
from lab.evaluation.divergences import kl_between_normals
from lab.evaluation.latents import in_use
from lab.experiment.outcome import suffixed
from lab.experiment.over_seeds import gain, means
from lab.parts.beta_vae import STEPS

CATEGORICAL = ("shape",)
MEASURED = 5000
SHOWN_VALUES = 12
# where a factor has fewer values than others: as light as the gaps between images
NO_IMAGE = 191
# the scores that should grow with beta
RISING = ("mig", "sap", "dci", "recon_nats")


def scores(model, last, data):
    """Scores of a network on the test images, with the last row of its history: {name: float}."""
    test = data.test.spread(MEASURED)
    factors = test.factors
    categorical = [data.factor_names.index(name) for name in CATEGORICAL]
    latents, means, information = _of_latents(model, test)
    of_dci = dci(means, factors, categorical)
    return {
        "recon_nats": last["val_recon"] * model.input_dim,
        "kl_nats": float(latents.sum()),
        "in_use": in_use(latents),
        "mig": mig(information, factor_entropies(factors)),
        "sap": sap(means, factors, categorical),
        "dci": of_dci.disentanglement,
        "completeness": of_dci.completeness,
        "informativeness": of_dci.informativeness,
    }


def pictures(model, data):
    """Arrays of a network, its latents in the order of their KL, the largest first."""
    test = data.test.spread(MEASURED)
    latents, _, information = _of_latents(model, test)
    order = np.argsort(-latents)
    start = model.encode(test.images[_middle(test.factors), None])[0].numpy()[0]
    moved = np.tile(start, (len(order), len(STEPS), 1))
    for row, latent in enumerate(order):
        moved[row, :, latent] = STEPS
    images = decoded(model, moved.reshape(-1, model.z_dim))
    return {
        "latent": order,
        "latent_kl": latents[order],
        "known_share": (information / factor_entropies(test.factors))[order],
        "traversals": as_pixels(images).reshape(len(order), len(STEPS), -1),
    }


def _of_latents(model, split):
    """KL of each latent [Z], means of q(z|x) [N, Z], I(z_j; v_f) of its samples [Z, F]; nats."""
    mu, log_var, z = posterior_samples(model, split.images, np.random.default_rng(model.seed))
    kl = kl_between_normals(mu, np.exp(log_var / 2)).mean(0)
    return kl, mu, information_about_factors(z, split.factors)


def _middle(factors):
    """The image whose factors are nearest to the middle of their values."""
    shares = factors / factors.max(0)
    return int(np.abs(shares - 0.5).sum(1).argmin())


def of_the_dataset(data):
    """The names of the factors, and images [F, V, D] that differ in one of them only."""
    rows = []
    for name in data.factor_names:
        pixels, _ = all_sprites((name,))
        places = evenly_spaced(len(pixels), SHOWN_VALUES)
        missing = SHOWN_VALUES - len(places)
        rows.append(np.pad(pixels[places], ((0, missing), (0, 0)), constant_values=NO_IMAGE))
    return {"factor_names": np.array(data.factor_names), "factor_images": np.stack(rows)}


def summary(betas, table):
    """Metrics from scores {name: [betas, seeds]}: means and standard errors, and what beta gains.

    Each gain is over the smallest beta, from the same initial weights, with its 95 % interval:
    `gain` is the mean over all larger beta, `gain_best` that of the beta which
    `best_of_the_others` chooses. A single network for each beta tells no error.
    """
    metrics = {}
    for row, beta in enumerate(betas):
        of_beta = {name: values[row] for name, values in table.items()}
        metrics |= suffixed(means(of_beta), f"beta{beta:g}")
    for name in RISING:
        gains = table[name][1:] - table[name][0]
        best = gains[best_of_the_others(gains), np.arange(gains.shape[1])]
        metrics |= gain(f"{name}_gain", gains.mean(0)) | gain(f"{name}_gain_best", best)
    return metrics


def best_of_the_others(values):
    """For each column of [betas, seeds] the row that is best on average over the other columns.

    So what is reported of a network had no part in its choice. A single one has no others: its own
    best row, which flatters it.
    """
    count = values.shape[1]
    others = values.sum(1, keepdims=True) - values if count > 1 else values
    return others.argmax(0)
