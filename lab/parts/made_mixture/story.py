"""What a run of the part made-mixture says."""

import numpy as np

from lab.documents.story import Story, beyond, cite, figure, paragraph
from lab.experiment.comparison import beside_published
from lab.experiment.made_networks import describe
from lab.experiment.published import DYNAMIC, FIXED, IWAE
from lab.languages import say, say_count, to_say
from lab.parts.made_mixture import FEW

RIVALS = {FIXED: "MADE, 2 hidden layers, 32 masks", DYNAMIC: IWAE[50]}
# of a gain, nats, in runs that did not store their own error: two of the largest known one
GAIN_ERROR = 0.25

GAIN = {
    1: to_say(
        "−log p(x) of test images is {nats:.2f} nats, {gain:.2f} less than the {single:.2f} of the "
        "best component by itself."
    ),
    0: to_say(
        "−log p(x) of test images is {nats:.2f} nats, no different beyond the error from the "
        "{single:.2f} of the best component by itself ({gain:.2f} nats)."
    ),
    -1: to_say(
        "−log p(x) of test images is {nats:.2f} nats, {gain:.2f} more than the {single:.2f} of the "
        "best component by itself, contrary to what is expected."
    ),
}


def story(record):
    """What a mixture gains on its components, beside published numbers, and what it costs."""
    figures = ["samples"]
    if len(record.arrays["test_mixed"]) > FEW:
        figures = ["mixture"]
    if record.config["dataset"]["name"] in RIVALS:
        figures.append("published")
    return Story(
        paragraphs=(
            paragraph(_trained(record, figures), _gain(record), _growth(record)),
            paragraph(_compared(record), _why(record), _cost(record.metrics), _limits(record)),
        ),
        figures=tuple(figures),
    )


def _trained(record, figures):
    p = record.config["parameters"]
    numbers = {
        "networks": say_count("{n} network", "{n} networks", p["networks"]),
        "network": describe(p, record.arrays["samples"].shape[1]),
        "cited": cite("germain2015", "uria2014"),
        "shown": figure(figures[0]),
    }
    if p["orders"] == 1:
        return say(
            "The likelihoods of {networks} ({network}) were averaged, which is a density again; "
            "each reads the pixels along rows or columns from another corner ({shown}). MADE and "
            "EoNADE{cited} average orders that share one network.",
            **numbers,
        )
    return say(
        "The likelihoods of several pixel orders were averaged, which is a density again "
        "({components} in {networks}: {network}; {shown}); orders of one network share its "
        "weights, as in MADE and EoNADE{cited}.",
        components=say_count("{n} order", "{n} orders", len(record.arrays["test_mixed"])),
        **numbers,
    )


def _gain(record):
    m = record.metrics
    gain, error = m["test_gain_nats_mixture"], m.get("test_gain_nats_mixture_se")
    said = say(
        GAIN[beyond(gain, GAIN_ERROR if error is None else 2 * error)],
        nats=m["test_nll_nats"],
        gain=abs(gain),
        single=m["test_nll_nats_best_single"],
    )
    if error is None:
        return said
    of_gain = say("The standard error of the difference is {error:.2f} nats.", error=error)
    return paragraph(said, of_gain)


def _growth(record):
    """What the second component gains and what the last one; "" where they are the same."""
    mixed = record.arrays["test_mixed"]
    if len(mixed) <= FEW:
        return ""
    second, last = -np.diff(mixed)[[0, -1]]
    numbers = {"second": second, "last": last}
    if second > last:
        return say(
            "Gains diminish: the second component brings {second:.2f} nats, the last {last:.2f}.",
            **numbers,
        )
    return say(
        "Gains do not diminish: the second component brings {second:.2f} nats, the last "
        "{last:.2f}.",
        **numbers,
    )


def _compared(record):
    protocol = record.config["dataset"]["name"]
    if protocol in RIVALS:
        return beside_published(record, record.metrics["test_nll_nats"], RIVALS[protocol])
    return say(
        "Published numbers of MADE are of MNIST binarised at random, so none is comparable with it."
    )


def _why(record):
    alone = record.arrays["test_alone"]
    return say(
        "By themselves the components have {best:.2f} to {worst:.2f} nats. A mixture can lose at "
        "most log {n} to any of them and gains where they differ: the one that finds an image "
        "likely decides.",
        best=alone.min(),
        worst=alone.max(),
        n=len(alone),
    )


def _cost(m):
    return say(
        "The price is {weights:.1f} million weights, {passes} for each image, and {seconds:,.0f} "
        "seconds of training.",
        weights=m["parameters"] / 1e6,
        passes=say_count("{n} pass", "{n} passes", int(m["passes_per_image"])),
        seconds=m["training_seconds"],
    )


def _limits(record):
    if record.config["parameters"]["orders"] > 1:
        return say("One seed; no order was trained to complement the others, and all weigh alike.")
    return say(
        "One seed; components differ in initial weights as well as in order, so that the gain is "
        "not the orders' alone."
    )
