"""What the part elbo measures."""

import math

import numpy as np

from lab.data import as_pixels
from lab.evaluation.codes import decoded, mean_codes, posteriors
from lab.evaluation.divergences import kl_between_normals
from lab.evaluation.likelihood import mean_elbo
from lab.evaluation.reconstruction import mean_squared_error
from lab.experiment.outcome import gathered, prefixed, suffixed
from lab.models import LinearVAE
from lab.parts.elbo import BATCHES, COMPARED, COUNTS, FOLLOWED, LEARNED, LEARNED_FROM_BEST
from lab.parts.elbo.estimators import (
    FORMS,
    elbo_terms,
    form_variances,
    gradient_noise,
    gradient_of,
)

# samples of z for each image whose noise is followed, and gradients of these images
FOLLOWED_SAMPLES, GRADIENTS = 100, 10
# samples of z for each image whose KL is compared
KL_SAMPLES = 1000
# how often z is sampled anew for each batch
SAMPLES_PER_BATCH = 2
FITTED = 10_000
SHOWN = 10


def noise_of(model, split):
    """A function of the model, for `fit` to call after each epoch: how noisy the ELBO's forms are.

    variance_<form>: of the ELBO of an image with one sample of z (nats^2, mean over images of the
    split). gradient_<form>: of its gradient with respect to the encoder's weights, for a batch of
    these images with one sample each (summed over the weights); the decoder's gradient is the same
    in both forms.
    """
    if not model.built:
        model.build()
    images = split.spread(FOLLOWED).images
    encoder = [
        variable
        for layer in (model.encoder, model.mu_head, model.log_var_head)
        for variable in layer.trainable_variables
    ]
    gradients = {form: gradient_of(model, form, 1, encoder) for form in FORMS}

    def measure(model):
        variances = _form_variances(model, images)
        noise = {form: gradient_noise(g, [images], GRADIENTS)[0] for form, g in gradients.items()}
        return prefixed(variances, "variance") | prefixed(noise, "gradient")

    return measure


def _form_variances(model, images):
    """Variance over z of the one-sample ELBO of images [N, D] in both forms: {form: variance}."""
    log_likelihoods, log_ratios, _ = elbo_terms(model, images, FOLLOWED_SAMPLES, 0)
    return form_variances(log_likelihoods.numpy(), log_ratios.numpy())


def of_noise(noise):
    """Ratios of the Monte Carlo form's noise to the closed form's, before and after training.

    noise: {column of `noise_of`: before the training and after each epoch}.
    """
    metrics = {}
    for quantity, column in (("elbo_variance", "variance"), ("gradient_variance", "gradient")):
        ratio = noise[f"{column}_monte_carlo"] / noise[f"{column}_analytic"]
        metrics |= {
            f"{quantity}_ratio_start": float(ratio[0]),
            f"{quantity}_ratio_end": float(ratio[-1]),
        }
        metrics |= {
            f"{quantity}_{form}_end": float(noise[f"{column}_{form}"][-1]) for form in FORMS
        }
    return metrics


def kl_both_ways(model, split):
    """log q(z|x) - log p(z) [K, N] of KL_SAMPLES samples of z, and the KL [N] that is its mean.

    In float64, of COMPARED images.
    """
    images = split.spread(COMPARED).images
    starts = range(0, len(images), 10)
    found = [elbo_terms(model, images[i : i + 10], KL_SAMPLES, i)[1:] for i in starts]
    log_ratios, kl = zip(*found, strict=True)
    return np.concatenate(log_ratios, axis=1).astype(float), np.concatenate(kl).astype(float)


def of_kl(log_ratios, kl):
    """Both estimates of KL, and their difference in standard errors of the Monte Carlo one."""
    error = np.sqrt(log_ratios.var(axis=0, ddof=1).mean() / log_ratios.size)
    return {
        "kl_nats": float(kl.mean()),
        "kl_nats_monte_carlo": float(log_ratios.mean()),
        "kl_z_score": float(abs(np.mean(log_ratios - kl)) / error),
    }


def kl_by_count(log_ratios, kl):
    """KL by Monte Carlo from the first COUNTS samples, in nats: of the first image, and all's mean.

    log_ratios [K, N], kl [N] as `kl_both_ways` gives them -> arrays [len(COUNTS)] with their
    standard errors; of the first image also the closed form.
    """
    spread = log_ratios.std(axis=0, ddof=1)
    of_all = np.sqrt(np.mean(np.square(spread)) / log_ratios.shape[1])
    roots = np.sqrt(COUNTS)
    return {
        "kl_of_one": np.array([log_ratios[:n, 0].mean() for n in COUNTS]),
        "kl_of_one_error": spread[0] / roots,
        "kl_of_one_analytic": kl[0],
        "kl_of_all": np.array([log_ratios[:n].mean() for n in COUNTS]),
        "kl_of_all_error": of_all / roots,
    }


def of_the_linear_one(model, data):
    """How far training came, beside the maximum likelihood in closed form: probabilistic PCA.

    There q is the exact posterior, and the variances of the ELBO's forms are those of the limit.
    """
    test = data.test.images
    best = LinearVAE(z_dim=model.z_dim, input_dim=model.input_dim, seed=model.seed)
    best.maximise_likelihood(data.train.spread(FITTED).images)
    elbo = mean_elbo(model, test)
    log_prob, greatest = (float(np.mean(m.log_prob(test))) for m in (model, best))
    variances = _form_variances(best, data.test.spread(FOLLOWED).images)
    return prefixed(suffixed(variances, "closed_form"), "elbo_variance") | {
        "test_log_prob_nats": log_prob,
        "test_elbo_nats": elbo,
        "test_elbo_gap_nats": log_prob - elbo,
        "test_log_prob_nats_closed_form": greatest,
        "test_log_prob_deficit_nats": greatest - log_prob,
    }


def of_the_gradient(model, split, parameters):
    """The variance of the gradient, all weights: what is due to z, by K, and to the batch."""
    size = min(parameters.batch_size, len(split) // BATCHES)
    images = split.spread(BATCHES * size).images
    # interleaved: some data sets are sorted by class
    batches = [images[i::BATCHES] for i in range(BATCHES)]
    gradients = (
        gradient_of(model, "analytic", k, model.trainable_variables) for k in parameters.samples
    )
    noise = np.array([gradient_noise(g, batches, SAMPLES_PER_BATCH) for g in gradients])
    of_z, of_batch = noise.T
    share = of_z[0] / (of_z[0] + of_batch[0])
    arrays = {"gradient_of_z": of_z, "gradient_of_batch": of_batch}
    return {"gradient_variance_share_z": float(share)}, arrays


def best_std(histories, stds):
    """The fixed sigma with the largest ELBO of validation images, from {network: rows}."""
    return min(stds, key=lambda std: histories[f"std{std:g}"][-1]["val_loss"])


def of_the_likelihoods(networks, histories, split, parameters):
    """ELBO and KL (nats per image), squared error (per pixel) and images of every VAE but the
    linear one, and how they compare.

    networks: {name: model}; histories: {name: rows}; split: the images that are measured. Arrays:
    uint8 [SHOWN, D] each. Returns (metrics, arrays).
    """
    found = [({}, {"originals": split.spread(SHOWN).pixels})]
    for name in [name for name in networks if name != "linear"]:
        numbers, images = _of_a_network(networks[name], split)
        found.append((suffixed(numbers, name), prefixed(images, name)))
    metrics, arrays = gathered(found)
    one, *more = parameters.samples
    for k in more:
        gain = metrics[f"test_elbo_nats_samples{k}"] - metrics[f"test_elbo_nats_samples{one}"]
        metrics[f"elbo_gain_nats_samples{k}"] = gain
    best = best_std(histories, parameters.decoder_stds)
    for name in (LEARNED, LEARNED_FROM_BEST):
        std, recon = float(networks[name].pixel_std), histories[name][-1]["val_recon"]
        learned = _of_a_learned_std(std, recon, best, networks[name].input_dim)
        gain = metrics[f"test_elbo_nats_{name}"] - metrics[f"test_elbo_nats_std{best:g}"]
        metrics |= suffixed(learned | {"elbo_gain_nats": gain}, name)
    return metrics | {"std_best": best}, arrays


def _of_a_network(model, split):
    """Numbers and images of a VAE."""
    mu, log_var = posteriors(model, split.images)
    codes = mean_codes(model, split.spread(SHOWN).images)
    numbers = {
        "test_elbo_nats": mean_elbo(model, split.images),
        "test_kl_nats": float(kl_between_normals(mu, np.exp(log_var / 2)).sum(1).mean()),
        "test_mse": mean_squared_error(split.images, decoded(model, mu)),
    }
    images = {
        "reconstructions": as_pixels(decoded(model, codes)),
        "samples": as_pixels(model.sample(SHOWN, model.seed).numpy()),
    }
    return numbers, images


def _of_a_learned_std(std, recon, other, pixels):
    """A learned sigma, its ratio to the root-mean-square error, and what it gains by itself.

    The mean of (x - decoder's mean)^2 over z, pixels and images is what the reconstruction term,
    recon = -log p(x|z) per pixel, says about it; with it the ELBO of the same network with the
    deviation `other` is known, too: the gain over that is in nats per image.
    """
    squared = 2 * std**2 * (recon - math.log(std) - math.log(2 * math.pi) / 2)
    gain = math.log(other / std) + squared / 2 * (other**-2 - std**-2)
    return {
        "std": std,
        "std_ratio_to_rmse": std / math.sqrt(squared),
        "elbo_gain_nats_of_std": pixels * gain,
    }
