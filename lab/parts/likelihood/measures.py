"""What the part likelihood measures: each function gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels, evenly_spaced
from lab.evaluation.averages import mean_and_se
from lab.evaluation.codes import mean_codes
from lab.evaluation.importance import (
    batched_log_weights,
    effective_sample_size,
    estimated_mean_nll,
    estimates,
)
from lab.evaluation.latents import active_units
from lab.evaluation.likelihood import mean_elbo
from lab.experiment.outcome import prefixed, suffixed
from lab.models import LinearVAE
from lab.models.vae.bounds import PROPOSALS
from lab.parts.likelihood import ACTIVE_VARIANCE
from lab.parts.likelihood.counts import (
    FEW,
    FEW_AFTER_AN_EPOCH,
    counts_to,
    samples_after_an_epoch,
)

# samples from q(z|x) that the prior is compared with
OF_Q = (1, 10)
# images of an epoch's estimate that are also estimated from many samples
CHOSEN_AFTER_AN_EPOCH = 100
# by this factor the standard deviation of q exceeds the exact posterior's
TOO_WIDE = 1.5
FITTED, SAMPLES = 10_000, 64


def after_an_epoch(split, samples):
    """What training measures after each epoch: the mean −log p(x) of the split's images."""
    many = samples_after_an_epoch(samples)
    chosen = evenly_spaced(len(split), CHOSEN_AFTER_AN_EPOCH)

    def measure(model):
        found = estimated_mean_nll(model, split.images, FEW_AFTER_AN_EPOCH, many, chosen)
        return {"nll": found.nll}

    return measure


def closed_form(context):
    """Both proposals where log p(x) is known: the linear-Gaussian VAE of maximum likelihood.

    With its exact posterior as q a single sample would do, so q is made too wide.
    """
    data, p = context.dataset, context.parameters
    model = LinearVAE(z_dim=2, input_dim=data.train.pixels.shape[1], seed=context.seed)
    model.maximise_likelihood(data.train.spread(FITTED).images)
    model.log_var_head.bias.assign_add([2 * np.log(TOO_WIDE)] * model.z_dim)
    images = data.test.spread(p.images).images
    exact = model.log_prob(images).numpy()
    metrics, arrays = {"test_log_prob_nats_linear": float(exact.mean())}, {}
    for proposal, weights in _weights_of_both(model, images, p.draws).items():
        errors = [estimates(weights, count) - exact for count in counts_to(p.draws)]
        arrays[f"linear_{proposal}_errors"] = np.array([np.sqrt(np.mean(e**2)) for e in errors])
        with_all = np.abs(estimates(weights, p.draws) - exact).max()
        metrics[f"log_prob_error_nats_linear_{proposal}_max"] = float(with_all)
    return metrics, arrays


def proposals(network, model, split, parameters):
    """Estimates of log p(x) with z from q(z|x) and from the prior, by the number of samples."""
    p = parameters
    weights = _weights_of_both(model, split.spread(p.images).images, p.draws)
    counts = counts_to(p.draws)
    metrics, arrays = {}, {}
    for proposal, values in weights.items():
        share = np.median(effective_sample_size(values)) / p.draws
        metrics[f"effective_share_{network}_{proposal}"] = float(share)
        arrays |= prefixed(_curves(values, counts), f"{network}_{proposal}")
    of_q, of_prior = (arrays[f"{network}_{proposal}_bounds"] for proposal in PROPOSALS)
    for count in OF_Q:
        needed, reached = samples_needed(counts, of_prior, of_q[counts.index(count)])
        metrics[f"prior_samples_matching_{count}_of_q_{network}"] = needed
        metrics[f"prior_samples_suffice_{count}_of_q_{network}"] = float(reached)
    metrics[f"prior_deficit_nats_{network}"] = float(of_q[-1] - of_prior[-1])
    return metrics, arrays


def likelihoods(name, model, split, parameters):
    """Likelihood of all images of a split, active units, and samples of a trained model."""
    chosen = evenly_spaced(len(split), parameters.scored)
    found = estimated_mean_nll(model, split.images, FEW, parameters.draws, chosen)
    codes = mean_codes(model, split.images)
    metrics = {
        "test_nll_nats": found.nll,
        "test_nll_nats_se": found.se,
        "test_nll_nats_images_se": found.images_se,
        "effective_samples": found.effective_samples,
        "log_prob_rise_nats": found.rise,
        "test_elbo_nats": mean_elbo(model, split.images),
        "active_units": active_units(codes, ACTIVE_VARIANCE),
    }
    arrays = {
        "activities": np.sort(codes.var(axis=0))[::-1],
        "nlls": found.of_images.astype(np.float32),
        "samples": as_pixels(model.sample(SAMPLES, model.seed).numpy()),
    }
    return suffixed(metrics, name), prefixed(arrays, name)


def gain_of_the_largest_k(smallest, largest):
    """What the largest k gains on the smallest, from −log p(x) of each test image under both."""
    gain, error = mean_and_se(smallest - largest)
    return {"test_gain_nats_largest_k": float(gain), "test_gain_nats_largest_k_se": float(error)}


def samples_needed(counts, bounds, level):
    """(the first of `counts` at which the bound reaches the level, True).

    Where none does: (the largest count, False).
    """
    reached = np.flatnonzero(np.asarray(bounds) >= level)
    return (int(counts[reached[0]]), True) if len(reached) else (int(counts[-1]), False)


def _weights_of_both(model, images, count):
    return {proposal: batched_log_weights(model, images, count, proposal) for proposal in PROPOSALS}


def _curves(log_weights, counts):
    """Mean estimate and median effective sample size by the number of samples."""
    sizes = [np.median(effective_sample_size(log_weights[:count])) for count in counts]
    bounds = [estimates(log_weights, count).mean() for count in counts]
    return {"bounds": np.array(bounds), "sizes": np.array(sizes)}
