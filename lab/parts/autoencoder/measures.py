"""What the part autoencoder measures: each function gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels
from lab.parts.autoencoder import PLANE, WIDE

# the square of codes that the notes decode
SQUARE = (-1.5, 1.5)
GRID = 15
MAPPED, SAMPLES, SHOWN = 2000, 2000, (6, 6)
# a step is 5 % of the spread of the codes
STEP = 0.05
NEAREST = 500
PAIRS = 10
QUANTILES = np.linspace(0, 1, 101)


def of_real_images(data, judge):
    """What the numbers of generated images are to be compared with."""
    from lab.evaluation.generation import classes_drawn, judged_sure
    from lab.parts.autoencoder.geometry import class_separations

    some = data.test.spread(MAPPED)
    separations = class_separations(some.images, some.labels)
    numbers = {
        "real_sure": judged_sure(judge, data.test.images),
        "real_classes": classes_drawn(judge, data.test.images),
        "real_nearest": _nearest(data.test.images, data),
    }
    shown = data.test.one_of_each()
    pictures = {"originals": shown.pixels, "image_separations": separations}
    return numbers | _rank("image", separations, data), pictures


def of_pca(data, sizes):
    """The error of the best linear code of each size, and what it reconstructs."""
    from sklearn.decomposition import PCA

    from lab.evaluation.errors import mean_squared_error

    images = data.train.spread().images
    # fewer images have no more components than images
    pca = PCA(min(max(sizes), *images.shape), svd_solver="covariance_eigh").fit(images)
    test, shown = data.test.images, data.test.one_of_each().images

    def reconstructed(images, axes):
        # cut off like the networks' images
        return np.clip((images - pca.mean_) @ axes.T @ axes + pca.mean_, 0, 1)

    numbers, pictures = {}, {}
    for size in sizes:
        axes = pca.components_[:size]
        numbers[f"pca_{size}_mse"] = mean_squared_error(test, reconstructed(test, axes))
        pictures[f"pca_{size}_shown"] = as_pixels(reconstructed(shown, axes))
    return numbers, pictures


def of_codes(name, codes, data):
    """How the codes [N, Z] of MAPPED test images lie."""
    from lab.parts.autoencoder.geometry import class_separations, share_torn

    some = data.test.spread(MAPPED)
    separations = class_separations(codes, some.labels)
    numbers = {
        "near_images_far_codes": share_torn(some.images, codes),
        "near_codes_far_images": share_torn(codes, some.images),
        "codes_in_square": float(np.mean(np.abs(codes).max(axis=1) <= SQUARE[1])),
    }
    numbers = {f"{name}_{key}": value for key, value in numbers.items()}
    return numbers | _rank(name, separations, data), {f"{name}_separations": separations}


def of_images(name, model, data, judge):
    """What comes back of the test images, and what comes of codes drawn at random."""
    from lab.evaluation.codes import decoded, mean_codes
    from lab.evaluation.errors import mean_squared_error
    from lab.evaluation.generation import judged_sure

    images, shown = data.test.images, data.test.one_of_each()
    reconstructed = decoded(model, mean_codes(model, images))
    numbers = {
        f"{name}_mse": mean_squared_error(images, reconstructed),
        f"{name}_sure_reconstructed": judged_sure(judge, reconstructed),
    }
    pictures = {f"{name}_shown": as_pixels(decoded(model, mean_codes(model, shown.images)))}
    codes = mean_codes(model, data.train.spread().images)
    for way, drawn in _ways(codes, np.random.default_rng(model.seed)).items():
        more = _of_samples(model, drawn, data, judge)
        numbers |= {f"{name}_{way}_{key}": value for key, value in more[0].items()}
        pictures |= {f"{name}_{way}_{key}": value for key, value in more[1].items()}
    return numbers, pictures


def _ways(codes, rng):
    """Codes drawn: as the VAE's prior has it, as the network's own codes lie, in the square."""
    from lab.parts.autoencoder.geometry import gaussian_of

    size = codes.shape[1]
    ways = {
        "normal": rng.standard_normal((SAMPLES, size)),
        "fitted": gaussian_of(codes, SAMPLES, rng),
    }
    if size == PLANE:
        ways["square"] = rng.uniform(*SQUARE, (SAMPLES, size))
    return ways


def _of_samples(model, drawn, data, judge):
    from lab.evaluation.codes import decoded
    from lab.evaluation.generation import classes_drawn, judged_sure
    from lab.parts.autoencoder.geometry import change_per_step

    images = decoded(model, drawn)
    numbers = {"sure": judged_sure(judge, images), "classes": classes_drawn(judge, images)}
    if drawn.shape[1] not in (PLANE, WIDE):
        return numbers, {}
    # other numbers than the codes were drawn with: the same would only lead away from the middle
    rng = np.random.default_rng((model.seed, 1))
    changes = change_per_step(lambda codes: decoded(model, codes), drawn, STEP, rng)
    numbers |= {
        "nearest": _nearest(images, data),
        "change": float(changes.mean()),
        # of a smooth decoder all steps are alike: 1
        "unevenness": float(np.quantile(changes, 0.95) / np.median(changes)),
    }
    first = images[: np.prod(SHOWN)].reshape(*SHOWN, -1)
    changes = np.quantile(changes, QUANTILES).astype(np.float32)
    return numbers, {"samples": as_pixels(first), "changes": changes}


def of_the_plane(models, data):
    """Maps, decoded grids and torn pairs of the networks with codes of two numbers."""
    from lab.evaluation.codes import decoded, mean_codes
    from lab.parts.autoencoder.geometry import remoteness

    some = data.test.spread(MAPPED)
    pictures = {"labels": some.labels, "class_names": np.array(data.class_names)}
    for kind, model in models.items():
        codes = mean_codes(model, some.images)
        own = np.quantile(codes, (0.02, 0.98), axis=0)
        pictures |= {
            f"{kind}_codes": codes,
            f"{kind}_grid": as_pixels(decoded(model, _grid(*SQUARE)).reshape(GRID, GRID, -1)),
            f"{kind}_own_grid": as_pixels(decoded(model, _grid(*own)).reshape(GRID, GRID, -1)),
            f"{kind}_far_codes": _worst(some, *remoteness(some.images, codes)),
            f"{kind}_far_images": _worst(some, *remoteness(codes, some.images)),
        }
    return {}, pictures


def _grid(low, high):
    """Codes [GRID * GRID, 2] from low to high on both axes, upwards as in a map."""
    low, high = (np.broadcast_to(bound, PLANE) for bound in (low, high))
    x, y = (np.linspace(*bounds, GRID) for bounds in zip(low, high, strict=True))
    return np.stack(np.meshgrid(x, y[::-1]), axis=-1).reshape(-1, PLANE)


def _worst(split, nearest, values):
    """Pixels [2, P, D] of at most PAIRS neighbours that lie farthest apart, no image twice."""
    pairs, seen = [], set()
    for place in np.argsort(-values, axis=None):
        i, k = np.unravel_index(place, values.shape)
        pair = {int(i), int(nearest[i, k])}
        if not pair & seen:
            pairs.append([i, nearest[i, k]])
            seen |= pair
        if len(pairs) == PAIRS:
            break
    return split.pixels[np.array(pairs).T]


def comparisons(metrics, sizes):
    """VAE beside AE and AE beside PCA, at each size of code."""
    numbers = {}
    for size in sizes:
        ways = [way for way in ("normal", "fitted", "square") if f"ae_{size}_{way}_sure" in metrics]
        best = max(metrics[f"ae_{size}_{way}_sure"] for way in ways)
        numbers[f"sure_gap_{size}"] = metrics[f"vae_{size}_normal_sure"] - best
        share = metrics[f"ae_{size}_mse"] / metrics[f"pca_{size}_mse"]
        numbers[f"ae_{size}_share_of_pca_mse"] = share
    return numbers


def _nearest(images, data):
    from lab.parts.autoencoder.geometry import nearest_distances

    return float(nearest_distances(images[:NEAREST], data.train.spread().images).mean())


def _rank(name, separations, data):
    """Where the ones and the sevens stand among all pairs of classes, farthest first."""
    from lab.parts.autoencoder.geometry import pair_rank

    names = list(data.class_names)
    if not {"1", "7"} <= set(names):
        return {}
    rank = pair_rank(separations, names.index("1"), names.index("7"))
    return {f"{name}_rank_of_1_and_7": rank}
