"""Lab 3: a density of images from one masked network."""

from lab.assignments.exercise import Exercise, Lab, Mistake
from lab.assignments.labs.made import checks
from lab.languages import to_say

TRIANGULAR_MASK = Exercise(
    "3.1",
    "lab.framework.masks:triangular_mask",
    checks.TRIANGULAR_MASK,
    formula=r"A_{ji} = [\,j < i\,], \qquad B_{ji} = [\,j \le i\,]",
    hints=(
        to_say("Entry (j, i) says whether input j reaches output i: draw it for three pixels."),
        to_say("Rows are inputs, since y = x w. Which half of the matrix has j < i?"),
    ),
    mistakes={
        "lower": Mistake(
            "type A",
            to_say(
                "This is lower-triangular, as the coursework words it: right for the transpose "
                "only. Each output would see the later pixels."
            ),
        ),
        "exchanged": Mistake("type A", to_say("A and B are exchanged: A is the strict one.")),
        "both_strict": Mistake("type B", to_say("B is strict, too: it has to keep the diagonal.")),
        "both_not_strict": Mistake(
            "type A", to_say("A keeps the diagonal: each output would see its own pixel.")
        ),
        "reversed": Mistake(
            "type A", to_say("The columns are reversed: output 0 sees all pixels.")
        ),
        "any_type": Mistake("type C", to_say("A type other than A and B is to raise ValueError.")),
    },
)
MASKED_LINEAR = Exercise(
    "3.2",
    "lab.framework.ops:masked_linear.backward",
    checks.MASKED_LINEAR,
    formula=r"y_{nj} = \sum_i x_{ni} w_{ij} m_{ij} + b_j",
    hints=(
        to_say("It is a linear layer with the weights v = w * m: differentiate by v first."),
        to_say("How does v change with an entry of w where the mask is 1, and where it is 0?"),
    ),
    mistakes={
        "w_without_mask": Mistake(
            "dL/dw",
            to_say("Equals x^T g without the mask: forbidden weights would start to move."),
        ),
        "x_without_mask": Mistake(
            "dL/dx", to_say("Equals g w^T without the mask: g flows through forbidden weights.")
        ),
        "g_ignored": Mistake(
            "dL/dx",
            to_say(
                "The backward pass does not use g: it is right only where the loss is the sum of y."
            ),
        ),
        "g_masked": Mistake(
            "dL/dw",
            to_say("The mask is applied on the wrong side, or twice: it belongs to w alone."),
        ),
        "b_not_summed": Mistake(
            "dL/db", to_say("b is added to every image of the batch, so that dL/db sums over B.")
        ),
        "mask_gradient": Mistake(
            "dL/dm", to_say("The mask is fixed: its gradient is None, not a number.")
        ),
    },
    twins=("lab.framework.blocks:masked_linear_in_blocks",),
)
EVEN_DEGREES = Exercise(
    "3.3",
    "lab.models.made.degrees:even_degrees",
    checks.EVEN_DEGREES,
    formula=r"1 \le d_1 \le \dots \le d_H = D - 1 \ \ (H \ne D), \qquad d_k = k - 1 \ \ (H = D)",
    hints=(
        to_say("The highest degree is D - 1, and a degree of 0 would see no pixel at all."),
        to_say("-(-a // b) is a / b rounded up, in whole numbers."),
    ),
    mistakes={
        "rounded_down": Mistake(
            "narrower", to_say("Rounded down: the first units get degree 0 and see nothing.")
        ),
        "rounded": Mistake(
            "narrower",
            to_say(
                "Evenly from 1 to D - 1, rounded; unit k is to have k / H of D - 1, rounded up."
            ),
        ),
        "from_zero": Mistake("wider", to_say("Units are counted from 1, not from 0.")),
        "to_d": Mistake(
            "wider", to_say("The highest degree is D: no output may see such a unit. It is D - 1.")
        ),
        "equal_not_special": Mistake(
            "as wide", to_say("A layer as wide as the input has one unit per pixel: 0 to D - 1.")
        ),
        "cyclic": Mistake("wider", to_say("The degrees go round; they are to be sorted.")),
    },
)
LAYER_MASKS = Exercise(
    "3.4",
    "lab.models.made.degrees:layer_masks",
    checks.LAYER_MASKS,
    formula=(
        r"\frac{\partial h_k}{\partial x_i} = 0 \ \ (p_i \ge d_k), \qquad \frac{\partial "
        r"a_i}{\partial x_j} = 0 \ \ (p_j \ge p_i)"
    ),
    hints=(
        to_say("Of each connection: does its end learn of a pixel through it that it may not see?"),
        to_say("Between hidden layers equality is allowed; from the pixels it is not."),
    ),
    mistakes={
        "from_pixels_b": Mistake(
            "from pixels", to_say("A unit of degree d sees position d: one pixel too many.")
        ),
        "between_a": Mistake(
            "between", to_say("Between hidden layers units of the same degree may see each other.")
        ),
        "to_pixels_a": Mistake(
            "to pixels", to_say("The output at position p may see units of degree p itself.")
        ),
        "transposed": Mistake(
            "from pixels", to_say("The masks are transposed: they are [inputs, outputs].")
        ),
        "raster": Mistake(
            "from pixels", to_say("The positions are not used: this holds for raster order only.")
        ),
        "direct_b": Mistake(
            "direct", to_say("The direct mask lets each output see its own pixel.")
        ),
    },
)
LOG_PROB = Exercise(
    "3.5",
    "lab.models.made.model:MADE.log_prob",
    checks.LOG_PROB,
    formula=(
        r"\log p(x) = \log \frac{1}{n} \sum_{o=1}^{n} p_o(x), \qquad \log p_o(x) = "
        r"\sum_{i=1}^{D} x_i \log p_i + (1 - x_i) \log(1 - p_i), \quad p_i = \sigma(a_i)"
    ),
    hints=(
        to_say("For one order: the chain rule makes a sum over pixels of it."),
        to_say("For several: exercise 1.4 over the orders."),
    ),
    mistakes={
        "mean_of_logs": Mistake(
            "orders", to_say("The mean of the log-probabilities is taken; it is no density.")
        ),
        "mean_of_logits": Mistake(
            "orders", to_say("The logits are averaged: the probabilities then do not sum to 1.")
        ),
        "first_order": Mistake("orders", to_say("Only the first order counts here.")),
        "sign": Mistake("one order", to_say("The sign is turned: this is the loss, -log p(x).")),
        "per_pixel": Mistake(
            "one order", to_say("The mean over the pixels is taken, not the sum.")
        ),
        "sum_of_orders": Mistake(
            "orders", to_say("The probabilities are added up without the factor 1/n.")
        ),
        "overflow": Mistake(
            "logits ±900", to_say("exp vanishes, and the logarithm of 0 is minus infinity.")
        ),
    },
)
NAIVE_SAMPLE = Exercise(
    "3.6",
    "lab.models.made.sampling:naive_sample",
    checks.NAIVE_SAMPLE,
    formula=r"x_i = [\,u_i < p(x_i = 1 \mid x_{<i})\,]",
    hints=(
        to_say("One forward pass for each pixel: only its own logit of it counts."),
        to_say("`network.logits` has pixels by position; `uniforms` and the result by number."),
    ),
    mistakes={
        "one_pass": Mistake(
            "raster", to_say("One pass for all pixels: later ones have to see the earlier ones.")
        ),
        "turned": Mistake(
            "raster", to_say("The comparison is turned: a pixel is 1 where u is below p.")
        ),
        "rounded": Mistake(
            "raster", to_say("The likelier value is taken; a sample uses the uniform numbers.")
        ),
        "order_ignored": Mistake("other order", to_say("The order of the pixels is not used.")),
        "by_position": Mistake(
            "other order", to_say("The images come out by position, not by the pixels' numbers.")
        ),
        "order_twice": Mistake(
            "other order", to_say("Back by the order itself; argsort of it has the positions.")
        ),
        "nan_taken": Mistake(
            "given pixels", to_say("NaN is taken over: where given is NaN, the pixel is sampled.")
        ),
        "given_ignored": Mistake("given pixels", to_say("The given pixels are sampled, too.")),
        "given_afterwards": Mistake(
            "given pixels",
            to_say("The given pixels are put in at the end: the others did not see them."),
        ),
    },
    twins=("lab.models.made.halves:fast_sample",),
)
MIXTURE = Exercise(
    "3.7",
    "lab.models.made.mixture:MADEMixture.log_prob",
    checks.MIXTURE,
    formula=r"\log p(x) = \log \frac{1}{n} \sum_{m=1}^{n} p_m(x)",
    hints=(
        to_say("It is the mean of probabilities, of which only the logarithms are at hand."),
        to_say("Exercise 1.4, over the models."),
    ),
    mistakes={
        "mean_of_logs": Mistake(
            "value", to_say("The mean of the log-probabilities is taken; it is no density.")
        ),
        "overflow": Mistake(
            "at -1000", to_say("exp vanishes, and the logarithm of 0 is minus infinity.")
        ),
        "sum": Mistake("value", to_say("The probabilities are added up without the factor 1/n.")),
        "largest": Mistake("value", to_say("This is the largest value alone.")),
        "product": Mistake(
            "value", to_say("The probabilities are multiplied: that is no mixture.")
        ),
    },
    called="mixture_log_prob",
)

LAB = Lab(
    number=3,
    package=__name__,
    title=to_say("MADE"),
    hours=8,
    part="made",
    exercises=(
        *(TRIANGULAR_MASK, MASKED_LINEAR, EVEN_DEGREES, LAYER_MASKS),
        *(LOG_PROB, NAIVE_SAMPLE, MIXTURE),
    ),
    questions=(
        to_say(
            "Why is averaging the likelihoods of several orders a density, and averaging their "
            "logits none? Compare both sums over all images in the figure of the experiment."
        ),
        to_say(
            "One sample needs D forward passes, one likelihood a single pass. Why? What does a "
            "fast sampler keep from one pixel to the next?"
        ),
    ),
    introduction=to_say(
        "Masks and degrees are NumPy arrays or tensors. `masked_linear` is given but for its "
        "`backward`, which returns one derivative for each argument, in their order. In `log_prob` "
        "and `mixture_log_prob`, `self` is the model: `conditional_logits(x, which)` gives logits "
        "[B, D] under order number `which`, from 0 to `num_orders` - 1, and refuses images that "
        "are not binary; `models` are those of the mixture, and `log_prob(x)` of each is [B]. In "
        "`naive_sample`, `network.order` [D] has the pixel at each position, `network.logits(x)` "
        "gives logits [n, D] of NumPy images x [n, D], and `network.check_uniforms(uniforms)` "
        "raises the ValueError. `binary_cross_entropy_from_logits(logits, targets)` [B] is "
        "exercise 2.5, `log_mean_exp(values)` exercise 1.4, over the first axis of a tensor; "
        "`expit` is the sigmoid in NumPy."
    ),
)
