"""What the part elbo measures: each function gives (metrics, arrays)."""

import math

import numpy as np

from lab.data import as_pixels

# images and draws by which noise is followed over training
FOLLOWED, FOLLOWED_DRAWS, GRADIENTS = 100, 100, 10
# images and draws of the comparison of the two forms of KL
COMPARED, DRAWS = 100, 1000
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# batches, and how often z is drawn anew for each
BATCHES, DRAWS_PER_BATCH = 20, 2
FITTED = 10_000
SHOWN = 10
NOISES = (
    *("variance_analytic", "variance_monte_carlo"),
    *("gradient_analytic", "gradient_monte_carlo"),
)


def noise_of(model, split):
    """A function of the model, for after each epoch: the noise of the ELBO's two forms.

    variance: of the ELBO of an image by one draw of z (nats^2, mean over images of the split);
    gradient: of the gradient by the encoder's weights for a batch of these images, one draw each
    (summed over the weights). The decoder's gradient is the same in both forms.
    """
    from lab.evaluation.bounds import FORMS, elbo_draws, form_variances, gradient_noise, gradient_of

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
        log_likelihoods, log_ratios, _ = elbo_draws(model, images, FOLLOWED_DRAWS, 0)
        variances = form_variances(log_likelihoods.numpy(), log_ratios.numpy())
        found = {f"variance_{form}": value for form, value in variances.items()}
        for form, gradient in gradients.items():
            found[f"gradient_{form}"] = gradient_noise(gradient, [images], GRADIENTS)[0]
        return found

    return measure


def of_the_forms(name, model, split, start, history):
    """KL in closed form beside its estimate from draws, and the noise of both over training."""
    images = split.spread(COMPARED).images
    log_ratios, kl = _ratios(model, images)
    difference = np.mean(log_ratios - kl)
    error = np.sqrt(log_ratios.var(axis=0, ddof=1).mean() / log_ratios.size)
    prefix = "" if name == "vae" else f"{name}_"
    metrics = {
        f"{prefix}kl_nats": float(kl.mean()),
        f"{prefix}kl_monte_carlo_nats": float(log_ratios.mean()),
        f"{prefix}kl_difference_in_se": float(abs(difference) / error),
    }
    noise = {key: np.array([start[key], *(row[key] for row in history)]) for key in NOISES}
    for kind in ("variance", "gradient"):
        ratio = noise[f"{kind}_monte_carlo"] / noise[f"{kind}_analytic"]
        metrics |= {
            f"{prefix}{kind}_ratio_start": float(ratio[0]),
            f"{prefix}{kind}_ratio_end": float(ratio[-1]),
        }
    metrics |= {f"{prefix}{key}_end": float(values[-1]) for key, values in noise.items()}
    arrays = {f"{name}_{key}": values for key, values in noise.items()}
    if name == "vae":
        arrays |= _by_count(log_ratios, kl)
    return metrics, arrays


def _ratios(model, images):
    """log q(z|x) - log p(z) [K, N] for DRAWS of z, and KL [N], float64."""
    from lab.evaluation.bounds import elbo_draws

    found = [elbo_draws(model, images[i : i + 10], DRAWS, i)[1:] for i in range(0, len(images), 10)]
    ratios, kl = zip(*found, strict=True)
    return np.concatenate(ratios, axis=1).astype(float), np.concatenate(kl).astype(float)


def _by_count(log_ratios, kl):
    """The first image's and the mean KL, by the number of draws, each with its standard error."""
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
    """What training reached beside the closed form, probabilistic PCA."""
    from lab.evaluation.likelihood import mean_elbo
    from lab.models import LinearVAE

    test = data.test.images
    best = LinearVAE(z_dim=model.z_dim, input_dim=model.input_dim, seed=model.seed)
    best.maximise_likelihood(data.train.spread(FITTED).images)
    elbo = mean_elbo(model, test)
    log_prob, greatest = (float(np.mean(m.log_prob(test))) for m in (model, best))
    return {
        "linear_log_prob": log_prob,
        "linear_elbo": elbo,
        "linear_gap": log_prob - elbo,
        "linear_log_prob_closed_form": greatest,
        "linear_log_prob_below_closed_form": greatest - log_prob,
    }, {}


def of_the_gradient(model, split, parameters):
    """The noise of the gradient by all weights: from z, with K draws, and from the batch."""
    from lab.evaluation.bounds import gradient_noise, gradient_of

    size = min(parameters.batch_size, len(split) // BATCHES)
    images = split.spread(BATCHES * size).images
    # interleaved: some data sets are sorted by class
    batches = [images[i::BATCHES] for i in range(BATCHES)]
    of_z, of_batch = [], []
    for k in parameters.samples:
        gradient = gradient_of(model, "analytic", k, model.trainable_variables)
        for values, value in zip(
            (of_z, of_batch), gradient_noise(gradient, batches, DRAWS_PER_BATCH), strict=True
        ):
            values.append(value)
    share = of_z[0] / (of_z[0] + of_batch[0])
    arrays = {"gradient_of_z": np.array(of_z), "gradient_of_batch": np.array(of_batch)}
    return {"gradient_share_of_z": float(share)}, arrays


def of_the_likelihoods(networks, histories, split, parameters):
    """ELBO, KL, squared error and pictures of every network; where the learned deviation ended."""
    from lab.evaluation.codes import decoded, mean_codes
    from lab.evaluation.errors import mean_squared_error
    from lab.evaluation.likelihood import mean_elbo

    metrics, arrays = {}, {"originals": split.spread(SHOWN).pixels}
    for name, model in networks.items():
        if name == "linear":
            continue
        codes = mean_codes(model, split.images)
        last = histories[name][-1]
        metrics |= {
            f"elbo_{name}": mean_elbo(model, split.images),
            f"kl_{name}": last["val_kl"] * model.z_dim,
            f"mse_{name}": mean_squared_error(split.images, decoded(model, codes)),
        }
        shown = decoded(model, mean_codes(model, split.spread(SHOWN).images))
        arrays |= {
            f"{name}_reconstructions": as_pixels(shown),
            f"{name}_samples": as_pixels(model.sample(SHOWN, model.seed).numpy()),
        }
    std = float(networks["learned"].pixel_std)
    recon = histories["learned"][-1]["val_recon"]
    # the mean over z, pixels and images of (x - mean)^2: what log p(x|z) says about it
    squared = 2 * std**2 * (recon - math.log(std) - math.log(2 * math.pi) / 2)
    best = max(parameters.decoder_stds, key=lambda std: metrics[f"elbo_std{std:g}"])
    more = {f"elbo_gain_{k}_samples": k for k in parameters.samples[1:]}
    one = metrics[f"elbo_samples{parameters.samples[0]}"]
    metrics |= {name: metrics[f"elbo_samples{k}"] - one for name, k in more.items()}
    return metrics | {
        "learned_std": std,
        "learned_std_by_rms_error": std / math.sqrt(squared),
        "best_std": best,
        "learned_std_by_best": std / best,
        "learned_elbo_gain": metrics["elbo_learned"] - metrics[f"elbo_std{best:g}"],
    }, arrays
