"""What the part blur measures: each function gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels

CODES, CODES_SHOWN, NEIGHBOURS_SHOWN = 500, 10, 4
SHIFTED, SHIFTED_SHOWN = 500, 6
DRAWN, DRAWN_SHOWN = 2000, 40
# of the codes of test images, how many lie where a hole is said to be
RARE = 0.01
BINS = 40


def of_overlap(name, model, data):
    """Codes that images share, the best image for each, and what the decoder gives instead."""
    from lab.evaluation.codes import decoded, drawn_from, posteriors
    from lab.evaluation.errors import mean_squared_error
    from lab.evaluation.overlap import best_images, log_densities
    from lab.evaluation.sharpness import sharpness

    seen = data.train.spread()
    train = seen.images
    mu, log_var = posteriors(model, train)
    rng = np.random.default_rng(model.seed)
    chosen = rng.choice(len(train), min(CODES, len(train)), replace=False)
    z = drawn_from(mu[chosen], log_var[chosen], rng)
    best, sharing = best_images(z, mu, log_var, train)
    drawn = decoded(model, z)
    # how much of what distinguishes the best images the decoder has
    spread = mean_squared_error(best, best.mean(axis=0))
    shown = slice(CODES_SHOWN)
    densities = log_densities(z[shown], mu, log_var)
    nearest = np.argsort(-densities, axis=1)[:, :NEIGHBOURS_SHOWN]
    numbers = {
        f"sharing_{name}": float(np.median(sharing)),
        f"sharpness_decoded_{name}": sharpness(drawn, data.shape),
        f"sharpness_best_{name}": sharpness(best, data.shape),
        f"sharpness_originals_{name}": sharpness(train[chosen], data.shape),
        f"error_to_best_{name}": mean_squared_error(drawn, best),
        f"error_to_original_{name}": mean_squared_error(drawn, train[chosen]),
        f"decoded_is_mean_{name}": 1 - mean_squared_error(drawn, best) / max(spread, 1e-12),
    }
    pictures = {
        f"{name}_original": seen.pixels[chosen[shown]],
        f"{name}_nearest": seen.pixels[nearest],
        f"{name}_best": as_pixels(best[shown]),
        f"{name}_decoded": as_pixels(drawn[shown]),
    }
    return numbers, pictures


def over_betas(betas, metrics):
    """What must grow and fall from each beta to the next, and whether the ELBO's decodes means."""
    sharing, sharp = (
        np.array([metrics[f"{kind}_beta{beta:g}"] for beta in betas])
        for kind in ("sharing", "sharpness_decoded")
    )
    return {
        "least_rise_of_sharing": float(np.min(sharing[1:] / sharing[:-1])),
        "least_fall_of_sharpness": float(np.min(sharp[:-1] - sharp[1:])),
        "decoded_is_mean": metrics[f"decoded_is_mean_beta{nearest_to_one(betas):g}"],
    }


def nearest_to_one(betas):
    """The beta that is nearest to the ELBO's."""
    return betas[int(np.abs(np.log(betas)).argmin())]


def of_shifts(model, data):
    """An image that was moved by at most a pixel, nobody knows where: what is the best guess?"""
    from lab.evaluation.codes import decoded, posteriors
    from lab.evaluation.errors import squared_errors
    from lab.evaluation.sharpness import sharpness

    images = data.test.spread(SHIFTED).images
    copies = moved_by_a_pixel(images, data.shape)
    mean = copies.mean(axis=1)
    # the mean over all places where the image may be, for each guess
    errors = np.stack([_mean_error(guess, copies) for guess in (mean, *np.moveaxis(copies, 1, 0))])
    made = decoded(model, posteriors(model, images)[0])
    of_made = squared_errors(made, images)
    of_moved = np.stack(
        [squared_errors(copies[:, place], images) for place in range(copies.shape[1])], axis=1
    )
    best = errors[1:].min(axis=0)
    # of an empty image all guesses are alike
    ratios = np.divide(best, errors[0], out=np.ones_like(best), where=errors[0] > 0)
    # the copy that was not moved has no error
    nearest = np.sort(of_moved, axis=1)[:, 1]
    numbers = {
        "error_of_mean": float(errors[0].mean()),
        "error_of_best_copy": float(best.mean()),
        "mean_beats_sharp": float(ratios.min()),
        "sharpness_of_mean": sharpness(mean, data.shape),
        "sharpness_of_copy": sharpness(images, data.shape),
        "sharpness_reconstructed": sharpness(made, data.shape),
        "error_reconstructed": float(of_made.mean()),
        "error_moved": float(np.delete(of_moved, 4, axis=1).mean()),
        "blurred_preferred": float(np.mean(of_made < nearest)),
    }
    shown = slice(SHIFTED_SHOWN)
    pictures = {
        "shift_rows": as_pixels(np.stack([images, copies[:, 0], mean, made])[:, shown]),
        "shift_errors": np.stack([np.zeros(len(images)), of_moved[:, 0], errors[0], of_made])[
            :, shown
        ],
    }
    return numbers, pictures


def moved_by_a_pixel(images, shape):
    """Images [N, D] moved by -1, 0, 1 rows and columns, black moving in: [N, 9, D]."""
    height, width = shape
    framed = np.pad(images.reshape(-1, height, width), ((0, 0), (1, 1), (1, 1)))
    copies = [framed[:, i : i + height, j : j + width] for i in range(3) for j in range(3)]
    return np.stack(copies, axis=1).reshape(len(images), 9, -1)


def _mean_error(guess, copies):
    return np.mean(np.square(guess[:, None] - copies), axis=(1, 2))


def of_holes(model, data, judge):
    """Draws from the prior where the codes of the training images are, and where they are not."""
    from lab.evaluation.codes import decoded, drawn_from, posteriors
    from lab.evaluation.generation import judged_sure
    from lab.evaluation.overlap import log_aggregate

    rng = np.random.default_rng(model.seed)
    codes = posteriors(model, data.train.spread().images)
    mu, log_var = posteriors(model, data.test.spread(DRAWN).images)
    of_test = drawn_from(mu, log_var, rng)
    drawn = rng.standard_normal((DRAWN, model.z_dim))
    test_density, density = log_aggregate(of_test, *codes), log_aggregate(drawn, *codes)
    border = float(np.quantile(test_density, RARE))
    order = np.argsort(density)
    images = decoded(model, drawn)
    in_hole = density < border
    tenth = max(1, len(order) // 10)
    emptiest, fullest = order[:tenth], order[-tenth:]
    sure = {
        "emptiest": judged_sure(judge, images[emptiest]),
        "fullest": judged_sure(judge, images[fullest]),
        "codes": judged_sure(judge, decoded(model, of_test)),
    }
    numbers = {f"sure_{name}": value for name, value in sure.items()} | {
        "hole_share": float(in_hole.mean()),
        "hole_sure_loss": sure["fullest"] - sure["emptiest"],
    }
    edges = np.linspace(*np.quantile(np.concatenate([density, test_density]), (0.001, 0.999)), BINS)
    pictures = {
        "hole_edges": edges,
        "hole_prior": np.histogram(density, edges)[0] / DRAWN,
        "hole_codes": np.histogram(test_density, edges)[0] / len(test_density),
        "hole_border": np.array(border),
        "hole_images": as_pixels(images[emptiest[:DRAWN_SHOWN]]),
        "near_images": as_pixels(images[fullest[:DRAWN_SHOWN]]),
    }
    return numbers, pictures
