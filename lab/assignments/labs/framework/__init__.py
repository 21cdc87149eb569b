"""Lab 2: forward and backward passes of a framework, its losses and its optimizer, by hand."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.framework import checks
from lab.languages import to_say

G_IGNORED = Mistake(
    "dL/dx",
    to_say("The backward pass does not use g: it is right only where the loss is the sum of y."),
)
T_FIXED = to_say("The targets are an argument like any other: l changes with them.")

LINEAR = Exercise(
    "2.1",
    "lab.framework.ops:linear",
    checks.LINEAR,
    formula=r"y_{nj} = \sum_i x_{ni} w_{ij} + b_j",
    hints=(
        to_say("Write one entry of y as a sum, and differentiate it by one entry of x, w and b."),
        to_say(
            "The shapes decide most of it: dL/dx is [B, I], and only one product of g [B, O] and "
            "w [I, O] has that shape."
        ),
    ),
    mistakes={
        "g_ignored": G_IGNORED,
        "b_not_summed": Mistake(
            "dL/db",
            to_say("b is added to every image of the batch, so that dL/db sums over B."),
        ),
        "b_averaged": Mistake(
            "dL/db",
            to_say("dL/db is averaged over the batch. L is a given scalar: nothing divides by B."),
        ),
        "w_averaged": Mistake(
            "dL/dw",
            to_say(
                "dL/dw is divided by the batch size. L is a given scalar: nothing divides by B."
            ),
        ),
        "bias_forgotten": Mistake("value", to_say("y lacks the bias b.")),
        "sign": Mistake(
            "dL/dx",
            to_say("The sign is turned: the step against the gradient is the optimizer's."),
        ),
    },
)
RELU = Exercise(
    "2.2",
    "lab.framework.ops:relu",
    checks.RELU,
    formula=r"y = \max(x, 0)",
    hints=(
        to_say(
            "For each entry: how much does y change if x changes a little, left and right of 0?"
        ),
    ),
    mistakes={
        "g_ignored": G_IGNORED,
        "g_clipped": Mistake(
            "dL/dx",
            to_say("The sign of g decides here; it is the sign of x that decides."),
        ),
        "one_at_zero": Mistake(
            "at x = 0", to_say("At x = 0 the convention is 0: g passes where x > 0 only.")
        ),
        "x_times_g": Mistake(
            "dL/dx", to_say("The derivative is y g here; where x > 0 the slope is 1, not x.")
        ),
        "leaky": Mistake("value", to_say("Negative entries leak through; here they become 0.")),
    },
)
SIGMOID = Exercise(
    "2.3",
    "lab.framework.ops:sigmoid",
    checks.SIGMOID,
    formula=r"y = \frac{1}{1 + e^{-x}}",
    hints=(
        to_say("Differentiate 1 / (1 + exp(-x)) and express the result by y."),
        to_say("exp(-x) overflows for x = -1000. Which function of TensorFlow does not?"),
    ),
    mistakes={
        "g_ignored": G_IGNORED,
        "x_for_y": Mistake(
            "dL/dx", to_say("This is x (1 - x): the formula holds with y, the sigmoid's value.")
        ),
        "y_alone": Mistake("dL/dx", to_say("The factor 1 - y is missing.")),
        "sign": Mistake(
            "dL/dx", to_say("The sign is turned: the sigmoid rises, so the derivative is positive.")
        ),
        "tanh": Mistake("dL/dx", to_say("1 - y² is the derivative of tanh.")),
        "overflow": Mistake(
            "x = ±1000", to_say("exp overflows to infinity, and the result is not a number.")
        ),
    },
)
CROSS_ENTROPY = Exercise(
    "2.4",
    "lab.framework.ops:binary_cross_entropy",
    checks.CROSS_ENTROPY,
    formula=r"\ell = -\sum_{i=1}^{D} \left[ t_i \log p_i + (1 - t_i) \log(1 - p_i) \right]",
    hints=(
        to_say("Differentiate one pixel's term by p; g has one axis less than p."),
        to_say("Where p was held at eps, l does not change with p."),
    ),
    mistakes={
        "g_ignored": Mistake("dL/dp", G_IGNORED.words),
        "averaged": Mistake("value", to_say("The mean over the pixels is taken; l is their sum.")),
        "sign": Mistake("value", to_say("The sign is turned: l is the negative log-likelihood.")),
        "ones_only": Mistake(
            "value",
            to_say("Only pixels with t = 1 count here; the term (1 - t) log(1 - p) is missing."),
        ),
        "denominator": Mistake(
            "dL/dp",
            to_say("The denominator p (1 - p) is missing: that is the derivative by a logit."),
        ),
        "bits": Mistake("value", to_say("These are bits: nats have the natural logarithm.")),
        "t_fixed": Mistake("dL/dt", T_FIXED),
        "not_held": Mistake(
            "p = 0 and 1", to_say("p is not held within [eps, 1 - eps]: log 0 is infinite.")
        ),
        "held_gradient": Mistake(
            "p = 0 and 1", to_say("Where p was held, dL/dp is 0: there l does not depend on p.")
        ),
    },
)
LOGITS = Exercise(
    "2.5",
    "lab.framework.ops:binary_cross_entropy_from_logits",
    checks.LOGITS,
    formula=r"\ell = \sum_{i=1}^{D} \left[ \max(a_i, 0) - a_i t_i + \log(1 + e^{-|a_i|}) \right]",
    hints=(
        to_say("Put p = sigmoid(a) into the cross-entropy, and simplify before you differentiate."),
        to_say("max(a, 0) + log(1 + exp(-|a|)) equals log(1 + exp(a)) and never overflows."),
    ),
    mistakes={
        "g_ignored": Mistake("dL/da", G_IGNORED.words),
        "averaged": Mistake("value", to_say("The mean over the pixels is taken; l is their sum.")),
        "overflow": Mistake(
            "a = ±1000", to_say("exp overflows to infinity, and the result is not a number.")
        ),
        "through_probabilities": Mistake(
            "a = ±1000",
            to_say(
                "log(sigmoid(a)) is minus infinity for small a: work with the logits themselves."
            ),
        ),
        "a_minus_t": Mistake(
            "dL/da", to_say("This is g (a - t); the derivative compares the probability with t.")
        ),
        "y_factor": Mistake(
            "dL/da",
            to_say("The factor p (1 - p) is too many: it cancels against the loss's denominator."),
        ),
        "sign": Mistake("dL/da", to_say("The sign is turned: it is p - t, not t - p.")),
        "t_fixed": Mistake("dL/dt", T_FIXED),
        "t_sign": Mistake(
            "dL/dt", to_say("The sign is turned: l falls as t grows where a is positive.")
        ),
    },
)
STEP = Exercise(
    "2.6",
    "lab.framework.optimizers:SGD.update_step",
    checks.STEP,
    formula=r"v \leftarrow m v - r g, \qquad w \leftarrow w + v",
    hints=(
        to_say("Without momentum: which way does w go where L grows with w?"),
        to_say(
            "v is kept between the steps, one for each weight; change it first, then the weight."
        ),
    ),
    mistakes={
        "ascent": Mistake("plain", to_say("The weight climbs: the step is against the gradient.")),
        "rebound": Mistake(
            "plain",
            to_say("The weight is as before: `self.assign(variable, value)` changes it in place."),
        ),
        "rate_forgotten": Mistake("plain", to_say("The learning rate is missing.")),
        "momentum_ignored": Mistake(
            "momentum", to_say("The velocity of earlier steps is not used.")
        ),
        "momentum_sign": Mistake(
            "momentum", to_say("The velocity's sign is turned: it brakes instead of going on.")
        ),
        "weight_first": Mistake(
            "momentum", to_say("The weight moves by the v of the step before: change v first.")
        ),
        "nesterov": Mistake(
            "momentum", to_say("This is Nesterov's momentum; the plain one is asked.")
        ),
        "damped": Mistake(
            "momentum",
            to_say(
                "The gradient is weighted with 1 - m; here v <- m v - r g, without that factor."
            ),
        ),
        "shared": Mistake(
            "two weights",
            to_say("Several weights share one v: each has its own, and names may be alike."),
        ),
    },
)
TRAINING = Exercise("2.7", "", checks.TRAINING)

LAB = Lab(
    number=2,
    package=__name__,
    title=to_say("A framework by hand"),
    hours=6,
    part="made",
    exercises=(LINEAR, RELU, SIGMOID, CROSS_ENTROPY, LOGITS, STEP, TRAINING),
    questions=(
        to_say(
            "Why does a backward pass take g = dL/dy instead of computing dy/dx? How large would "
            "the matrix dy/dw of your linear layer be for 100 images of 784 pixels?"
        ),
        to_say(
            "Train with `binary_cross_entropy` and with `binary_cross_entropy_from_logits`. What "
            "happens to a pixel that the network surely gets wrong, and why?"
        ),
    ),
    introduction=to_say(
        "Each operation is a function under `tf.custom_gradient` and returns two things: y, and a "
        "function `backward` of g = dL/dy that returns a tuple of derivatives of L, one for each "
        "argument, in their order and of its shape. `tf` and `keras.ops` serve alike. In "
        "`update_step`, `self` is a Keras optimizer: `self.momentum` is m, "
        "`self.velocities[self._get_variable_index(variable)]` the v of a weight (only where m is "
        "not 0), and `self.assign(v, value)` changes either in place. Numbers are float64 in the "
        "checks and float32 in a training: cast to an argument's dtype, not to a fixed one."
    ),
    # MADE's masks, densities and sampling are the next lab's
    is_alone=False,
)
