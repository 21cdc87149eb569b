"""What the part latent measures: each function but `log_sigma` gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.attributes import MEASURES, asked_and_obtained, attribute_vector
from lab.evaluation.codes import decoded, in_batches, mean_codes, posterior_samples
from lab.evaluation.generation import effective_classes, judged_sure
from lab.evaluation.paths import spherical, straight
from lab.experiment.outcome import prefixed, suffixed
from lab.parts.latent import AMOUNTS, PATH_SHARES, SQUARE

CODES_SHOWN, GRID, SAMPLES = 2000, 12, 1000
PAIRS, PAIRS_SHOWN = 500, 5
HALFWAY = len(PATH_SHARES) // 2
# images whose attributes make the vectors, and those that are changed with them
MEASURED, CHANGED, CHANGED_SHOWN = 10_000, 500, 5
UNCHANGED = len(AMOUNTS) // 2
# the amounts at which a class should still be the same
SMALL_AMOUNTS = (-0.5, 0.5)


def of_the_dataset(data, judge):
    """What generated images are compared with, and the classes of those on the maps."""
    return {"judged_sure_real": judged_sure(judge, data.test.images)}, {
        "class_names": np.array(data.class_names),
        "labels": data.test.spread(CODES_SHOWN).labels,
    }


def log_sigma(model, images):
    """log of σ of q(z|x), mean over latent dimensions and images [N, D]."""
    return float(in_batches(lambda batch: model.encode(batch)[1], images).mean() / 2)


def of_a_plane(name, model, data, judge):
    """A VAE with codes in the plane: their width and spread, a map, samples, and a decoded grid."""
    images = data.test.spread(CODES_SHOWN).images
    rng = np.random.default_rng(model.seed)
    _, log_var, z = posterior_samples(model, images, rng)
    sigma = float(np.exp(log_var.mean() / 2))  # the geometric mean
    spread = float(np.sqrt(z.var(axis=0).mean()))
    samples = decoded(model, rng.standard_normal((SAMPLES, model.z_dim)))
    reconstructions = decoded(model, mean_codes(model, images))
    metrics = {
        "sigma": sigma,
        "spread": spread,
        "ratio_sigma_to_spread": sigma / spread,
        "codes_in_square": float(np.mean(np.abs(z).max(axis=1) <= SQUARE[1])),
        "judged_sure": judged_sure(judge, samples),
        "classes": effective_classes(judge, samples),
        "judged_sure_reconstructed": judged_sure(judge, reconstructions),
    }
    x = np.linspace(*SQUARE, GRID)
    grid = np.stack(np.meshgrid(x, x[::-1]), axis=-1).reshape(-1, model.z_dim)
    arrays = {
        "codes": z.astype(np.float32),
        "grid": as_pixels(decoded(model, grid)).reshape(GRID, GRID, -1),
    }
    return suffixed(metrics, name), prefixed(arrays, name)


def of_paths(model, data, judge):
    """From one test image to another of another class: in pixels, and in codes along two paths."""
    start, end = _pairs_of_classes(data.test, np.random.default_rng(model.seed))
    start_codes, end_codes = mean_codes(model, start), mean_codes(model, end)
    codes = {
        "straight": straight(start_codes, end_codes, PATH_SHARES),
        "spherical": spherical(start_codes, end_codes, PATH_SHARES),
    }
    paths = {way: _decoded_each(model, z) for way, z in codes.items()}
    paths["blended"] = straight(start, end, PATH_SHARES)
    metrics, arrays = {}, {}
    for way, images in paths.items():
        sure = np.array([judged_sure(judge, images[:, i]) for i in range(len(PATH_SHARES))])
        metrics[f"judged_sure_halfway_{way}"] = float(sure[HALFWAY])
        arrays |= {f"{way}_sure": sure, f"{way}_path": as_pixels(images[:PAIRS_SHOWN])}
    norm_of_ends = np.mean([_mean_norm(start_codes), _mean_norm(end_codes)])
    for way, z in codes.items():
        norm_ratio = _mean_norm(z[:, HALFWAY]) / norm_of_ends
        metrics[f"norm_ratio_halfway_to_ends_{way}"] = float(norm_ratio)
    metrics["judged_sure_halfway_gain"] = (
        metrics["judged_sure_halfway_straight"] - metrics["judged_sure_halfway_blended"]
    )
    return metrics, arrays


def _pairs_of_classes(split, rng):
    """At most PAIRS images [N, D] and as many of other classes."""
    start, end = rng.integers(0, len(split), (2, 3 * PAIRS))
    differ = np.flatnonzero(split.labels[start] != split.labels[end])[:PAIRS]
    return split.images[start[differ]], split.images[end[differ]]


def _decoded_each(model, codes):
    """Images [N, T, D] of codes [N, T, Z]."""
    return decoded(model, codes.reshape(-1, model.z_dim)).reshape(*codes.shape[:2], -1)


def _mean_norm(codes):
    return np.linalg.norm(codes, axis=1).mean()


def of_attributes(model, data, judge):
    """Attribute vectors, added and subtracted, and how slanted and thick the decoded images are."""
    train, test = data.train.spread(MEASURED), data.test.spread(CHANGED)
    train_codes, codes = mean_codes(model, train.images), mean_codes(model, test.images)
    amounts = np.array(AMOUNTS)
    metrics, arrays = {}, {}
    for name, measure in MEASURES.items():
        values = measure(train.images, data.shape)
        vector, difference = attribute_vector(train_codes, values, train.labels)
        images = _decoded_each(model, codes[:, None] + amounts[:, None] * vector)
        requested = amounts * difference
        obtained = {
            measured: _changes(measured_by, images, data.shape)
            for measured, measured_by in MEASURES.items()
        }
        metrics |= _followed(name, requested, obtained)
        metrics[f"class_kept_{name}"] = _class_kept(judge, images)
        metrics[f"{name}_real"] = float(values.mean())
        arrays |= {
            f"{name}_asked": requested,
            f"{name}_obtained": np.quantile(obtained[name], (0.1, 0.5, 0.9), axis=0),
            f"{name}_images": as_pixels(images[_examples(test)]),
        }
    return metrics, arrays


def _changes(measure, images, shape):
    """By how much images [N, A, D] differ in a measure from those at amount 0: [N, A]."""
    values = measure(images.reshape(-1, images.shape[-1]), shape).reshape(images.shape[:2])
    return values - values[:, UNCHANGED, None]


def _followed(name, requested, obtained):
    """How far an attribute follows what was requested of it, and the others with it.

    requested [A]; obtained: {attribute: changes [N, A]}.
    """
    metrics = {}
    for measured, changes in obtained.items():
        correlation, slope = asked_and_obtained(np.broadcast_to(requested, changes.shape), changes)
        if measured == name:
            metrics |= {f"correlation_{name}": correlation, f"slope_{name}": slope}
        else:
            metrics[f"correlation_{name}_with_{measured}"] = correlation
    return metrics


def _class_kept(judge, images):
    """Share of images [N, A, D] whose class, by the judge, is still the same at SMALL_AMOUNTS."""
    places = [UNCHANGED, *(AMOUNTS.index(amount) for amount in SMALL_AMOUNTS)]
    before, *after = [in_batches(judge, images[:, i]).argmax(axis=1) for i in places]
    return float(np.mean([classes == before for classes in after]))


def _examples(split):
    """Indices of images of CHANGED_SHOWN classes."""
    first = split.first_of_each()
    return first[:: max(1, len(first) // CHANGED_SHOWN)][:CHANGED_SHOWN]
