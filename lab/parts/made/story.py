"""What a run of the part made says."""

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.experiment.comparison import beside_published
from lab.experiment.made_networks import describe
from lab.experiment.published import DYNAMIC, FIXED, IWAE
from lab.languages import say, say_count, to_say
from lab.parts.made import COPIES, GRADIENT_ERROR, SUM_ERROR, SUM_OF_NO_DENSITY

# the published model most like it: exact and of one order, or of the same protocol at least
RIVALS = {FIXED: "NADE, fixed order", DYNAMIC: IWAE[50]}
# two standard errors of a share of 1000 samples; the same, at most, of a difference in −log p(x)
# between orders scored on the same 2000 images
SHARE_ERROR, ORDERS_ERROR = 0.03, 0.2
# below this share of samples, a stroke that goes astray is not what ails them
FEW = 0.3

PLAIN = {
    1: to_say(
        "The same network trained by plain SGD, one rate and nothing else, comes to {plain:.2f} "
        "nats after {epochs}, {gain:.2f} ± {se:.2f} more; the coursework names no more than its "
        "own SGD."
    ),
    0: to_say(
        "The same network trained by plain SGD, one rate and nothing else, comes to {plain:.2f} "
        "nats after {epochs}, no different within the error ({gain:.2f} ± {se:.2f})."
    ),
    -1: to_say(
        "The same network trained by plain SGD, one rate and nothing else, comes to {plain:.2f} "
        "nats after {epochs}, which is better ({gain:.2f} ± {se:.2f}), contrary to what is "
        "expected."
    ),
}
FEW_SURE = to_say(
    "The judge{judge} is sure{sure} of {share:.0%} of samples only and of {real:.0%} of test "
    "images ({figure}): most samples are nothing that can be recognised."
)
SURE = {
    1: to_say(
        "The judge{judge} is sure{sure} of {share:.0%} of samples and of {real:.0%} of test images "
        "({figure}): nothing but the pixels before it guides a stroke, and one unlikely pixel "
        "derails it."
    ),
    0: to_say(
        "The judge{judge} is sure{sure} of {share:.0%} of samples, about as often as of test "
        "images ({real:.0%}; {figure})."
    ),
    -1: to_say(
        "The judge{judge} is sure{sure} of {share:.0%} of samples, more often than of test images "
        "({real:.0%}; {figure})."
    ),
}
ORDERS = {
    1: to_say(
        "Averaging the likelihoods of several pixel orders improves a small network, from "
        "{one:.2f} to {mean:.2f} nats."
    ),
    0: to_say(
        "Averaging the likelihoods of several pixel orders changes little in a small network "
        "({one:.2f} and {mean:.2f} nats)."
    ),
    -1: to_say(
        "Averaging the likelihoods of several pixel orders makes a small network worse ({one:.2f} "
        "and {mean:.2f} nats), contrary to what is expected."
    ),
}


def story(record):
    """How likely images are, beside published numbers; samples; why it is a density."""
    beside = record.config["dataset"]["name"] in RIVALS
    return Story(
        paragraphs=(
            paragraph(_trained(record, beside), _compared(record, beside), _plain(record)),
            paragraph(_samples(record.metrics), _jacobian(record)),
            paragraph(_orders(record.metrics), _gradients(record.metrics), _limits()),
        ),
        figures=("samples", "published" if beside else "training"),
    )


def _epochs(count):
    return say_count("{n} epoch", "{n} epochs", count)


def _trained(record, beside):
    m = record.metrics
    numbers = {
        "network": describe(record.config["parameters"], len(record.arrays["order"])),
        "germain": cite("germain2015"),
        "epochs": _epochs(m["epochs"]),
        "nats": m["test_nll_nats"],
        "train": m["train_nll_nats"],
    }
    masks = say(
        "{network}, was trained for {epochs}: its masks{germain} let an output depend on the "
        "pixels before it alone, so that one pass gives log p(x) exactly.",
        **numbers,
    )
    if beside:
        found = say(
            "−log p(x) of test images is {nats:.2f} nats, of training images {train:.2f}.",
            **numbers,
        )
    else:
        found = say(
            "−log p(x) of test images is {nats:.2f} nats, of training images {train:.2f} "
            "({training}).",
            training=figure("training"),
            **numbers,
        )
    return paragraph(masks, found)


def _compared(record, beside):
    if beside:
        rival = RIVALS[record.config["dataset"]["name"]]
        return beside_published(record, record.metrics["test_nll_nats"], rival)
    return say(
        "Published numbers of MADE are of MNIST binarised at random, so none is comparable with it."
    )


def _plain(record):
    """Beside plain SGD; "" where it was not trained."""
    m = record.metrics
    if "test_nll_nats_plain_sgd" not in m:
        return ""
    gain, error = m["test_gain_nats_on_plain_sgd"], m["test_gain_nats_on_plain_sgd_se"]
    return say(
        PLAIN[beyond(gain, 2 * error)],
        plain=m["test_nll_nats_plain_sgd"],
        epochs=_epochs(record.config["parameters"]["plain_epochs"]),
        gain=abs(gain),
        se=error,
    )


def _samples(m):
    if "judged_sure" not in m:
        return say(
            "Samples are generated pixel by pixel ({figure}); these data have no labels to train a "
            "judge with, so nobody but the reader judges them.",
            figure=figure("samples"),
        )
    share, real = m["judged_sure"], m["judged_sure_real"]
    return say(
        FEW_SURE if share < FEW else SURE[beyond(real - share, SHARE_ERROR)],
        share=share,
        real=real,
        judge=term("judge"),
        sure=term("sure"),
        figure=figure("samples"),
    )


def _jacobian(record):
    m = record.metrics
    masked, unmasked = m["forbidden_derivative_made"], m["forbidden_derivative_unmasked"]
    if masked:
        return say(
            "An output's derivative by its own or a later pixel must be 0; the largest is "
            "{masked:.2g}: a mask leaks, and no number above is a likelihood.",
            masked=masked,
        )
    if unmasked < COPIES:
        return say(
            "No output depends on its own or a later pixel: the largest derivative is exactly 0. "
            "Without masks it is {unmasked:.2g}: the network that should copy its input has not "
            "learned to.",
            unmasked=unmasked,
        )
    return say(
        "No output depends on its own or a later pixel: the largest derivative is exactly 0. "
        "Without masks it is {unmasked:.2f}: that network copies its input, so that its "
        "reconstruction error, {nats:.1f} nats, is no likelihood.",
        unmasked=unmasked,
        nats=m["val_recon_nats_unmasked"],
    )


def _orders(m):
    one, mean = m["test_nll_nats_one_order"], m["test_nll_nats_all_orders"]
    sums = {
        "likelihoods": m["probability_sum_mean_likelihood"],
        "logits": m["probability_sum_mean_logits"],
    }
    gained = say(ORDERS[beyond(one - mean, ORDERS_ERROR)], one=one, mean=mean)
    if abs(sums["likelihoods"] - 1) <= SUM_ERROR and sums["logits"] >= SUM_OF_NO_DENSITY:
        summed = say(
            "Over all images of a few pixels such a mean sums to {likelihoods:.4f}, but the mean "
            "of the logits, though quoted as a likelihood elsewhere, to {logits:.3f}: it is no "
            "density.",
            **sums,
        )
    else:
        summed = say(
            "Over all images of a few pixels such a mean sums to {likelihoods:.4f} and the mean of "
            "the logits to {logits:.4f}; expected is 1 for the first alone.",
            **sums,
        )
    return paragraph(gained, summed)


def _gradients(m):
    error = m["gradient_error_finite_differences"]
    if error <= GRADIENT_ERROR:
        return say(
            "The hand-written backward passes agree with finite differences within {error:.1e} "
            "(relative, float64).",
            error=error,
        )
    return say(
        "The hand-written backward passes differ from finite differences by {error:.1e} (relative, "
        "float64), more than rounding explains.",
        error=error,
    )


def _limits():
    return say(
        "All this is of one seed, and such numbers compare within one binarisation of one data set "
        "only."
    )
