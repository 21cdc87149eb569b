"""Lab 6: bounds on log p(x) of a VAE, and what tightens them."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.bounds import checks
from lab.languages import to_say

NO_Q = to_say("log q(z|x) is missing: the weight is divided by the density z was drawn from.")
NO_PRIOR = to_say("log p(z) is missing: the weight is of p(x, z) = p(x|z) p(z).")
DEVIATION = to_say("exp(log_var) is the variance; z needs its root, exp(log_var / 2).")
LOG_K = to_say("The weights are added up, not averaged: log k is missing.")
MEAN_OF_LOGS = to_say("The mean of the logs is the ELBO; the log of the mean is asked.")
ONE_DRAW = to_say("All samples of an image are the same z: each needs noise of its own.")
SEED = to_say("The seed is not used: other seeds give the same samples.")
CLASS = to_say("y is not handed on to log p(x|z, y): the class is then averaged out.")
KL_PRINTED = to_say(
    "The KL is as the notes print it, with sigma and log sigma where sigma² and log sigma² belong."
)
KL_TURNED = to_say("This is KL(p || q): the notes have it turned round. The mean is under q.")

ELBO = Exercise(
    "6.1",
    "lab.models.vae.bounds:Bounds.elbo",
    checks.ELBO,
    formula=(
        r"\mathrm{ELBO}(x) = \mathbb{E}_{q(z|x)} \log p(x|z) - \mathrm{KL}(q(z|x) \,\|\, "
        r"p(z)), \qquad z = \mu + \sigma \varepsilon"
    ),
    hints=(
        to_say("Draw one z for each image from q(z|x): how do mu, log_var and epsilon make it?"),
        to_say("The KL in closed form is exercise 1.3; reparameterize is exercise 5.2."),
    ),
    mistakes={
        "loss": Mistake(
            "z unused", to_say("The sign is turned: this is the loss. The bound is to be raised.")
        ),
        "plus_kl": Mistake(
            "z unused", to_say("The KL is added; a bound loses what q(z|x) says beyond the prior.")
        ),
        "no_kl": Mistake("z unused", to_say("The KL is missing: without it nothing is bounded.")),
        "monte_carlo": Mistake(
            "z unused",
            to_say("The KL is estimated by the same z; in closed form it depends on no sample."),
        ),
        "kl_printed": Mistake("z unused", KL_PRINTED),
        "kl_turned": Mistake("z unused", KL_TURNED),
        "per_pixel": Mistake(
            "z unused", to_say("log p(x|z) is divided by the pixels; the bound is per image.")
        ),
        "constant_once": Mistake(
            "z unused",
            to_say(
                "The lecture's constant, log of sqrt(2 pi) std, is there once; D pixels have D."
            ),
        ),
        "deviation": Mistake("mean over z", DEVIATION),
        "mean_only": Mistake(
            "mean over z", to_say("z is the mean of q(z|x): no sample, and too high a bound.")
        ),
        "from_prior": Mistake(
            "mean over z", to_say("z comes from the prior; the expectation is under q(z|x).")
        ),
        "noise_shared": Mistake(
            "spread", to_say("All images share one epsilon: each needs noise of its own.")
        ),
        "class_integrated_out": Mistake("class", CLASS),
        "seed_ignored": Mistake("seed", SEED),
    },
)
ELBO_TERMS = Exercise(
    "6.2",
    "lab.parts.elbo.estimators:elbo_terms",
    checks.ELBO_TERMS,
    formula=(
        r"\mathrm{ELBO} = \mathbb{E}_{q(z|x)} \left[ \log p(x|z) - \log "
        r"\frac{q(z|x)}{p(z)} \right] = \mathbb{E}_{q(z|x)} \log p(x|z) - "
        r"\mathrm{KL}(q(z|x) \,\|\, p(z))"
    ),
    hints=(
        to_say("Under z = mu + sigma epsilon: what is log q(z|x), written by epsilon and log_var?"),
        to_say(
            "If q(z|x) is p(z|x), the first result less the second is log p(x) for every sample: "
            "a check to do by yourself."
        ),
    ),
    mistakes={
        "ratio_turned": Mistake(
            "same z", to_say("The ratio is turned: log q(z|x) - log p(z), whose mean is the KL.")
        ),
        "other_noise": Mistake(
            "same z", to_say("The ratio is of other samples than log p(x|z): both need the same z.")
        ),
        "no_log_var": Mistake(
            "same z", to_say("log q(z|x) lacks -log_var / 2 of each latent: epsilon is not z.")
        ),
        "no_prior": Mistake("same z", to_say("log p(z) is missing in the ratio.")),
        "from_prior": Mistake(
            "mean over z", to_say("z comes from the prior; the expectation is under q(z|x).")
        ),
        "deviation": Mistake("mean over z", DEVIATION),
        "kl_for_ratio": Mistake(
            "same z", to_say("The ratio is the KL itself: it should be of each sample of z.")
        ),
        "kl_turned": Mistake("KL", KL_TURNED),
        "kl_printed": Mistake("KL", KL_PRINTED),
        "one_draw": Mistake("spread", ONE_DRAW),
        "averaged": Mistake(
            "likelihood", to_say("The mean over the samples is taken; one number each is asked.")
        ),
    },
)
LOG_WEIGHTS = Exercise(
    "6.3",
    "lab.models.vae.bounds:Bounds.log_weights",
    checks.LOG_WEIGHTS,
    formula=r"\log w_i = \log p(x|z_i) + \log p(z_i) - \log r(z_i), \qquad z_i \sim r",
    hints=(
        to_say("Which two of the three logs cancel where z comes from the prior?"),
        to_say("If q(z|x) is p(z|x), all weights of an image are p(x), by Bayes' rule."),
    ),
    mistakes={
        "no_q": Mistake("q exact", NO_Q),
        "plus_q": Mistake("q exact", to_say("log q(z|x) is added; the weight is divided by q.")),
        "no_prior": Mistake("q exact", NO_PRIOR),
        "deviation": Mistake("mean = ELBO", DEVIATION),
        "kl_for_ratio": Mistake(
            "q exact",
            to_say("The KL in closed form is subtracted: right on average, and no weight of z."),
        ),
        "averaged": Mistake(
            "q exact", to_say("The mean over the samples is taken; one number each is asked.")
        ),
        "transposed": Mistake("q exact", to_say("The axes are exchanged: [k, B] is asked.")),
        "one_draw": Mistake("spread", ONE_DRAW),
        "prior_weighed": Mistake(
            "from prior", to_say("With z from the prior, log p(z) cancels against log r(z).")
        ),
        "proposal_ignored": Mistake(
            "from prior", to_say("The proposal is not used: z comes from q(z|x) whatever it says.")
        ),
        "prior_from_q": Mistake(
            "from prior", to_say("z comes from q(z|x); epsilon itself is a sample of the prior.")
        ),
        "class_integrated_out": Mistake("class", CLASS),
        "seed_ignored": Mistake("seed", SEED),
    },
)
ESTIMATES = Exercise(
    "6.4",
    "lab.evaluation.importance:estimates",
    checks.ESTIMATES,
    formula=r"\log \hat p(x) = \log \frac{1}{c} \sum_{i=1}^{c} w_i",
    hints=(
        to_say("Give the samples an axis of groups and one within the group."),
        to_say("exp of -1000 is 0: scipy.special.logsumexp takes the largest out first."),
    ),
    mistakes={
        "mean_of_logs": Mistake("value", MEAN_OF_LOGS),
        "log_k_forgotten": Mistake("value", LOG_K),
        "overflow": Mistake(
            "at -1000", to_say("exp vanishes, and the logarithm of 0 is minus infinity.")
        ),
        "not_in_a_row": Mistake(
            "value", to_say("A group holds every few samples; it should hold samples in a row.")
        ),
        "left_over_used": Mistake(
            "left over", to_say("What is left over makes a group of its own; it is not to be used.")
        ),
        "end_used": Mistake(
            "left over", to_say("The first samples are left out; the last are left over.")
        ),
        "largest": Mistake("value", to_say("This is the largest weight of each group alone.")),
        "divided": Mistake(
            "value", to_say("The logarithm is divided by k; the sum inside it is to be divided.")
        ),
        "all_of_them": Mistake(
            "value", to_say("One estimate from all samples; each group is to give one.")
        ),
    },
    twins=("lab.models.vae.bounds:Bounds.log_prob_iw",),
)
EFFECTIVE_SAMPLE_SIZE = Exercise(
    "6.5",
    "lab.evaluation.importance:effective_sample_size",
    checks.EFFECTIVE_SAMPLE_SIZE,
    formula=r"\mathrm{ESS} = \frac{\left(\sum_i w_i\right)^2}{\sum_i w_i^2}",
    hints=(
        to_say("What does the ratio become if all weights of an image are multiplied by c?"),
        to_say("The log of the squared weight is twice the log weight."),
    ),
    mistakes={
        "overflow": Mistake(
            "at -1000", to_say("exp vanishes or overflows: take the largest weight out first.")
        ),
        "of_logs": Mistake("value", to_say("The logs are used as if they were the weights.")),
        "turned": Mistake(
            "equal: S", to_say("The ratio is turned: equal weights should count S samples.")
        ),
        "share": Mistake("equal: S", to_say("This is the share of S; their number is asked.")),
        "perplexity": Mistake(
            "value", to_say("This is exp of the weights' entropy: another measure than Kong's.")
        ),
        "largest": Mistake(
            "value", to_say("This is 1 / the largest share; the squares of all shares count.")
        ),
        "of_images": Mistake(
            "value", to_say("The sums go over the images, not over the S samples.")
        ),
        "not_squared": Mistake(
            "value", to_say("The sum of the weights is not squared: scaling them changes this.")
        ),
    },
)
IWAE = Exercise(
    "6.6",
    "lab.models.vae.iwae:IWAE.terms",
    checks.IWAE,
    formula=(
        r"L = -\log \frac{1}{k} \sum_{i=1}^{k} w_i, \qquad \log w_i = \log p(x|z_i) + \log "
        r"p(z_i) - \log q(z_i|x)"
    ),
    hints=(
        to_say("The k log weights of an image are exercise 6.3, with the model's own noise."),
        to_say("Only then do they become one number: by exercise 1.4, over the samples."),
        to_say("The loss's own gradient will do: `_chosen_log_weight` only makes it less noisy."),
    ),
    mistakes={
        "mean_of_logs": Mistake("k = 2", MEAN_OF_LOGS),
        "log_k_forgotten": Mistake("q exact", LOG_K),
        "overflow": Mistake(
            "p(x) = 0", to_say("exp vanishes, and the logarithm of 0 is minus infinity.")
        ),
        "largest": Mistake("k = 2", to_say("This is the largest weight alone.")),
        "sign": Mistake("q exact", to_say("The sign is turned: the bound would be lowered.")),
        "no_q": Mistake("q exact", NO_Q),
        "no_prior": Mistake("q exact", NO_PRIOR),
        "deviation": Mistake("k = 1: ELBO", DEVIATION),
        "first_sample": Mistake(
            "k = 2", to_say("Only one sample counts: this is the ELBO whatever k is.")
        ),
        "recon_per_image": Mistake("recon", to_say("recon is per pixel: divide it by D.")),
        "kl_per_image": Mistake("kl", to_say("kl is per latent: divide it by Z.")),
        "chosen_alone": Mistake(
            "in training",
            to_say("This is one log weight: only the loss's gradient is to be that one's."),
        ),
        "own_noise": Mistake(
            "by decoder",
            to_say(
                "The noise is drawn anew; by `_noise` it is a function of step, to be repeated."
            ),
        ),
        "shares": Mistake(
            "by decoder",
            to_say("All samples count alike in the gradient; each counts with its weight's share."),
        ),
        "cut": Mistake(
            "by encoder",
            to_say("The gradient does not pass through z: the encoder learns nothing from p(x|z)."),
        ),
    },
    called="iwae_terms",
)

LAB = Lab(
    number=6,
    package=__name__,
    title=to_say("Bounds"),
    hours=5,
    part="likelihood",
    exercises=(ELBO, ELBO_TERMS, LOG_WEIGHTS, ESTIMATES, EFFECTIVE_SAMPLE_SIZE, IWAE),
    questions=(
        to_say(
            "The lecture says that the KL in closed form always lowers the variance of the ELBO. "
            "For which q(z|x) has the Monte Carlo form none at all, and the closed form some? Show "
            "it for the linear-Gaussian VAE."
        ),
        to_say(
            "Why is every estimate of log p(x) from k samples too low on average, and what does "
            "the effective sample size say about it? Compare both proposals in the experiment."
        ),
    ),
    introduction=to_say(
        "In methods `self`, in `elbo_terms` `model`, is a VAE: `input_dim` D, `z_dim` Z, `samples` "
        "k, `seed`. `encode(x, y)` gives mu and log_var [B, Z], `reparameterize(mu, log_var, "
        "epsilon)` z of the shape of epsilon, `log_likelihood(x, z, y)` the axes of z without the "
        "last: [k, B] for z [k, B, Z]; where a model takes no class, y is None. "
        "`noise.normal(shape, model.seed, noise.EVALUATION, seed, dtype)` is standard normal. "
        "Summed over the last axis: `kl_to_standard_normal(mu, log_var)` is exercise 1.3, "
        "`standard_normal_log_prob(z)` log N(z; 0, I), `reparameterized_log_prob(epsilon, "
        "log_var)` log q(z|x) of the z that epsilon makes; `log_weight(log_likelihood, z, log_var, "
        "epsilon)` puts them together. `log_mean_exp(values)` is exercise 1.4, over the first "
        "axis. `choice`, `positive_integer` and `seed_number` refuse wrong arguments, which no "
        "check asks for. `_chosen_log_weight(x, mu, log_var, epsilon, log_weights, step)` is [B]."
    ),
    given=("7.6",),
)
