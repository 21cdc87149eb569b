"""What the part likelihood measures: each function gives (metrics, arrays)."""

import numpy as np

from lab.data import as_pixels, evenly_spaced

# up to the number of draws asked for
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
PROPOSALS = ("posterior", "prior")
# of q, what the prior is measured against
OF_Q = (1, 10)
# draws for all images, and for those that are estimated from more of them
FEW, AFTER_AN_EPOCH, MANY_AFTER_AN_EPOCH, CHOSEN_AFTER_AN_EPOCH = 100, 10, 500, 100
# how much too wide q is made where the exact one is known
TOO_WIDE = 1.5
FITTED, SAMPLES = 10_000, 64


def counts_to(draws):
    """The numbers of draws at which estimates are compared."""
    return [count for count in COUNTS if count <= draws]


def draws_after_an_epoch(draws):
    """From how many draws the training's estimates come, where the final ones come from `draws`."""
    return min(MANY_AFTER_AN_EPOCH, draws)


def after_an_epoch(split, draws):
    """What training is to measure: an estimate of the mean -log p(x) of the split's images."""
    from lab.evaluation.importance import estimated_mean_nll

    many = draws_after_an_epoch(draws)
    chosen = evenly_spaced(len(split), CHOSEN_AFTER_AN_EPOCH)

    def measure(model):
        nll, _ = estimated_mean_nll(model, split.images, AFTER_AN_EPOCH, many, chosen)
        return {"nll": nll}

    return measure


def of_the_closed_form(context):
    """Both proposals where log p(x) is known: the linear-Gaussian VAE at its greatest likelihood.

    Its exact q(z|x) would need a single draw, so it is made too wide.
    """
    from lab.evaluation.importance import estimates
    from lab.models import LinearVAE

    data, p = context.dataset, context.parameters
    model = LinearVAE(z_dim=2, input_dim=data.train.pixels.shape[1], seed=context.seed)
    model.maximise_likelihood(data.train.spread(FITTED).images)
    model.log_var_head.bias.assign_add([2 * np.log(TOO_WIDE)] * model.z_dim)
    images = data.test.spread(p.images).images
    exact = model.log_prob(images).numpy()
    weights = _of_both(model, images, p.draws)
    metrics, arrays = {"linear_log_prob": float(exact.mean())}, {}
    for proposal, values in weights.items():
        errors = [estimates(values, count) - exact for count in counts_to(p.draws)]
        arrays[f"linear_{proposal}_errors"] = np.array([np.sqrt(np.mean(e**2)) for e in errors])
        with_all = np.abs(estimates(values, p.draws) - exact).max()
        metrics[f"linear_largest_error_{proposal}"] = float(with_all)
    return metrics, arrays


def of_proposals(name, model, split, parameters):
    """Estimates of log p(x) with z from q(z|x) and from the prior, by the number of draws."""
    from lab.evaluation.importance import effective_sample_size, samples_needed

    p = parameters
    prefix = f"{name}_" if name else ""
    weights = _of_both(model, split.spread(p.images).images, p.draws)
    arrays = _curves(name or "wide", weights, p.draws)
    counts = counts_to(p.draws)
    of_q, of_prior = (arrays[f"{name or 'wide'}_{r}_bounds"] for r in PROPOSALS)
    metrics = {
        f"{prefix}effective_share_{r}": float(np.median(effective_sample_size(values)) / p.draws)
        for r, values in weights.items()
    }
    for count in OF_Q:
        needed, reached = samples_needed(counts, of_prior, of_q[counts.index(count)])
        metrics[f"{prefix}prior_draws_for_{count}_of_q"] = needed
        metrics[f"{prefix}prior_reached_{count}_of_q"] = float(reached)
    metrics[f"{prefix}prior_falls_short_nats"] = float(of_q[-1] - of_prior[-1])
    return metrics, arrays


def of_a_training(name, model, split, parameters):
    """Likelihood of all test images, active units, and samples of a trained model."""
    from lab.evaluation.codes import mean_codes
    from lab.evaluation.collapse import active_units
    from lab.evaluation.importance import estimated_mean_nll
    from lab.evaluation.likelihood import mean_elbo

    chosen = evenly_spaced(len(split), parameters.scored)
    nll, error = estimated_mean_nll(model, split.images, FEW, parameters.draws, chosen)
    codes = mean_codes(model, split.images)
    numbers = {
        f"test_nll_{name}": nll,
        f"test_nll_error_{name}": error,
        f"test_elbo_{name}": mean_elbo(model, split.images),
        f"active_units_{name}": active_units(codes),
    }
    pictures = {
        f"{name}_activities": np.sort(codes.var(axis=0))[::-1],
        f"{name}_samples": as_pixels(model.sample(SAMPLES, model.seed).numpy()),
    }
    return numbers, pictures


def _of_both(model, images, draws):
    from lab.evaluation.importance import log_weights

    return {proposal: log_weights(model, images, draws, proposal) for proposal in PROPOSALS}


def _curves(name, weights, draws):
    """Mean estimate and median effective sample size by the number of draws."""
    from lab.evaluation.importance import effective_sample_size, estimates

    counts = counts_to(draws)
    arrays = {}
    for proposal, values in weights.items():
        sizes = [np.median(effective_sample_size(values[:count])) for count in counts]
        bounds = [estimates(values, count).mean() for count in counts]
        arrays[f"{name}_{proposal}_bounds"] = np.array(bounds)
        arrays[f"{name}_{proposal}_sizes"] = np.array(sizes)
    return arrays
