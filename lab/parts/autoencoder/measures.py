"""What the part autoencoder measures: each function gives (metrics, arrays)."""

import math

import numpy as np
from sklearn.decomposition import PCA

from lab.data import as_pixels
from lab.evaluation.codes import decoded, in_batches, mean_codes, posterior_samples
from lab.evaluation.generation import effective_classes, judged_sure
from lab.evaluation.reconstruction import mean_squared_error
from lab.experiment.outcome import prefixed, suffixed
from lab.parts.autoencoder import DRAWS, KINDS, PAIRS, PLANE, SQUARE, STEP, WIDE
from lab.parts.autoencoder.geometry import (
    change_per_step,
    class_separations,
    gaussian_of,
    nearest_distances,
    pair_rank,
    remoteness,
    share_torn,
)

GRID = 15
# test images on the maps, codes sampled, and the samples shown
MAPPED, SAMPLES, SHOWN = 2000, 2000, 10
NEAREST = 500
TORN = 10
QUANTILES = np.linspace(0, 1, 101)


def of_real_images(data, judge):
    """What the numbers of generated images are compared with."""
    some = data.test.spread(MAPPED)
    separations = class_separations(some.images, some.labels)
    metrics = {
        "judged_sure_real": judged_sure(judge, data.test.images),
        "classes_real": effective_classes(judge, data.test.images),
        "nearest_distance_real": _nearest(data.test.images, data),
        **suffixed(_rank(separations, data), "images"),
    }
    examples = data.test.one_of_each()
    return metrics, {"originals": examples.pixels, "image_separations": separations}


def of_pca(data, sizes):
    """The error of the best linear code of each size, and what it reconstructs."""
    images = data.train.spread().images
    # fewer images have no more components than images
    pca = PCA(min(max(sizes), *images.shape), svd_solver="covariance_eigh").fit(images)
    test, examples = data.test.images, data.test.one_of_each().images

    def reconstructed(images, axes):
        # clipped like the networks' images
        return np.clip((images - pca.mean_) @ axes.T @ axes + pca.mean_, 0, 1)

    metrics, arrays = {}, {}
    for size in sizes:
        axes = pca.components_[:size]
        metrics[f"mse_pca_{size}"] = mean_squared_error(test, reconstructed(test, axes))
        arrays[f"pca_{size}_shown"] = as_pixels(reconstructed(examples, axes))
    return metrics, arrays


def of_codes(name, codes, data):
    """How the codes [N, Z] of MAPPED test images lie."""
    some = data.test.spread(MAPPED)
    separations = class_separations(codes, some.labels)
    metrics = {
        "near_images_far_codes": share_torn(some.images, codes),
        "near_codes_far_images": share_torn(codes, some.images),
        "codes_in_square": float(np.mean(np.abs(codes).max(axis=1) <= SQUARE[1])),
        **_rank(separations, data),
    }
    return suffixed(metrics, name), {f"{name}_separations": separations}


def of_images(name, model, data, judge):
    """Reconstructions of the test images, and samples decoded from random codes."""
    images, examples = data.test.images, data.test.one_of_each()
    reconstructed = decoded(model, mean_codes(model, images))
    metrics = {
        f"mse_{name}": mean_squared_error(images, reconstructed),
        f"judged_sure_{name}_reconstructed": judged_sure(judge, reconstructed),
    }
    arrays = {f"{name}_shown": as_pixels(decoded(model, mean_codes(model, examples.images)))}
    codes = mean_codes(model, data.train.spread().images)
    for way, sampled in _sampled_codes(codes, np.random.default_rng(model.seed)).items():
        more_metrics, more_arrays = _of_samples(model, sampled, data, judge)
        metrics |= suffixed(more_metrics, f"{name}_{way}")
        arrays |= prefixed(more_arrays, f"{name}_{way}")
    return metrics, arrays


def _sampled_codes(codes, rng):
    """Random codes: from the VAE's prior, from a Gaussian fitted to these codes, in the square."""
    size = codes.shape[1]
    ways = {
        "normal": rng.standard_normal((SAMPLES, size)),
        "fitted": gaussian_of(codes, SAMPLES, rng),
    }
    if size == PLANE:
        ways["square"] = rng.uniform(*SQUARE, (SAMPLES, size))
    return ways


def _of_samples(model, codes, data, judge):
    """Of the images decoded from random codes."""
    images = decoded(model, codes)
    metrics = {
        "judged_sure": judged_sure(judge, images),
        "classes": effective_classes(judge, images),
    }
    if codes.shape[1] not in (PLANE, WIDE):
        return metrics, {}
    # not the numbers that the codes were sampled with: those would only lead away from the middle
    rng = np.random.default_rng((model.seed, 1))
    changes = change_per_step(lambda z: decoded(model, z), codes, STEP, rng)
    metrics |= {
        "nearest_distance": _nearest(images, data),
        "change_per_step": float(changes.mean()),
        # 1 for a decoder that changes evenly
        "change_unevenness": float(np.quantile(changes, 0.95) / np.median(changes)),
    }
    quantiles = np.quantile(changes, QUANTILES).astype(np.float32)
    return metrics, {"samples": as_pixels(images[:SHOWN]), "changes": quantiles}


def of_squared_error(name, model, data):
    """The ELBO of a NotesVAE with the deviation of its pixels that suits the test images best.

    Of Gaussian pixels the likeliest variance is their mean squared error e, and the ELBO then
    -D/2 (log(2 pi e) + 1) - KL: it compares weights on KL, each of which means another deviation.
    """
    images = data.test.images
    mu, log_var, z = posterior_samples(model, images, np.random.default_rng(model.seed))
    error = mean_squared_error(images, in_batches(model.decode, z))
    kl = float(np.mean(np.sum(np.exp(log_var) - log_var - 1 + mu**2, axis=1)) / 2)
    elbo = -images.shape[1] / 2 * (math.log(2 * math.pi * error) + 1) - kl
    return suffixed({"kl_nats": kl, "test_elbo_nats_best_std": elbo}, name), {}


def of_the_plane(models, data):
    """Maps, decoded grids and torn pairs of the networks with codes of two numbers."""
    some = data.test.spread(MAPPED)
    arrays = {"labels": some.labels, "class_names": np.array(data.class_names)}
    for kind, model in models.items():
        codes = mean_codes(model, some.images)
        own = np.quantile(codes, (0.02, 0.98), axis=0)
        arrays |= {
            f"{kind}_codes": codes,
            f"{kind}_own_grid": as_pixels(decoded(model, _grid(*own)).reshape(GRID, GRID, -1)),
            f"{kind}_far_codes": _worst(some, *remoteness(some.images, codes)),
            f"{kind}_far_images": _worst(some, *remoteness(codes, some.images)),
        }
    return {}, arrays


def _grid(low, high):
    """Codes [GRID * GRID, 2] from low to high on both axes, upwards as in a map."""
    low, high = (np.broadcast_to(bound, PLANE) for bound in (low, high))
    x, y = (np.linspace(*bounds, GRID) for bounds in zip(low, high, strict=True))
    return np.stack(np.meshgrid(x, y[::-1]), axis=-1).reshape(-1, PLANE)


def _worst(split, nearest, values):
    """Pixels [2, P, D] of at most TORN neighbours that lie farthest apart, no image twice."""
    pairs, seen = [], set()
    for place in np.argsort(-values, axis=None):
        i, k = np.unravel_index(place, values.shape)
        pair = {int(i), int(nearest[i, k])}
        if not pair & seen:
            pairs.append([i, nearest[i, k]])
            seen |= pair
        if len(pairs) == TORN:
            break
    return split.pixels[np.array(pairs).T]


def comparisons(metrics, sizes):
    """AE beside PCA at each size of code; what KL, and what the Bernoulli loss, adds to samples."""
    compared = {
        f"mse_ratio_ae_to_pca_{size}": metrics[f"mse_ae_{size}"] / metrics[f"mse_pca_{size}"]
        for size in sizes
    }
    for size in (PLANE, WIDE):
        for way in DRAWS:
            sure = {kind: metrics[f"judged_sure_{kind}_{size}_{way}"] for kind in KINDS}
            for loss, (without, with_kl) in PAIRS.items():
                gain = sure[with_kl] - sure[without]
                compared[f"judged_sure_gain_by_kl_{loss}_{size}_{way}"] = gain
            for network, squared, bernoulli in zip(("ae", "vae"), *PAIRS.values(), strict=True):
                gain = sure[bernoulli] - sure[squared]
                compared[f"judged_sure_gain_by_bernoulli_{network}_{size}_{way}"] = gain
    return compared


def _nearest(images, data):
    """Mean distance of the first images to the nearest training image."""
    return float(nearest_distances(images[:NEAREST], data.train.spread().images).mean())


def _rank(separations, data):
    """Rank of the ones and the sevens among all pairs of classes, farthest first; {} without."""
    names = list(data.class_names)
    if not {"1", "7"} <= set(names):
        return {}
    return {"rank_1_and_7": pair_rank(separations, names.index("1"), names.index("7"))}
