"""What a run of the part vae says."""

import dataclasses
import math

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.experiment.spread import spreads_of
from lab.languages import say, to_say
from lab.parts.vae import Parameters, lab_sheet_log

# two standard errors of a difference of two shares of 1,000 images, at most
SHARE_ERROR = 0.045
# as a share of what real images vary
VARIANCE_ERROR = 0.1
# what another seed changes, about
NATS_ERROR = 1.0
# standard deviations over seeds that two runs rarely differ by: two, of a difference
DIFFERENCE_SDS = 2 * math.sqrt(2)

COST = {
    1: to_say(
        "Per image these weights make a nat of KL cost {beta:.3g} times what the ELBO charges: it "
        "is a β-VAE{higgins} with β = {beta:.3g}."
    ),
    0: to_say("Per image these weights are those of the ELBO: a nat of KL costs {beta:.3g} nats."),
    -1: to_say(
        "Per image these weights make a nat of KL cost only {beta:.3g} times what the ELBO "
        "charges: it is a β-VAE{higgins} with β = {beta:.3g}."
    ),
}
CARRIED = {
    1: to_say(
        "At that price z carries {sheet:.1f} nats at most (KL), with the plain ELBO {plain:.1f}."
    ),
    0: to_say(
        "z carries about as much as with the plain ELBO: {sheet:.1f} and {plain:.1f} nats at most "
        "(KL)."
    ),
    -1: to_say(
        "z carries {sheet:.1f} nats at most (KL), more than the {plain:.1f} with the plain ELBO."
    ),
}
ALIKE = {
    1: to_say(
        "Generated images of a class are more alike than with the plain ELBO: the variance of "
        "their pixels is {sheet:.3f} against {plain:.3f}, that of real images {real:.3f} "
        "({styles})."
    ),
    0: to_say(
        "Generated images of a class vary about as much with both losses: the variance of their "
        "pixels is {sheet:.3f} and {plain:.3f}, that of real images {real:.3f} ({styles})."
    ),
    -1: to_say(
        "Generated images of a class vary more than with the plain ELBO, contrary to what is "
        "expected: the variance of their pixels is {sheet:.3f} and {plain:.3f}, that of real "
        "images {real:.3f} ({styles})."
    ),
}
RECOGNISED = {
    1: to_say(
        "What is gained is recognisability: the judge{judge} finds the requested class in "
        "{sheet:.1%} of generated images, and in {plain:.1%} with the plain ELBO, where z has room "
        "for the class, too, and may contradict the request."
    ),
    0: to_say(
        "The judge{judge} finds the requested class about as often: in {sheet:.1%} of generated "
        "images, and in {plain:.1%} with the plain ELBO."
    ),
    -1: to_say(
        "The judge{judge} finds the requested class in {sheet:.1%} of generated images, less "
        "often than with the plain ELBO ({plain:.1%})."
    ),
}
BOUND = {
    1: to_say(
        "As a model of images it is the worse one: its bound of log p(x), in which the class is "
        "charged, too, is {sheet:.1f} nats, {gain:.1f} below that of the plain ELBO."
    ),
    0: to_say(
        "As models of images they are about equal: the bounds of log p(x), in which the class is "
        "charged, too, are {sheet:.1f} and {plain:.1f} nats."
    ),
    -1: to_say(
        "Its bound of log p(x), in which the class is charged, too, is {sheet:.1f} nats, above the "
        "{plain:.1f} of the plain ELBO, contrary to what is expected."
    ),
}


def story(record):
    """What the lab sheet's weights do to the network, beside those of the ELBO."""
    return Story(
        paragraphs=(
            paragraph(_trained(record), _beside_the_log(record)),
            paragraph(_cost(record), _carried(record), _alike(record.metrics)),
            paragraph(_recognised(record.metrics), _bound(record.metrics), _limits()),
        ),
        figures=("training", "styles"),
    )


def _trained(record):
    p, sheet = record.config["parameters"], Parameters()
    names = ("reconstruction_weight", "beta", "digit_classification_weight", "likelihood")
    start = say(
        "The lab sheet's VAE{kingma} encodes an image into z, guesses its class, and decodes z "
        "together with the probabilities of the classes.",
        kingma=cite("kingma2014"),
    )
    if all(p[name] == getattr(sheet, name) for name in names):
        twice = say(
            "The same network was trained twice: with the lab sheet's loss ({training}) and with "
            "the weights of the plain ELBO.",
            training=figure("training"),
        )
    else:
        twice = say(
            "The same network was trained twice: with this run's loss, which is not the lab "
            "sheet's ({training}), and with the weights of the plain ELBO.",
            training=figure("training"),
        )
    return paragraph(start, twice)


def _beside_the_log(record):
    """How the validation loss compares with the log of the same training, if it is the same."""
    sheet, spread = Parameters(), spreads_of("lab.parts.vae", "mnist", None)["val_loss"]
    is_same = all(
        _as_stored(value) == record.config["parameters"].get(name)
        for name, value in dataclasses.asdict(sheet).items()
    )
    if not is_same or record.config["dataset"]["name"] != "mnist":
        return ""
    numbers = {
        "loss": record.metrics["val_loss"],
        "log": lab_sheet_log.VAL_LOSS[sheet.epochs],
        "sd": spread.sd,
    }
    if beyond(abs(numbers["loss"] - numbers["log"]), DIFFERENCE_SDS * spread.sd) == 1:
        return say(
            "After the sheet's number of epochs the validation loss is {loss:.2f}, in the sheet's "
            "log {log:.2f}: more than two seeds differ by (standard deviation over seeds "
            "{sd:.2f}).",
            **numbers,
        )
    return say(
        "After the sheet's number of epochs the validation loss is {loss:.2f}, in the sheet's log "
        "{log:.2f}: a difference that two seeds may have (standard deviation over seeds "
        "{sd:.2f}).",
        **numbers,
    )


def _as_stored(value):
    return list(value) if isinstance(value, tuple) else value


def _cost(record):
    p = record.config["parameters"]
    if p["reconstruction_weight"] == 0:
        return say("In this run the reconstruction has no weight at all.")
    beta = p["beta"] * math.prod(record.shape) / p["reconstruction_weight"]
    return say(COST[beyond(beta - 1, 0.005)], beta=beta, higgins=cite("higgins2017"))


def _carried(record):
    m, z_dim = record.metrics, record.config["parameters"]["z_dim"]
    sheet, plain = (z_dim * m[name] for name in ("val_kl", "val_kl_plain"))
    carried = say(CARRIED[beyond(plain - sheet, NATS_ERROR)], sheet=sheet, plain=plain)
    classes = len(record.arrays["class_names"])
    if sheet >= math.log(classes):
        return carried
    less = say(
        "{sheet:.1f} nats would not even name the class (log {classes} = {needed:.1f} nats); it "
        "reaches the decoder another way, as probabilities, which are computed from the image and "
        "cost no KL, and z has little to say of the style.",
        sheet=sheet,
        classes=classes,
        needed=math.log(classes),
    )
    return paragraph(carried, less)


def _alike(m):
    sheet, plain, real = (m[f"variance_within_class{of}"] for of in ("", "_plain", "_real"))
    message = ALIKE[beyond(plain - sheet, VARIANCE_ERROR * real)]
    return say(message, sheet=sheet, plain=plain, real=real, styles=figure("styles"))


def _recognised(m):
    sheet, plain = m["judged_right"], m["judged_right_plain"]
    message = RECOGNISED[beyond(sheet - plain, SHARE_ERROR)]
    return say(message, sheet=sheet, plain=plain, judge=term("judge"))


def _bound(m):
    sheet, plain = m["test_elbo_nats"], m["test_elbo_nats_plain"]
    message = BOUND[beyond(plain - sheet, NATS_ERROR)]
    return say(message, sheet=sheet, plain=plain, gain=plain - sheet)


def _limits():
    return say(
        "Both networks are of one seed; the bounds score grey pixels by a likelihood of black and "
        "white ones, and cannot be compared with published numbers, which are of black and white "
        "images."
    )
