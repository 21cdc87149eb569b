"""What the part blur measures: each function gives (metrics, arrays), `over_betas` metrics."""

import numpy as np

from lab.data import as_pixels
from lab.evaluation.codes import decoded, mean_codes, posterior_samples, posteriors, sampled_from
from lab.evaluation.generation import judged_sure
from lab.evaluation.overlap import best_images, log_aggregate, log_densities
from lab.evaluation.reconstruction import mean_squared_error, squared_errors
from lab.evaluation.sharpness import sharpness
from lab.experiment.outcome import prefixed, suffixed
from lab.parts.blur import HOLE_QUANTILE, nearest_to_one

CODES, CODES_SHOWN, NEIGHBOURS_SHOWN = 500, 10, 4
SHIFTED, SHIFTED_SHOWN = 500, 6
UNSHIFTED = 4  # of the nine places an image may be shifted to, its own
PRIOR_SAMPLES, PRIOR_SAMPLES_SHOWN = 2000, 40
BINS = 40


def of_overlap(name, model, data):
    """Codes that training images share, the best image for each, and what is decoded instead."""
    training = data.train.spread()
    mu, log_var = posteriors(model, training.images)
    rng = np.random.default_rng(model.seed)
    chosen = rng.choice(len(training), min(CODES, len(training)), replace=False)
    originals = training.images[chosen]
    z = sampled_from(mu[chosen], log_var[chosen], rng)
    weighted_means, images_per_code = best_images(z, mu, log_var, training.images)
    decoded_images = decoded(model, z)
    mse_to_mean = mean_squared_error(decoded_images, weighted_means)
    variance_of_means = mean_squared_error(weighted_means, weighted_means.mean(axis=0))
    metrics = {
        "images_per_code": float(np.median(images_per_code)),
        "sharpness_decoded": sharpness(decoded_images, data.shape),
        "sharpness_weighted_mean": sharpness(weighted_means, data.shape),
        "sharpness_originals": sharpness(originals, data.shape),
        "mse_to_weighted_mean": mse_to_mean,
        "mse_to_original": mean_squared_error(decoded_images, originals),
        "r2_to_weighted_mean": 1 - mse_to_mean / max(variance_of_means, 1e-12),
    }
    examples = slice(CODES_SHOWN)
    densities = log_densities(z[examples], mu, log_var)
    nearest = np.argsort(-densities, axis=1)[:, :NEIGHBOURS_SHOWN]
    arrays = {
        "original": training.pixels[chosen[examples]],
        "nearest": training.pixels[nearest],
        "best": as_pixels(weighted_means[examples]),
        "decoded": as_pixels(decoded_images[examples]),
    }
    return suffixed(metrics, name), prefixed(arrays, name)


def over_betas(betas, metrics):
    """What must grow and fall from each beta to the next, and how well the ELBO's decodes means."""
    images_per_code, sharp = (
        np.array([metrics[f"{name}_beta{beta:g}"] for beta in betas])
        for name in ("images_per_code", "sharpness_decoded")
    )
    return {
        "images_per_code_ratio_min": float(np.min(images_per_code[1:] / images_per_code[:-1])),
        "sharpness_drop_min": float(np.min(sharp[:-1] - sharp[1:])),
        "r2_to_weighted_mean": metrics[f"r2_to_weighted_mean_beta{nearest_to_one(betas):g}"],
    }


def of_shifts(model, data):
    """An image shifted by at most a pixel, nobody knows where to: which guess has least error?

    And which is nearer to an image: its blurred reconstruction, or a sharp copy that is shifted?
    """
    images = data.test.spread(SHIFTED).images
    copies = shifted_by_a_pixel(images, data.shape)
    mean = copies.mean(axis=1)
    reconstructed = decoded(model, mean_codes(model, images))
    errors_of_mean, errors_of_copies = _expected_errors(mean, copies)
    errors_of_best_copy = errors_of_copies.min(axis=0)
    shift_errors = np.stack(
        [squared_errors(copies[:, place], images) for place in range(copies.shape[1])], axis=1
    )
    reconstruction_errors = squared_errors(reconstructed, images)
    # the least of those that were shifted: the copy that was not has no error
    least_shift_errors = np.sort(shift_errors, axis=1)[:, 1]
    metrics = {
        "mse_guess_mean": float(errors_of_mean.mean()),
        "mse_guess_best_copy": float(errors_of_best_copy.mean()),
        "sharpness_guess_mean": sharpness(mean, data.shape),
        "sharpness_original": sharpness(images, data.shape),
        "sharpness_reconstructed": sharpness(reconstructed, data.shape),
        "mse_reconstructed": float(reconstruction_errors.mean()),
        "mse_shifted": float(np.delete(shift_errors, UNSHIFTED, axis=1).mean()),
        "reconstruction_closer_share": float(np.mean(reconstruction_errors < least_shift_errors)),
    }
    rows = np.stack([images, copies[:, 0], mean, reconstructed])
    row_errors = np.stack(
        [np.zeros(len(images)), shift_errors[:, 0], errors_of_mean, reconstruction_errors]
    )
    return metrics, {
        "shift_rows": as_pixels(rows[:, :SHIFTED_SHOWN]),
        "shift_errors": row_errors[:, :SHIFTED_SHOWN],
    }


def shifted_by_a_pixel(images, shape):
    """Images [N, D] shifted by −1, 0, 1 rows and columns, black moving in: [N, 9, D]."""
    height, width = shape
    framed = np.pad(images.reshape(-1, height, width), ((0, 0), (1, 1), (1, 1)))
    copies = [framed[:, i : i + height, j : j + width] for i in range(3) for j in range(3)]
    return np.stack(copies, axis=1).reshape(len(images), 9, -1)


def _expected_errors(mean, copies):
    """Squared error over all places, of the mean as a guess [N] and of each copy [9, N]."""
    guesses = (mean, *np.moveaxis(copies, 1, 0))
    errors = [np.mean(np.square(guess[:, None] - copies), axis=(1, 2)) for guess in guesses]
    return errors[0], np.stack(errors[1:])


def of_holes(model, data, judge):
    """Samples from the prior, where the training images' codes are dense and where they are not.

    A hole is where they are sparser than around all but HOLE_QUANTILE of the codes of validation
    images, so that its share of the codes of test images is a check of it.
    """
    rng = np.random.default_rng(model.seed)
    codes = posteriors(model, data.train.spread().images)
    valid_z, test_z = (
        posterior_samples(model, split.spread(PRIOR_SAMPLES).images, rng)[2]
        for split in (data.valid, data.test)
    )
    prior_z = rng.standard_normal((PRIOR_SAMPLES, model.z_dim))
    valid_density, test_density, density = (
        log_aggregate(z, *codes) for z in (valid_z, test_z, prior_z)
    )
    border = float(np.quantile(valid_density, HOLE_QUANTILE))
    images = decoded(model, prior_z)
    by_density = images[np.argsort(density)]
    tenth = max(1, len(images) // 10)
    sure = {
        "sparsest": judged_sure(judge, by_density[:tenth]),
        "densest": judged_sure(judge, by_density[-tenth:]),
        "codes": judged_sure(judge, decoded(model, test_z)),
    }
    metrics = {f"judged_sure_{where}": share for where, share in sure.items()} | {
        "hole_share": float((density < border).mean()),
        "hole_share_codes": float((test_density < border).mean()),
        "judged_sure_drop": sure["densest"] - sure["sparsest"],
    }
    metrics["hole_share_excess"] = metrics["hole_share"] - metrics["hole_share_codes"]
    edges = np.linspace(*np.quantile(np.concatenate([density, test_density]), (0.001, 0.999)), BINS)
    return metrics, {
        "hole_edges": edges,
        "hole_prior": np.histogram(density, edges)[0] / PRIOR_SAMPLES,
        "hole_codes": np.histogram(test_density, edges)[0] / len(test_density),
        "hole_border": np.array(border),
        "hole_images": as_pixels(by_density[:tenth][:PRIOR_SAMPLES_SHOWN]),
        "near_images": as_pixels(by_density[-tenth:][:PRIOR_SAMPLES_SHOWN]),
    }
