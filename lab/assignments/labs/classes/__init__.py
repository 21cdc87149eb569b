"""Lab 7: a heavier KL, a VAE that is told the class, and what latents tell."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.classes import checks
from lab.languages import to_say

LOSS_WEIGHTS = Exercise(
    "7.1",
    "lab.models.vae.plain:PlainVAE._loss_weights",
    checks.LOSS_WEIGHTS,
    hints=(
        to_say("What are the weights in evaluation? In training only the one on KL is another."),
        to_say("`tf.minimum` works on tensors whose value is not known yet; `min` does not."),
    ),
    mistakes={
        "in_evaluation": Mistake(
            "evaluation", to_say("The warm-up holds in evaluation, too; there KL always has beta.")
        ),
        "not_held": Mistake("afterwards", to_say("The weight goes on rising beyond beta.")),
        "falling": Mistake("rising", to_say("The weight falls from beta to 0; it should rise.")),
        "whole_steps": Mistake(
            "rising", to_say("step // warm_up is a whole number: the weight jumps from 0 to beta.")
        ),
        "from_one": Mistake("rising", to_say("The weight starts at 1; it should start at 0.")),
        "beta_forgotten": Mistake(
            "rising", to_say("The weight rises to 1; the factor beta is missing.")
        ),
        "no_warm_up": Mistake("rising", to_say("There is no warm-up: the weight is always beta.")),
        "divided_by_zero": Mistake(
            "no warm-up", to_say("warm_up is 0 where there is no warm-up: 0 / 0 is not a number.")
        ),
        "exchanged": Mistake(
            "evaluation", to_say("The weights are exchanged: the one on R comes first.")
        ),
        "per_pixel": Mistake(
            "evaluation",
            to_say("beta is divided by D, too: with D on R the loss would not be the bound's."),
        ),
        "zero_as_none": Mistake(
            "R: 0", to_say("A weight of 0 counts as False: ask whether it `is None`.")
        ),
        "one_for_none": Mistake("R: None", to_say("None stands for D: R is a mean over D pixels.")),
        "min_of_python": Mistake(
            "compiled",
            to_say("`min` asks for the value of step, which a compiled program does not know."),
        ),
    },
    called="loss_weights",
)
CVAE_TERMS = Exercise(
    "7.2",
    "lab.models.vae.cvae:CVAE.terms",
    checks.CVAE_TERMS,
    formula=(
        r"L = w_R R + \beta\, \mathrm{KL}(q(z|x, y) \,\|\, p(z|y)), \qquad R = -\frac{1}{D} "
        r"\log p(x|z, y)"
    ),
    hints=(
        to_say("Exercise 5.4 without its classifier: where does y enter, and where does it not?"),
        to_say("The loss weighs KL of an image, a sum over latents; `kl` is shown per latent."),
    ),
    mistakes={
        "minus_kl": Mistake(
            "loss",
            to_say("KL has the sign that the lecture prints: its bound has - KL, the loss + KL."),
        ),
        "bound": Mistake(
            "loss",
            to_say("This is the bound, which the slides call a loss: it is to be raised."),
        ),
        "kl_per_pixel": Mistake("loss", to_say("KL is divided by D, too: only R is per pixel.")),
        "kl_per_latent": Mistake(
            "loss", to_say("The loss has KL per latent; only the `kl` that is shown is divided.")
        ),
        "weights_exchanged": Mistake("loss", to_say("The weights on R and KL are exchanged.")),
        "averaged": Mistake(
            "loss", to_say("The mean over the batch is taken; one loss for each image is asked.")
        ),
        "joint_prior": Mistake(
            "kl",
            to_say("This is KL to p(z, y), as the lecture prints: y is given, p(z|y) is asked."),
        ),
        "kl_printed": Mistake(
            "kl", to_say("The KL is as the notes print it, with sigma where sigma² belongs.")
        ),
        "recon_per_image": Mistake(
            "recon", to_say("recon is summed over the pixels; R is their mean.")
        ),
        "samples_summed": Mistake(
            "recon", to_say("The samples of z are added up; R is the mean over them.")
        ),
        "first_sample": Mistake(
            "samples", to_say("One sample of z counts; R is the mean over all of them.")
        ),
        "deviation": Mistake(
            "samples",
            to_say("exp(log_var) is the variance; z needs its root, exp(log_var / 2)."),
        ),
        "beta_itself": Mistake(
            "warm-up", to_say("The warm-up is not used: `_loss_weights` has the weight on KL.")
        ),
        "encoder_without_class": Mistake(
            "kl", to_say("The encoder is not told the class: q(z|x, y) is of both.")
        ),
        "decoder_without_class": Mistake(
            "recon", to_say("y is not handed on to log p(x|z, y): the class is then averaged out.")
        ),
    },
    twins=("lab.models.vae.plain:PlainVAE.terms",),
    called="cvae_terms",
)
TRANSFER = Exercise(
    "7.3",
    "lab.models.vae.cvae:CVAE.transfer",
    checks.TRANSFER,
    formula=r"\hat x_{nc} = \mathrm{Dec}(\mu(x_n, y_n),\ c), \qquad c = 0, \dots, C - 1",
    hints=(
        to_say("The style is what the encoder finds: `encode` once, with each image's own class."),
        to_say(
            "`decode(z, y)` takes as many classes as codes: repeat the codes, or decode C times."
        ),
    ),
    mistakes={
        "sampled": Mistake("own class", to_say("z is a sample; the mean of q is asked.")),
        "mixed_up": Mistake(
            "every class", to_say("Images and classes run in another order than the result's axes.")
        ),
        "transposed": Mistake("every class", to_say("The axes are exchanged: [B, C, D] is asked.")),
        "flat": Mistake(
            "every class", to_say("Images and classes share an axis; each has its own.")
        ),
        "every_class_encoded": Mistake(
            "every class",
            to_say("Images are encoded with classes that they do not have: z loses their style."),
        ),
        "class_zero_encoded": Mistake(
            "own class", to_say("All images are encoded as of class 0; each has its own.")
        ),
        "own_class": Mistake(
            "every class", to_say("Every image is decoded in its own class, C times over.")
        ),
        "logits": Mistake("own class", to_say("These are logits; images of means are asked.")),
    },
)
INFORMATION = Exercise(
    "7.4",
    "lab.evaluation.disentanglement:information_about_factors",
    checks.INFORMATION,
    hints=(
        to_say("How often do bin and value meet, and how often would they if independent?"),
        to_say(
            "`_binned` cuts all codes; scikit-learn's `mutual_info_score` compares two columns."
        ),
    ),
    mistakes={
        "bits": Mistake("value", to_say("These are bits: nats have the natural logarithm.")),
        "transposed": Mistake("value", to_say("The axes are exchanged: [Z, F] is asked.")),
        "ten_bins": Mistake("value", to_say("There are 10 bins; 20 are asked.")),
        "not_binned": Mistake(
            "value",
            to_say("The codes are not binned: each number is unique, and seems to tell all."),
        ),
        "equally_full_bins": Mistake(
            "value", to_say("The bins hold equally many codes; they should be equally wide.")
        ),
        "share": Mistake(
            "value", to_say("This is a share of the factor's entropy: only MIG divides by it.")
        ),
        "left_over": Mistake(
            "value", to_say("This is H(v|z), what the latent leaves open, not what it tells.")
        ),
        "joint_entropy": Mistake(
            "value", to_say("This is the joint entropy H(z, v); I = H(z) + H(v) - H(z, v).")
        ),
        "correlation": Mistake(
            "value", to_say("This follows from the correlation: it misses all but straight lines.")
        ),
    },
)
MIG = Exercise(
    "7.5",
    "lab.evaluation.disentanglement:mig",
    checks.MIG,
    formula=r"\mathrm{MIG} = \frac{1}{F} \sum_{f=1}^{F} \frac{I(z_a; v_f) - I(z_b; v_f)}{H(v_f)}",
    hints=(
        to_say("For one factor: which two numbers of its column does the gap need?"),
        to_say("Sort along the latents, the first axis; each gap is divided by its own entropy."),
    ),
    mistakes={
        "not_normalised": Mistake("value", to_say("The gaps are not divided by H(v_f).")),
        "of_latents": Mistake(
            "value", to_say("The gaps are between factors; they should be between latents.")
        ),
        "least": Mistake(
            "told twice", to_say("The gap is to the least latent; it should be to the second.")
        ),
        "mean_of_others": Mistake(
            "told twice", to_say("The gap is to the mean of the others; the second counts alone.")
        ),
        "largest": Mistake(
            "told twice", to_say("Nothing is subtracted: a second latent with the factor is free.")
        ),
        "sum": Mistake("value", to_say("The gaps are added up; their mean is asked.")),
        "by_largest": Mistake(
            "value", to_say("The gap is divided by the largest information; H(v_f) is asked.")
        ),
        "in_given_order": Mistake(
            "value",
            to_say("The first two latents are compared; a and b are the two that tell most."),
        ),
        "normalised_after": Mistake(
            "value", to_say("The mean gap is divided by the mean entropy; each has its own.")
        ),
    },
)
ACTIVE_UNITS = Exercise(
    "7.6",
    "lab.evaluation.latents:active_units",
    checks.ACTIVE_UNITS,
    formula=(
        r"\sum_{j=1}^{Z} \left[\, \mathrm{Cov}_x\left(\mathbb{E}_{q(z|x)} z_j\right) > "
        r"\mathrm{least} \,\right]"
    ),
    hints=(
        to_say("Cov_x of one number is its variance over the images."),
        to_say("A latent whose mean is 5 for every image tells nothing about any of them."),
    ),
    mistakes={
        "deviation": Mistake(
            "value", to_say("The standard deviation is compared; `least` is of the variance.")
        ),
        "not_centred": Mistake(
            "far from 0", to_say("This is the mean square: a latent that never changes counts.")
        ),
        "least_ignored": Mistake("least", to_say("`least` is not used.")),
        "share": Mistake("value", to_say("This is a share; a number is asked.")),
        "each": Mistake("value", to_say("This says it of each latent; count them.")),
        "of_images": Mistake(
            "value", to_say("The variance goes over the latents; it should go over the images.")
        ),
        "inactive": Mistake("value", to_say("The latents that do not vary are counted.")),
    },
)

LAB = Lab(
    number=7,
    package=__name__,
    title=to_say("β and classes"),
    hours=5,
    part="cvae",
    exercises=(LOSS_WEIGHTS, CVAE_TERMS, TRANSFER, INFORMATION, MIG, ACTIVE_UNITS),
    questions=(
        to_say(
            "What does beta > 1 cost a VAE, and what may it gain? Show both on the figures of the "
            "experiment beta-vae, and say what the gain does not show."
        ),
        to_say(
            "In the figure with one z per column and one class per row, what do the images of a "
            "column share? What would z hold if the encoder were told the class and the decoder "
            "were not?"
        ),
    ),
    introduction=to_say(
        "In methods `self` is the model: `input_dim` D, `z_dim` Z, `num_classes` C, and what it "
        "was made with, `reconstruction_weight`, `beta`, `warm_up` (updates; 0 for none). "
        "`encode(x, y)` gives mu and log_var [B, Z], `reparameterize(mu, log_var, epsilon)` z of "
        "the shape of epsilon, `log_likelihood(x, z, y)` the axes of z without the last: [samples, "
        "B] for z [samples, B, Z]; `decode(z, y)` takes z [N, Z] and N classes and gives images "
        "[N, D]. 7.2 is checked with right `_loss_weights(training, step)`, whatever yours are. "
        "`kl_to_standard_normal(mu, log_var)` is exercise 1.3. The last three are in NumPy: codes "
        "are float [N, Z], factors int [N, F]; `_binned(codes)` [N, Z] are the numbers of the "
        "bins, from 0 to 19, and `mutual_info_score(a, b)` is for two columns [N] of whole "
        "numbers, in nats."
    ),
)
