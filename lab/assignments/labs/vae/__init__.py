"""Lab 5: the lab sheet's variational autoencoder, and the bound that it does not train."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.vae import checks
from lab.languages import to_say

DEVIATION = to_say("exp(log_var) is the variance; the noise is multiplied by its root.")
PRINTED = to_say(
    "The KL is that which the notes print, with sigma where sigma² belongs: exp(log_var) is sigma²."
)

ENCODE = Exercise(
    "5.1",
    "lab.models.vae.plain:PlainVAE.encode",
    checks.ENCODE,
    formula=r"q(z \mid x) = \mathcal{N}(\mu(x),\ \mathrm{diag}\, e^{\mathrm{log\_var}(x)})",
    hints=(
        to_say("There are three layers: encoder, mu_head, log_var_head. Which takes what?"),
        to_say("tf.clip_by_value keeps numbers within bounds; only log_var has any."),
    ),
    mistakes={
        "exchanged": Mistake("mu", to_say("mu and log_var are exchanged.")),
        "one_head": Mistake("log_var", to_say("log_var comes from the head of mu.")),
        "split": Mistake(
            "mu",
            to_say(
                "Split along the images, as the notes print it: each image has its mu and its "
                "log_var."
            ),
        ),
        "variance": Mistake(
            "log_var", to_say("This is the variance; its logarithm is what the head gives.")
        ),
        "activation": Mistake(
            "log_var", to_say("The logarithm of a variance may be negative: the head is linear.")
        ),
        "mu_activation": Mistake("mu", to_say("mu may be any number: its head is linear.")),
        "not_bounded": Mistake(
            "beyond ±20", to_say("log_var is not kept within ±20: exp of it may overflow.")
        ),
        "images_alone": Mistake(
            "inputs", to_say("The encoder takes what `_into_encoder` makes of x and y, not x.")
        ),
        "half": Mistake(
            "float16",
            to_say("In half precision exp(log_var) is too coarse: both have to be float32."),
        ),
    },
)
REPARAMETERIZE = Exercise(
    "5.2",
    "lab.models.vae.plain:PlainVAE.reparameterize",
    checks.REPARAMETERIZE,
    formula=(
        r"z \sim \mathcal{N}(\mu,\ \mathrm{diag}\, e^{\mathrm{log\_var}}), \qquad "
        r"\varepsilon \sim \mathcal{N}(0, I)"
    ),
    hints=(
        to_say("Shift and scale a standard normal number: what are its mean and variance then?"),
        to_say(
            "z is to be a function of mu, log_var and given noise: whoever draws z itself cannot "
            "differentiate it."
        ),
    ),
    mistakes={
        "deviation": Mistake("value", DEVIATION),
        "log_std": Mistake(
            "value", to_say("The noise is multiplied by log_var itself, a logarithm.")
        ),
        "no_noise": Mistake("value", to_say("The noise is not used: z is no sample.")),
        "given_ignored": Mistake("value", to_say("epsilon is given, and another noise is used.")),
        "stopped": Mistake(
            "dz/dlog_var", to_say("No gradient reaches log_var: the encoder could not learn it.")
        ),
        "drawn": Mistake(
            "dz/dmu",
            to_say(
                "z is drawn from the distribution, as the notes' code does: no gradient reaches mu "
                "and log_var."
            ),
        ),
        "static_batch": Mistake(
            "any batch",
            to_say(
                "mu.shape, as the lab sheet has it, is not known in a graph for batches of any "
                "size: `_epsilon` takes the size from mu."
            ),
        ),
        "drawn_anew": Mistake(
            "any batch",
            to_say("Without epsilon the model's own noise is asked, the same at each call."),
        ),
        "first_sample": Mistake(
            "samples", to_say("Only the first of several samples of the noise is used.")
        ),
    },
    twins=("lab.evaluation.codes:sampled_from",),
)
INTO_DECODER = Exercise(
    "5.3",
    "lab.models.vae.classes:ClassVAE._into_decoder",
    checks.INTO_DECODER,
    formula=r"h = (z_1, \dots, z_Z, c_1, \dots, c_C), \qquad c = \text{one-hot}(y)",
    hints=(
        to_say("For z [B, Z] it is one concatenation, along the last axis."),
        to_say("For more axes give the class the axes of z first: tf.broadcast_to."),
    ),
    mistakes={
        "class_first": Mistake("classes", to_say("The class stands before z, not behind it.")),
        "no_class": Mistake("classes", to_say("The class is missing: the decoder is not told it.")),
        "number": Mistake(
            "classes",
            to_say("The class is one number: 3 would lie between 2 and 4. It has to be one-hot."),
        ),
        "hard": Mistake(
            "probabilities",
            to_say("Only the likeliest class is kept: no gradient would reach the classifier."),
        ),
        "softmax": Mistake(
            "probabilities", to_say("softmax is taken of what are probabilities already.")
        ),
        "axis_one": Mistake(
            "samples", to_say("Axis 1 is the last one for z [B, Z] only: it is axis -1.")
        ),
        "repeated": Mistake(
            "samples",
            to_say("The classes go to the wrong images: every sample has them in the same order."),
        ),
        "first_class": Mistake("classes", to_say("All images get the class of the first one.")),
        "single": Mistake("float16", to_say("The precision is that of z, not that of the layers.")),
    },
    called="into_decoder",
    twins=("lab.models.vae.cvae:CVAE._into_encoder",),
)
TERMS = Exercise(
    "5.4",
    "lab.models.vae.lab_sheet:VAE.terms",
    checks.TERMS,
    formula=(
        r"L = w R + \beta\, \mathrm{KL}(q(z \mid x) \,\|\, p(z)) + c\, \mathrm{CE}, \qquad "
        r"R = -\frac{1}{D} \log p(x \mid z, q(y \mid x)), \quad \mathrm{CE} = -\log q(y \mid x)"
    ),
    hints=(
        to_say("First what the networks give, then z, then the three terms, then their sum."),
        to_say(
            "R is a mean over pixels, KL in the loss a sum over latents, CE a single number: mind "
            "what each is divided by."
        ),
        to_say(
            "KL is exercise 1.3; tf.nn has the cross-entropy of labels and logits ready, by the "
            "word sparse."
        ),
    ),
    mistakes={
        "recon_summed": Mistake(
            "recon", to_say("R is the sum over the pixels; nats per pixel are asked.")
        ),
        "likelihood_sign": Mistake(
            "recon", to_say("The sign of R is turned: likelier images would cost more.")
        ),
        "samples_summed": Mistake("recon", to_say("The samples of z are added up, not averaged.")),
        "averaged": Mistake(
            "recon", to_say("The mean over the batch is taken here; one number per image is asked.")
        ),
        "kl_summed": Mistake(
            "kl", to_say("kl is the sum over the latents; nats per latent are asked.")
        ),
        "kl_mean": Mistake(
            "loss",
            to_say(
                "The loss has KL as a mean over the latents; it is their sum that beta weighs. The "
                "sheet's log shows the mean, and weighs it with 10."
            ),
        ),
        "kl_sign": Mistake(
            "loss", to_say("KL is subtracted, as in the bound; the loss is the bound's negative.")
        ),
        "ascended": Mistake(
            "loss",
            to_say("This is the bound, which the lecture descends: the loss is -1 times it."),
        ),
        "printed": Mistake("kl", PRINTED),
        "log_std": Mistake(
            "kl", to_say("This is the KL of a head log sigma; here the head gives log sigma².")
        ),
        "turned": Mistake(
            "kl", to_say("This is KL(p || q), as the notes call it; KL(q || p) is asked.")
        ),
        "added": Mistake(
            "kl",
            to_say("The lecture's ½Σ(1 + ln σ² - μ² - σ²) is -KL: it is added to the bound."),
        ),
        "labels": Mistake(
            "recon",
            to_say("The decoder is told the labels; in training it gets the classifier's guess."),
        ),
        "logits": Mistake(
            "recon", to_say("The decoder is told the digit logits, not the probabilities.")
        ),
        "stopped": Mistake(
            "dL/dlogits", to_say("No gradient of R reaches the classifier: it is held back.")
        ),
        "mean_of_q": Mistake(
            "recon", to_say("z is the mean of q: without noise this is no variational autoencoder.")
        ),
        "fixed_noise": Mistake(
            "recon", to_say("z has the fixed noise of a call; each update has noise of its own.")
        ),
        "own_noise": Mistake(
            "recon",
            to_say(
                "The noise is drawn anew; by `_noise` it is a function of step, to be repeated."
            ),
        ),
        "deviation": Mistake("recon", DEVIATION),
        "softmax_twice": Mistake(
            "cls", to_say("softmax is taken twice: the cross-entropy takes the logits.")
        ),
        "samples_kept": Mistake(
            "loss", to_say("One loss for each sample of z; R is the mean over the samples.")
        ),
        "recon_without_weight": Mistake("loss", to_say("The weight on R is missing.")),
        "numbers_of_the_sheet": Mistake(
            "loss", to_say("These are the sheet's weights; the model has its own.")
        ),
        "class_without_weight": Mistake("loss", to_say("The weight on CE is missing.")),
        "always_training": Mistake(
            "evaluation", to_say("Evaluation has noise and weights of its own: pass `training` on.")
        ),
        "no_warm_up": Mistake(
            "warm-up", to_say("beta rises during the warm-up: `_loss_weights` knows how far it is.")
        ),
    },
    twins=(
        *("lab.models.vae.plain:PlainVAE.terms", "lab.models.vae.cvae:CVAE.terms"),
        *("lab.models.vae.notes:NotesVAE.terms", "lab.models.vae.iwae:IWAE.terms"),
    ),
)
GENERATE = Exercise(
    "5.5",
    "lab.models.vae.classes:ClassVAE.generate",
    checks.GENERATE,
    formula=r"\hat x = \mathrm{Dec}(z, y), \qquad z \sim \mathcal{N}(0, I)",
    hints=(
        to_say("`decode` takes z [n, Z] and n classes."),
        to_say("What does a one-hot vector of a class that does not exist hold?"),
    ),
    mistakes={
        "any_digit": Mistake(
            "no digit",
            to_say("One-hot of such a digit is all zeros: an image of no class, and no error."),
        ),
        "misspelt": Mistake(
            "no z", to_say("The model has no `param`, nor has the lab sheet's, which misspells it.")
        ),
        "own_noise": Mistake(
            "no z", to_say("z is drawn anew: by `_prior` the same seed gives the same image.")
        ),
        "seed_ignored": Mistake("no z", to_say("The seed is not used: every z is the same.")),
        "one_label": Mistake(
            "images", to_say("There is one class only; each of n codes needs it.")
        ),
        "every_class": Mistake(
            "images", to_say("The images have different classes; the digit is the same for all.")
        ),
        "logits": Mistake("images", to_say("These are the logits: `decode` gives the pixels.")),
        "z_ignored": Mistake("images", to_say("The given z is not used.")),
        "from_one": Mistake("images", to_say("Classes are counted from 0.")),
    },
)
ELBO = Exercise(
    "5.6",
    "lab.models.vae.lab_sheet:VAE.elbo",
    checks.ELBO,
    formula=(
        r"\log p(x) \ge \sum_{y} q(y \mid x)\, \mathrm{E}_{q(z \mid x)} \log p(x \mid z, y) "
        r"- \mathrm{KL}(q(z \mid x) \,\|\, p(z)) - \mathrm{KL}(q(y \mid x) \,\|\, \mathrm{uniform})"
    ),
    hints=(
        to_say("`_log_likelihoods` has every class; q(y|x) is the softmax of the digit logits."),
        to_say(
            "The mean under q(y|x) is of logarithms. Both KL are subtracted, that of the class, "
            "too, unless y is given."
        ),
    ),
    mistakes={
        "leaks": Mistake(
            "a bound",
            to_say("The class leaks: softmax(classify(x)) tells the decoder about x at no cost."),
        ),
        "of_the_mean_class": Mistake(
            "value",
            to_say(
                "The decoder is told the mean of the classes; the mean of log p(x|z, y) is asked."
            ),
        ),
        "class_for_free": Mistake(
            "a bound", to_say("KL(q(y|x) || uniform) is missing: the class comes for free.")
        ),
        "entropy": Mistake(
            "q exact", to_say("log C is missing: the prior of a class is 1/C, not 1.")
        ),
        "uniform": Mistake(
            "value", to_say("All classes count alike here; q(y|x) is to weigh them.")
        ),
        "likeliest": Mistake("value", to_say("Only the likeliest class counts here.")),
        "log_outside": Mistake(
            "value", to_say("The logarithm is of the mean; the mean of logarithms is asked.")
        ),
        "kl_sign": Mistake(
            "value", to_say("KL is added; it is to be subtracted from the reconstruction.")
        ),
        "kl_mean": Mistake("value", to_say("KL is a mean over the latents; it is their sum.")),
        "printed": Mistake("value", PRINTED),
        "y_ignored": Mistake(
            "y given", to_say("y is not used: whoever is told the class pays nothing for it.")
        ),
        "given_pays": Mistake(
            "y given",
            to_say("KL(q(y|x) || uniform) is subtracted, but whoever is told the class pays none."),
        ),
        "noise_of_training": Mistake(
            "value", to_say("The noise is that of training; noise.EVALUATION is asked.")
        ),
        "loss": Mistake("value", to_say("The sign is turned: a bound of log p(x) is asked.")),
        "integrated": Mistake(
            "value",
            to_say(
                "log p(x|z), with the class summed out, gives a bound, too, but q(y|x) is not in "
                "it."
            ),
        ),
    },
    twins=("lab.models.vae.bounds:Bounds.elbo",),
)

LAB = Lab(
    number=5,
    package=__name__,
    title=to_say("The sheet's VAE"),
    hours=6,
    part="vae",
    exercises=(ENCODE, REPARAMETERIZE, INTO_DECODER, TERMS, GENERATE, ELBO),
    questions=(
        to_say(
            "The sheet's loss is 100 R + 10 (KL / 10) + 10 CE, with R as a mean over 784 pixels. "
            "What beta does it have as a beta-VAE? What follows for z, and how does it show in the "
            "digits that are generated?"
        ),
        to_say(
            "Why is reconstruction minus KL(q(z|x) || p(z)) no bound of log p(x) here, though it "
            "is one for a VAE without the classifier? What makes it one?"
        ),
    ),
    introduction=to_say(
        "The functions are methods of the lab's VAE, and `self` is the model: `num_classes` C, "
        "`z_dim` Z, `input_dim` D, `samples` S. `classify(x)` gives logits [B, C]; `encode(x)` mu "
        "and log_var [B, Z] (this model's encoder is not told the class, so y changes nothing "
        "there); `decode(z, y)` the probabilities of the pixels. Wherever y stands beside z, it is "
        "classes [B] or their probabilities [B, C]. `_log_likelihood(x, z, y)` has the axes of z "
        "without the last: [S, B] for z [S, B, Z]. `kl_to_standard_normal(mu, log_var)` is "
        "KL(N(mu, exp(log_var)) || N(0, I)) [B], `kl_to_uniform(logits)` KL(softmax(logits) || "
        "uniform) [B], `at_least_float32(t)` is t, in float32 if it has half precision. A training "
        "runs in a graph, where `tf.shape(z)` is no number: `shape_of(z)[-2]` is B as a number "
        "where it is known. Numbers are float64 in the checks and float32 in a training: cast to "
        "an argument's dtype, not to a fixed one."
    ),
)
