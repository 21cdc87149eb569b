"""Lab 1: densities and divergences in nats, finite whatever the numbers are."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.nats import checks
from lab.languages import to_say

MEAN_FOR_SUM = to_say(
    "The mean over the N numbers is taken; logarithms of independent ones add up."
)

BERNOULLI = Exercise(
    "1.1",
    "lab.models.densities:bernoulli_log_prob",
    checks.BERNOULLI,
    formula=(
        r"\log p(x) = \sum_{i=1}^{N} x_i \log p_i + (1 - x_i) \log(1 - p_i), \qquad p_i = "
        r"\sigma(a_i) = \frac{1}{1 + e^{-a_i}}"
    ),
    hints=(
        to_say("Express log p and log(1 - p) by the logit: both contain log(1 + exp(a))."),
        to_say(
            "log(1 + exp(a)) overflows for large a; TensorFlow has it as softplus, and the whole "
            "cross-entropy of logits, too."
        ),
    ),
    mistakes={
        "mean": Mistake("value", MEAN_FOR_SUM),
        "sign": Mistake("value", to_say("The sign is turned: a log-probability is not positive.")),
        "probabilities": Mistake(
            "logits ±1000", to_say("log(sigmoid(a)) is minus infinity for a = -1000.")
        ),
        "logits_as_probs": Mistake(
            "value", to_say("The logits are used as if they were probabilities.")
        ),
        "bits": Mistake("value", to_say("These are bits: nats have the natural logarithm.")),
        "ones_only": Mistake(
            "value", to_say("White pixels alone count here; black ones add log(1 - p).")
        ),
        "all_axes": Mistake(
            "value", to_say("The sum goes over all axes; over the last one only is asked.")
        ),
    },
)
GAUSSIAN = Exercise(
    "1.2",
    "lab.models.densities:gaussian_log_prob",
    checks.GAUSSIAN,
    formula=(
        r"\log \mathcal{N}(x;\, \mu, \sigma^2 I) = \sum_{i=1}^{N} \log \mathcal{N}(x_i;\, "
        r"\mu_i, \sigma_i^2)"
    ),
    hints=(
        to_say("Take the logarithm of the density of one normal number, and add up over N."),
        to_say("The area below exp of it is 1 only with log std and log(2 pi) / 2."),
    ),
    mistakes={
        "variance": Mistake(
            "one std", to_say("std is taken for the variance: it is squared in the exponent.")
        ),
        "no_half": Mistake("one std", to_say("The factor 1/2 of the squared distance is missing.")),
        "no_constant": Mistake(
            "area = 1", to_say("log(2 pi) / 2 for each number is missing: the area is not 1.")
        ),
        "no_log_std": Mistake(
            "one std", to_say("log std is missing: a narrower density has to be higher.")
        ),
        "log_std_once": Mistake(
            "one std", to_say("log std is taken once; each of the N numbers has one.")
        ),
        "constant_once": Mistake(
            "one std", to_say("log(2 pi) / 2 is taken once; each of the N numbers has one.")
        ),
        "mean": Mistake("one std", MEAN_FOR_SUM),
    },
)
KL_TO_STANDARD = Exercise(
    "1.3",
    "lab.models.densities:kl_to_standard_normal",
    checks.KL_TO_STANDARD,
    formula=(
        r"\mathrm{KL}(q \,\|\, p) = \int q(z) \log \frac{q(z)}{p(z)}\, dz, \qquad q = "
        r"\mathcal{N}(\mu, e^{\mathrm{log\_var}}), \quad p = \mathcal{N}(0, I)"
    ),
    hints=(
        to_say(
            "KL is the mean under q of log q(z) - log p(z). Which means of z and z² do you need?"
        ),
        to_say("Under q the mean of z is mu, that of z² is mu² plus the variance exp(log_var)."),
    ),
    mistakes={
        "deviation": Mistake(
            "value", to_say("exp(log_var) is the variance itself: it is not to be squared.")
        ),
        "printed": Mistake(
            "value",
            to_say("This is the formula as the notes print it, with sigma where sigma² belongs."),
        ),
        "no_half": Mistake("value", to_say("The factor 1/2 is missing.")),
        "no_one": Mistake(
            "q = prior", to_say("The -1 is missing: the divergence from itself must be 0.")
        ),
        "turned": Mistake(
            "value", to_say("This is KL(p || q), turned round: the mean is to be taken under q.")
        ),
        "sign": Mistake("value", to_say("The sign is turned: a divergence is not negative.")),
        "mean": Mistake("value", MEAN_FOR_SUM),
        "no_mu": Mistake("value", to_say("mu² is missing: a shifted q has to cost something.")),
    },
)
LOG_MEAN_EXP = Exercise(
    "1.4",
    "lab.models.densities:log_mean_exp",
    checks.LOG_MEAN_EXP,
    formula=r"\log \frac{1}{k} \sum_{j=1}^{k} e^{v_j}",
    hints=(
        to_say(
            "exp(-1000) is 0 in a computer. What may you subtract from all values, and add again?"
        ),
        to_say("log of the mean is log of the sum minus log k."),
    ),
    mistakes={
        "overflow": Mistake(
            "at -1000", to_say("exp vanishes, and the logarithm of 0 is minus infinity.")
        ),
        "sum": Mistake("value", to_say("This is the log of the sum: log k is missing.")),
        "mean_of_logs": Mistake(
            "value", to_say("This is the mean of the values: the logarithm comes after the mean.")
        ),
        "last_axis": Mistake(
            "value", to_say("The mean goes over the last axis; over the first one is asked.")
        ),
        "largest": Mistake("value", to_say("This is the largest value alone.")),
        "divided": Mistake(
            "value", to_say("The logarithm is divided by k; the sum inside it is to be divided.")
        ),
    },
)
KL_BETWEEN_NORMALS = Exercise(
    "1.5",
    "lab.evaluation.divergences:kl_between_normals",
    checks.KL_BETWEEN_NORMALS,
    formula=(
        r"\mathrm{KL}(p \,\|\, q) = \int p(x) \log \frac{p(x)}{q(x)}\, dx, \qquad p = "
        r"\mathcal{N}(\mu_p, \sigma_p^2), \quad q = \mathcal{N}(\mu_q, \sigma_q^2)"
    ),
    hints=(
        to_say("Shift and scale both so that q becomes N(0, 1): the divergence stays the same."),
        to_say("What is left is exercise 1.3, for the shifted mean and the scaled variance."),
    ),
    mistakes={
        "turned": Mistake("value", to_say("p and q are exchanged: KL is not symmetric.")),
        "sigma": Mistake("value", to_say("The ratio of deviations stands where variances belong.")),
        "no_half": Mistake("value", to_say("The factor 1/2 is missing.")),
        "mean_not_scaled": Mistake(
            "value", to_say("The distance of the means is not divided by std_q.")
        ),
        "scaled_by_p": Mistake(
            "value", to_say("The distance of the means is divided by std_p; q measures it.")
        ),
        "symmetric": Mistake(
            "value", to_say("This is the mean of both directions; one of them is asked.")
        ),
    },
)

LAB = Lab(
    number=1,
    package=__name__,
    title=to_say("Nats"),
    hours=3,
    part="generative-basics",
    exercises=(BERNOULLI, GAUSSIAN, KL_TO_STANDARD, LOG_MEAN_EXP, KL_BETWEEN_NORMALS),
    questions=(
        to_say(
            "Two models have log-likelihoods of -90 and -87 nats per image. How many times "
            "likelier does the second find an image, and how many times a data set of 100 images?"
        ),
        to_say(
            "Can the log-density of a grey image be positive? Can the log-probability of a black "
            "and white one? What follows for comparing the two?"
        ),
    ),
    introduction=to_say(
        "Arguments are tensors, in 1.5 arrays of NumPy. Numbers are float64 in the checks and "
        "float32 in a training: cast to an argument's dtype, not to a fixed one. "
        "`at_least_float32(t)` is t, in float32 if it has half precision."
    ),
)
