"""Lab 4: losses of autoencoders, the noise that they remove, and penalties on their codes."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.autoencoders import checks
from lab.languages import to_say

OVER_BATCH = to_say("This is one number for the whole batch; one per image is asked.")

SQUARED_ERROR = Exercise(
    "4.1",
    "lab.models.autoencoders.plain:squared_error",
    checks.SQUARED_ERROR,
    formula=r"e = \frac{1}{D} \sum_{i=1}^{D} (x_i - \hat x_i)^2",
    hints=(
        to_say("Subtract, square, average: over which axis?"),
        to_say("TensorFlow does not subtract float32 from float64: tf.cast comes first."),
    ),
    mistakes={
        "summed": Mistake("value", to_say("The sum over the pixels is taken, not the mean.")),
        "not_squared": Mistake(
            "value", to_say("The differences are not squared: those of both signs cancel.")
        ),
        "summed_first": Mistake(
            "value", to_say("The sum is squared; each difference is, before they are added up.")
        ),
        "absolute": Mistake("value", to_say("This is the mean absolute error.")),
        "root": Mistake("value", to_say("The root is taken; the squared error itself is asked.")),
        "half": Mistake("value", to_say("The factor 1/2 does not belong here.")),
        "over_batch": Mistake("value", OVER_BATCH),
        "not_cast": Mistake(
            "precision", to_say("x is not cast to the precision of the reconstruction.")
        ),
    },
)
CORRUPTED = Exercise(
    "4.2",
    "lab.models.noise:corrupted",
    checks.CORRUPTED,
    formula=(
        r"\text{gaussian:}\ \ \min(\max(x_i + n_i, 0), 1), \quad n_i \sim \mathcal{N}(0, s^2); "
        r"\qquad \text{masking:}\ \ P(\tilde x_i = 0) = s; \qquad \text{salt and pepper:}\ \ "
        r"P(\tilde x_i = 0) = P(\tilde x_i = 1) = s / 2"
    ),
    hints=(
        to_say("One number for each pixel is enough: normal for one kind, uniform for the others."),
        to_say(
            "A uniform number lies below s with probability s: tf.where then chooses what the "
            "pixel becomes."
        ),
    ),
    mistakes={
        "variance": Mistake(
            "gaussian", to_say("strength is taken for the variance: it is the deviation.")
        ),
        "multiplied": Mistake(
            "gaussian", to_say("The noise is multiplied by the image: black pixels have none.")
        ),
        "not_normal": Mistake(
            "gaussian", to_say("The noise has the right deviation, but it is not normal.")
        ),
        "one_sided": Mistake("gaussian", to_say("The noise has one sign: its mean must be 0.")),
        "not_cut": Mistake("cut off", to_say("Pixels leave [0, 1]: they have to be cut off.")),
        "rescaled": Mistake(
            "cut off", to_say("The image is rescaled to [0, 1]; what leaves it is to be cut off.")
        ),
        "same_for_all": Mistake(
            "masking", to_say("All images have the same noise: its shape is that of the images.")
        ),
        "whole_images": Mistake(
            "masking", to_say("Whole images change; each pixel has a number of its own.")
        ),
        "kept_share": Mistake(
            "masking", to_say("A share `strength` is kept here: so many pixels are to become 0.")
        ),
        "dropout": Mistake(
            "masking",
            to_say("This is dropout, which scales what is kept; an image stays as it is."),
        ),
        "masked_white": Mistake("masking", to_say("Masked pixels become 0, not 1.")),
        "strength_each": Mistake(
            "salt, pepper",
            to_say("Salt and pepper have the share `strength` each: it is that of both together."),
        ),
        "salt_alone": Mistake("salt, pepper", to_say("There is salt only: half of it becomes 0.")),
        "drawn_anew": Mistake(
            "repeatable",
            to_say("The noise is drawn anew at each call: a run could not be repeated."),
        ),
        "step_ignored": Mistake(
            "repeatable", to_say("The step is not used: every update would have the same noise.")
        ),
    },
)
DENOISING = Exercise(
    "4.3",
    "lab.models.autoencoders.kinds:DenoisingAutoencoder.terms",
    checks.DENOISING,
    formula=r"L = \frac{1}{D} \sum_{i=1}^{D} (x_i - \hat x_i)^2, \qquad \hat x = f(\tilde x)",
    hints=(
        to_say("Which image goes in, and which one is it compared with?"),
        to_say("Exercises 4.2 and 4.1, with `self` in between."),
    ),
    mistakes={
        "noisy_target": Mistake(
            "training", to_say("Compared with the noisy image: the noise would be learnt, too.")
        ),
        "no_noise": Mistake("training", to_say("There is no noise: this is a plain autoencoder.")),
        "noise_of_result": Mistake(
            "training", to_say("The noise is on the reconstruction; it belongs on what goes in.")
        ),
        "exchanged": Mistake(
            "training", to_say("Clean and noisy are exchanged: noise cannot be predicted.")
        ),
        "one_noise": Mistake(
            "training", to_say("The step is not used: every update would have the same noise.")
        ),
        "always_training": Mistake(
            "evaluation", to_say("In evaluation the purpose is noise.EVALUATION.")
        ),
        "over_batch": Mistake("training", OVER_BATCH),
    },
    called="denoising_terms",
)
BERNOULLIS = Exercise(
    "4.4",
    "lab.models.densities:kl_between_bernoullis",
    checks.BERNOULLIS,
    formula=(
        r"\mathrm{KL}(B_p \,\|\, B_q) = \sum_{n=1}^{N} \sum_{b \in \{0, 1\}} "
        r"B_p(b) \log \frac{B_p(b)}{B_{q_n}(b)}"
    ),
    hints=(
        to_say("KL(p || q) is the mean under p of log p(b) - log q(b), and b has two values."),
        to_say("tf.clip_by_value keeps q away from 0 and 1; p is a number of Python."),
    ),
    mistakes={
        "turned": Mistake(
            "value", to_say("This is KL(B_q || B_p), turned round: the mean is taken under p.")
        ),
        "ratio": Mistake(
            "value",
            to_say("q / p stands in the logarithm, as the slides print it: the sign is turned."),
        ),
        "ones_alone": Mistake(
            "value", to_say("Only the ones count here; zeros add (1 - p) log((1 - p) / (1 - q)).")
        ),
        "cross_entropy": Mistake(
            "p = q",
            to_say("This is the cross-entropy: the divergence of p from itself must be 0."),
        ),
        "mean": Mistake(
            "value", to_say("The mean over the N numbers is taken; divergences add up.")
        ),
        "bits": Mistake("value", to_say("These are bits: nats have the natural logarithm.")),
        "all_axes": Mistake(
            "value", to_say("The sum goes over all axes; over the last one only is asked.")
        ),
        "not_kept": Mistake(
            "q = 0 and 1", to_say("q is not kept away from 0 and 1: the divergence is infinite.")
        ),
        "constant": Mistake(
            "dL/dq", to_say("NumPy computes it, and no gradient goes back through NumPy.")
        ),
    },
)
SPARSE = Exercise(
    "4.5",
    "lab.models.autoencoders.kinds:SparseAutoencoder.terms",
    checks.SPARSE,
    formula=(
        r"L = \frac{1}{D} \sum_{i=1}^{D} (x_i - \hat x_i)^2 + \beta \sum_{j=1}^{Z} "
        r"\mathrm{KL}(B_\rho \,\|\, B_{\hat\rho_j}), \qquad "
        r"\hat\rho_j = \frac{1}{B} \sum_{n=1}^{B} h_{nj}"
    ),
    hints=(
        to_say("rho_hat has one number for each unit: the mean is over the images."),
        to_say("The same number for every image: add 0 * recon, or tf.fill."),
    ),
    mistakes={
        "each_image": Mistake(
            "sparsity",
            to_say(
                "The divergence is of each image's code; it is of the mean over the batch: a unit "
                "may be active, but seldom."
            ),
        ),
        "mean_of_each": Mistake(
            "sparsity",
            to_say("First the mean over the batch, then the divergence: they do not commute."),
        ),
        "over_units": Mistake(
            "sparsity", to_say("The mean is over the units of an image, not over the images.")
        ),
        "summed": Mistake(
            "sparsity", to_say("rho_hat is a sum over the batch: rates lie between 0 and 1.")
        ),
        "per_unit": Mistake(
            "sparsity", to_say("The mean over the units is taken; their divergences add up.")
        ),
        "active": Mistake(
            "sparsity", to_say("The activity itself is penalised; its distance from rho is asked.")
        ),
        "one_number": Mistake("sparsity", OVER_BATCH),
        "no_beta": Mistake("loss", to_say("The weight beta is missing.")),
        "sign": Mistake("loss", to_say("The penalty is subtracted: it would be made larger.")),
        "stopped": Mistake(
            "dL/dcode", to_say("No gradient of the penalty reaches the code: it changes nothing.")
        ),
        "weighed_twice": Mistake(
            "sparsity", to_say("sparsity is shown in nats: beta weighs it in the loss only.")
        ),
    },
    called="sparse_terms",
)
SQUARED_NORM = Exercise(
    "4.6",
    "lab.models.autoencoders.kinds:ContractiveAutoencoder.squared_norm",
    checks.SQUARED_NORM,
    formula=(
        r"\left\| \frac{\partial h}{\partial x} \right\|_F^2 = \sum_{i=1}^{D} \sum_{j=1}^{Z} "
        r"\left( \frac{\partial h_j}{\partial x_i} \right)^2, \qquad h = \sigma(x W + b)"
    ),
    hints=(
        to_say("Write h_j as the sigmoid of a sum over i, and differentiate it by x_i."),
        to_say("The slope of the sigmoid is h (1 - h); it does not depend on i. Then square."),
    ),
    mistakes={
        "summed": Mistake(
            "value",
            to_say("The derivatives are summed, as the lecture prints it; their squares are."),
        ),
        "summed_first": Mistake(
            "value", to_say("The sum is squared; each derivative is, before they are added up.")
        ),
        "root": Mistake("value", to_say("The root is taken: this is the norm, not its square.")),
        "slopes_not_squared": Mistake(
            "value", to_say("h (1 - h) is not squared: both factors of a derivative are.")
        ),
        "code_for_slope": Mistake(
            "value", to_say("h stands where the slope h (1 - h) of the sigmoid belongs.")
        ),
        "kernel_alone": Mistake(
            "value", to_say("This is weight decay: the slope of the sigmoid is missing.")
        ),
        "mean": Mistake("value", to_say("It is divided by the number of pixels; a norm is a sum.")),
        "over_batch": Mistake("value", OVER_BATCH),
        "tanh": Mistake("value", to_say("1 - h² is the slope of tanh; h comes from a sigmoid.")),
        "held_kernel": Mistake(
            "dL/dW", to_say("No gradient reaches the kernel: it has to become smaller, too.")
        ),
    },
)

LAB = Lab(
    number=4,
    package=__name__,
    title=to_say("Autoencoders"),
    hours=4,
    part="autoencoder-kinds",
    exercises=(SQUARED_ERROR, CORRUPTED, DENOISING, BERNOULLIS, SPARSE, SQUARED_NORM),
    questions=(
        to_say(
            "An autoencoder with a code wider than its images can copy them. What keeps each of "
            "the three kinds, denoising, sparse and contractive, from doing so?"
        ),
        to_say(
            "Why is the penalty of sparse codes on the mean over a batch, not on each code? What "
            "would a penalty on each do to a digit that needs many units?"
        ),
    ),
    introduction=to_say(
        "In `denoising_terms`, `sparse_terms` and `squared_norm`, `self` is the model: "
        "`self(images)` gives reconstructions [B, D], `encode(x)` codes [B, Z], `decode(code)` "
        "images [B, D]; `beta`, `corruption`, `strength` and `seed` are numbers or names that it "
        "was made with. `normal(shape, seed, purpose, step, dtype)` gives numbers from N(0, 1), "
        "`uniform(shape, seed, purpose, step)` from [0, 1), both float32 unless a dtype is given, "
        "which only `normal` takes; `noise.corrupted(images, kind, strength, seed, purpose, step)` "
        "is exercise 4.2. `at_least_float32(t)` is t, in float32 if it has half precision; "
        "`summed(share_of_mean(t))` is the mean over the batch, `tf.reduce_mean(t, 0)`, even where "
        "several devices share a batch. 4.3 and 4.5 are checked with a right `squared_error` in "
        "place of yours: a mistake in it costs once."
    ),
)
