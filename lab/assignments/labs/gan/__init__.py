"""Lab 8: a VAE that a discriminator trains, and what sharp and likely images are in numbers."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.gan import checks
from lab.languages import to_say

DISCRIMINATE = Exercise(
    "8.1",
    "lab.models.vae.gan:VAEGAN.discriminate",
    checks.DISCRIMINATE,
    formula=(
        r"r_f = \max(a_f,\ 0.2\, a_f), \qquad h_f = \frac{r_f}{\sqrt{\frac{1}{F} "
        r"\sum_{e=1}^{F} r_e^2 + \epsilon}}"
    ),
    hints=(
        to_say("`_as_images` makes pictures of x; each layer of `discriminator` takes the last."),
        to_say("The next layer takes what was divided: how large x was is then forgotten."),
    ),
    mistakes={
        "not_divided": Mistake(
            "features", to_say("The division by the root mean square is missing.")
        ),
        "not_passed_on": Mistake(
            "logits",
            to_say("Only the features are divided; the next layer takes the numbers before."),
        ),
        "over_batch": Mistake(
            "features", to_say("The root mean square is over the batch; each image has its own.")
        ),
        "norm": Mistake(
            "features", to_say("The norm divides, which is a sum: the mean of squares should be 1.")
        ),
        "relu": Mistake(
            "features", to_say("Negative numbers vanish; a leaky ReLU keeps 0.2 of them.")
        ),
        "probability": Mistake("logits", to_say("This is Dis(x); its logit is asked.")),
        "last_layer": Mistake(
            "features", to_say("The features are the last layer's, whatever `similarity_layer` is.")
        ),
        "first_layer": Mistake(
            "hidden layer",
            to_say("The features are the first layer's, whatever `similarity_layer` is."),
        ),
        "column": Mistake("logits", to_say("The logits are a column [B, 1]; [B] is asked.")),
    },
)
TERMS = Exercise(
    "8.2",
    "lab.models.vae.gan:VAEGAN.terms",
    checks.TERMS,
    formula=(
        r"\begin{aligned} \mathrm{prior} &= \mathrm{KL}(q(z|x) \,\|\, \mathcal{N}(0, I)) \\ "
        r"\mathrm{llike} &= -\log \mathcal{N}(\mathrm{Dis}_l(x);\, "
        r"\mathrm{Dis}_l(\mathrm{Dec}(z)), I) \\ \mathrm{gan} &= \log \mathrm{Dis}(x) + "
        r"\log(1 - \mathrm{Dis}(\mathrm{Dec}(z_p))) + \log(1 - "
        r"\mathrm{Dis}(\mathrm{Dec}(z))) \\ \mathrm{fooled} &= -\log "
        r"\mathrm{Dis}(\mathrm{Dec}(z_p)) - \log \mathrm{Dis}(\mathrm{Dec}(z)) \end{aligned}"
    ),
    hints=(
        to_say("Three images go through the discriminator: x, Dec(z), and Dec(z_p) of the prior."),
        to_say("log Dis and log(1 - Dis) of a logit are softplus, with which signs?"),
    ),
    mistakes={
        "gan_sign": Mistake(
            "gan", to_say("The sign is turned: gan is a sum of logs, never positive.")
        ),
        "no_sample": Mistake(
            "gan", to_say("Dec(z_p) is missing: the discriminator sees reconstructions only.")
        ),
        "fakes_as_real": Mistake(
            "gan", to_say("All three images count as real; of the made ones it is log(1 - Dis).")
        ),
        "saturating": Mistake(
            "fooled", to_say("This is log(1 - Dis), which does not move where Dis is sure.")
        ),
        "overflow": Mistake(
            "sure", to_say("Dis is exactly 0 or 1 there, and the logarithm of 0 is minus infinity.")
        ),
        "llike_of_pixels": Mistake(
            "llike", to_say("The pixels are compared; the discriminator's features should be.")
        ),
        "llike_of_sample": Mistake(
            "llike", to_say("x is compared with Dec(z_p), which is an image of its own.")
        ),
        "llike_sign": Mistake(
            "llike", to_say("The sign is turned: llike is -log N, which is to be lowered.")
        ),
        "no_half": Mistake(
            "llike",
            to_say("This is the squared distance: -log N has a half of it, and a constant."),
        ),
        "from_posterior": Mistake(
            "z from prior", to_say("z_p is drawn from q(z|x); it should come from the prior.")
        ),
        "cut": Mistake(
            "by decoder",
            to_say("No gradient passes through made images: the decoder cannot learn."),
        ),
        "made_summed": Mistake(
            "fake_right",
            to_say("Two images are made: their share is half of what is counted here."),
        ),
        "kl_printed": Mistake(
            "prior", to_say("The KL is as the notes print it, with sigma where sigma² belongs.")
        ),
    },
    called="gan_terms",
)
OBJECTIVES = Exercise(
    "8.3",
    "lab.models.vae.gan:VAEGAN.objectives",
    checks.OBJECTIVES,
    hints=(
        to_say("Each network lowers its own: which terms does it change, and which way?"),
        to_say("gan grows as the discriminator gets better."),
    ),
    mistakes={
        "printed": Mistake(
            "decoder",
            to_say("As the lecture prints it: the discriminator then learns to be wrong."),
        ),
        "discriminator_descends": Mistake(
            "discriminator", to_say("The discriminator descends gan, and learns to be wrong.")
        ),
        "decoder_helps": Mistake(
            "decoder", to_say("The decoder raises gan, too: it helps to tell its images apart.")
        ),
        "saturating": Mistake(
            "decoder", to_say("gan's gradient vanishes where Dis is sure: `fooled` is asked.")
        ),
        "gamma_on_fooled": Mistake("decoder", to_say("gamma weighs fooled here; it weighs llike.")),
        "gamma_forgotten": Mistake("decoder", to_say("gamma is missing.")),
        "beta_forgotten": Mistake("encoder", to_say("beta is missing.")),
        "encoder_fools_too": Mistake(
            "encoder",
            to_say("The encoder does not take part in the game: fooled is the decoder's."),
        ),
        "exchanged": Mistake("decoder", to_say("The order is encoder, decoder, discriminator.")),
    },
)
SHARPNESS = Exercise(
    "8.4",
    "lab.evaluation.sharpness:laplacian_variances",
    checks.SHARPNESS,
    formula=(
        r"\Delta_{ij} = x_{i-1,j} + x_{i+1,j} + x_{i,j-1} + x_{i,j+1} - 4 x_{ij}, \qquad s "
        r"= \mathrm{Var}_{ij}\, \Delta_{ij}"
    ),
    hints=(
        to_say("Pad the pictures with a black pixel all round: the neighbours are four slices."),
        to_say("Each image has a variance of its own, over its two axes."),
    ),
    mistakes={
        "mirrored": Mistake("edge", to_say("Beyond the edge it is the image again; it is black.")),
        "wrapped": Mistake("edge", to_say("The image goes round at its edge; beyond it is black.")),
        "inside_only": Mistake("edge", to_say("The pixels at the edge are left out.")),
        "mean_square": Mistake(
            "value", to_say("This is the mean square; a variance is around the mean.")
        ),
        "deviation": Mistake("value", to_say("This is the standard deviation, not the variance.")),
        "of_all": Mistake("value", to_say("One variance for all images; each has its own.")),
        "across_images": Mistake(
            "value", to_say("Images in a row count as neighbours: the Laplacian is of one picture.")
        ),
        "eight_neighbours": Mistake("value", to_say("Eight neighbours count; four are asked.")),
        "turned": Mistake("value", to_say("Height and width are exchanged.")),
    },
)
FRECHET = Exercise(
    "8.5",
    "lab.evaluation.frechet:frechet_distance",
    checks.FRECHET,
    formula=r"|m - m'|^2 + \mathrm{tr}\left(C + C' - 2 (C C')^{1/2}\right)",
    hints=(
        to_say("What is the distance of two clouds that differ by a shift alone?"),
        to_say("The trace of a root of C C' is the sum of the roots of its eigenvalues."),
    ),
    mistakes={
        "no_root": Mistake("scaled", to_say("The root of C C' is missing.")),
        "root_of_entries": Mistake(
            "value", to_say("The root is of each entry; a matrix times itself should give C C'.")
        ),
        "variances_only": Mistake(
            "value", to_say("Only variances count; the features of an image vary together.")
        ),
        "not_squared": Mistake("moved", to_say("The distance of the means is not squared.")),
        "means_only": Mistake("scaled", to_say("The covariances are missing.")),
        "no_means": Mistake("moved", to_say("The means are missing.")),
        "once_the_overlap": Mistake(
            "scaled", to_say("The root of C C' is to be subtracted twice.")
        ),
        "root": Mistake("moved", to_say("The root is taken at the end; the square is asked.")),
        "biased": Mistake("scaled", to_say("The sums are divided by N; by N - 1 is asked.")),
        "of_images": Mistake(
            "value", to_say("The covariances are between images; they are between features.")
        ),
    },
)

LAB = Lab(
    number=8,
    package=__name__,
    title=to_say("VAE-GAN"),
    hours=5,
    part="vae-gan",
    exercises=(DISCRIMINATE, TERMS, OBJECTIVES, SHARPNESS, FRECHET),
    questions=(
        to_say(
            "Why do the three networks need three objectives and not one loss? What would happen "
            "to the encoder if it minimised the decoder's?"
        ),
        to_say(
            "The VAE-GAN's images are sharper than the VAE's. Are they also more likely, and do "
            "sharpness and Fréchet distance agree? Use the numbers of the experiment."
        ),
    ),
    introduction=to_say(
        "In methods `self` is the model. `discriminator` is a list of its two layers and "
        "`realness_head` a third: each is called with what it takes; `_as_images(x)` is [B, "
        "height, width, 1]. `encode(x)` gives mu and log_var [B, Z], `reparameterize(mu, log_var, "
        "epsilon)` z of the shape of epsilon, `_pixel_logits(z)` [..., B, D] for z [..., B, Z]; "
        "8.2 is checked with a right `discriminate`, whatever yours is; it takes any number of "
        "images. `beta` and `gamma` are numbers. `kl_to_standard_normal(mu, log_var)` is exercise "
        "1.3, `gaussian_log_prob(x, mean, std)` exercise 1.2; `at_least_float32(t)` is t, in "
        "float32 if it has half precision. The last two are in NumPy: `laplace` is SciPy's, and "
        "`_square_root(matrix)` the symmetric root of a covariance [F, F]."
    ),
)
