"""What the part latent measures: each function gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels

SQUARE = (-1.5, 1.5)
GRID = 12
MAPPED, SAMPLES = 2000, 1000
SHARES = np.linspace(0, 1, 9)
PAIRS, PAIRS_SHOWN = 500, 5
# in units of the attribute vector
AMOUNTS = np.linspace(-1, 1, 9)
MEASURED, CHANGED, CHANGED_SHOWN = 10_000, 500, 5
HELD = 0.5


def of_the_dataset(data, judge):
    """What generated images are to be compared with."""
    from lab.evaluation.generation import judged_sure

    names = {"class_names": np.array(data.class_names), "labels": data.test.spread(MAPPED).labels}
    return {"real_sure": judged_sure(judge, data.test.images)}, names


def log_sigma(model, images):
    """log of the deviations of q(z|x), mean over latents and images [N, D]."""
    from lab.evaluation.codes import in_batches

    return float(in_batches(lambda batch: model.encode(batch)[1], images).mean() / 2)


def of_a_plane(name, model, data, judge):
    """Deviations, a map and a grid of a VAE with codes of two numbers."""
    from lab.evaluation.codes import decoded, mean_codes, posterior_draws
    from lab.evaluation.generation import classes_drawn, judged_sure

    images = data.test.spread(MAPPED).images
    rng = np.random.default_rng(model.seed)
    _, log_var, z = posterior_draws(model, images, rng)
    # of the deviations of all latents of all images: the geometric mean
    sigma = float(np.exp(log_var.mean() / 2))
    spread = float(np.sqrt(z.var(axis=0).mean()))
    drawn = decoded(model, rng.standard_normal((SAMPLES, model.z_dim)))
    numbers = {
        f"sigma_{name}": sigma,
        f"spread_{name}": spread,
        f"sigma_by_spread_{name}": sigma / spread,
        f"codes_in_square_{name}": float(np.mean(np.abs(z).max(axis=1) <= SQUARE[1])),
        f"sure_{name}": judged_sure(judge, drawn),
        f"classes_{name}": classes_drawn(judge, drawn),
        f"sure_reconstructed_{name}": judged_sure(judge, decoded(model, mean_codes(model, images))),
    }
    x = np.linspace(*SQUARE, GRID)
    grid = np.stack(np.meshgrid(x, x[::-1]), axis=-1).reshape(-1, 2)
    pictures = {
        f"{name}_codes": z.astype(np.float32),
        f"{name}_grid": as_pixels(decoded(model, grid)).reshape(GRID, GRID, -1),
    }
    return numbers, pictures


def of_paths(model, data, judge):
    """From one test image to another of another class: images blended, codes along two paths."""
    from lab.evaluation.codes import decoded, mean_codes
    from lab.evaluation.generation import judged_sure
    from lab.evaluation.paths import spherical, straight

    start, end = _pairs_of_classes(data.test, np.random.default_rng(model.seed))
    codes = mean_codes(model, start), mean_codes(model, end)
    ways = {"straight": straight(*codes, SHARES), "spherical": spherical(*codes, SHARES)}
    count = len(start)
    paths = {
        way: decoded(model, z.reshape(-1, model.z_dim)).reshape(count, len(SHARES), -1)
        for way, z in ways.items()
    }
    paths["blended"] = straight(start, end, SHARES)
    middle = len(SHARES) // 2
    ends = np.mean([np.linalg.norm(code, axis=1).mean() for code in codes])
    numbers, pictures = {}, {}
    for way, images in paths.items():
        sure = np.array([judged_sure(judge, images[:, i]) for i in range(len(SHARES))])
        numbers[f"sure_halfway_{way}"] = float(sure[middle])
        pictures |= {f"{way}_sure": sure, f"{way}_path": as_pixels(images[:PAIRS_SHOWN])}
    for way, z in ways.items():
        length = np.linalg.norm(z[:, middle], axis=1).mean()
        numbers[f"length_halfway_{way}"] = float(length / ends)
    numbers["sure_halfway_gain"] = (
        numbers["sure_halfway_straight"] - numbers["sure_halfway_blended"]
    )
    return numbers, pictures


def _pairs_of_classes(split, rng):
    """PAIRS images [N, D] and as many of other classes."""
    start, end = rng.integers(0, len(split), (2, 3 * PAIRS))
    differ = np.flatnonzero(split.labels[start] != split.labels[end])[:PAIRS]
    return split.images[start[differ]], split.images[end[differ]]


def of_attributes(model, data, judge):
    """Attribute vectors, added and subtracted, and what the decoded images then measure."""
    from lab.evaluation.attributes import MEASURES, attribute_vector
    from lab.evaluation.codes import decoded, mean_codes

    train, test = data.train.spread(MEASURED), data.test.spread(CHANGED)
    train_codes, codes = mean_codes(model, train.images), mean_codes(model, test.images)
    numbers, pictures = {}, {}
    for name, measure in MEASURES.items():
        values = measure(train.images, data.shape)
        vector, difference = attribute_vector(train_codes, values, train.labels)
        moved = codes[:, None] + AMOUNTS[:, None] * vector
        images = decoded(model, moved.reshape(-1, model.z_dim))
        changes = {
            other: _changes(found(images, data.shape).reshape(len(codes), -1))
            for other, found in MEASURES.items()
        }
        more = _asked_and_obtained(AMOUNTS * difference, changes, name)
        images = images.reshape(len(codes), len(AMOUNTS), -1)
        numbers |= more[0] | {f"{name}_class_kept": _class_kept(judge, images)}
        numbers[f"{name}_of_data"] = float(values.mean())
        pictures |= more[1] | {f"{name}_images": as_pixels(images[_shown(test)])}
    return numbers, pictures


def _changes(values):
    """Measured values [N, A] less those at amount 0."""
    return values - values[:, len(AMOUNTS) // 2, None]


def _asked_and_obtained(asked, changes, name):
    """How far a measure follows what was asked of it, and the other measures with it."""
    from lab.evaluation.attributes import asked_and_obtained

    obtained = changes[name]
    numbers = {}
    for other, values in changes.items():
        correlation, slope = asked_and_obtained(np.broadcast_to(asked, values.shape), values)
        if other == name:
            numbers |= {f"{name}_correlation": correlation, f"{name}_slope": slope}
        else:
            numbers[f"{name}_correlation_with_{other}"] = correlation
    low, middle, high = np.quantile(obtained, (0.1, 0.5, 0.9), axis=0)
    return numbers, {f"{name}_asked": asked, f"{name}_obtained": np.stack([low, middle, high])}


def _class_kept(judge, images):
    """Share of images [N, A, D] whose class, by the judge, is still the same at +-HELD."""
    from lab.evaluation.generation import judged

    held = [int(np.argmin(np.abs(AMOUNTS - amount))) for amount in (-HELD, HELD)]
    places = [len(AMOUNTS) // 2, *held]
    before, *after = [judged(judge, images[:, i]).argmax(axis=1) for i in places]
    return float(np.mean([classes == before for classes in after]))


def _shown(split):
    """Indices of images of CHANGED_SHOWN classes."""
    first = split.first_of_each()
    return first[:: max(1, len(first) // CHANGED_SHOWN)][:CHANGED_SHOWN]
