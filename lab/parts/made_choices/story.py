"""What a run of the part made-choices says."""

from lab.documents.story import Story, beyond, cite, figure, paragraph
from lab.experiment.over_seeds import beyond_seeds
from lab.languages import number, say, say_count, to_say
from lab.parts.made_choices import CHOICES
from lab.parts.made_choices.losses import losses_of

# nats. of a network trained once: by more than networks of several seeds differ; and of what the
# gap between training and held-out images changes by
ERROR_OF_ONE, GAP_ERROR = 0.5, 0.5

IN_ALL = {
    1: to_say(
        "−log p(x) of held-out images falls by {gain:.2f} nats in all, from {first:.2f} to "
        "{last:.2f} ({choices})."
    ),
    0: to_say(
        "−log p(x) of held-out images does not change beyond the error: {first:.2f} nats at "
        "first, {last:.2f} in the end ({choices})."
    ),
    -1: to_say(
        "−log p(x) of held-out images rises by {gain:.2f} nats in all, from {first:.2f} to "
        "{last:.2f} ({choices}), contrary to what is expected."
    ),
}
GAP = {
    1: to_say(
        "The gap between training and held-out images grows from {first:.2f} to {last:.2f} nats: "
        "part of what the last network has learned holds for its training images alone."
    ),
    0: to_say(
        "The gap between training and held-out images stays about the same ({first:.2f} and "
        "{last:.2f} nats)."
    ),
    -1: to_say(
        "The gap between training and held-out images shrinks from {first:.2f} to {last:.2f} nats."
    ),
}


def story(record):
    """What the choices gain in all and one by one, and why that is no ranking."""
    return Story(
        paragraphs=(
            paragraph(_trained(record), _in_all(record), _largest(record), _decided(record)),
            paragraph(_why(), _gap(record), _order(record), _limits(record)),
        ),
        figures=("choices",),
    )


def _networks(record):
    """How many kinds of network there are; the first has none of the choices."""
    return record.config["parameters"]["choices"]


def _gains(record):
    """What each choice gains on the network before it: {choice: nats of each seed}."""
    last = [losses_of(record.history, kind)[-1] for kind in range(_networks(record))]
    return {kind: last[kind - 1] - last[kind] for kind in range(1, len(last))}


def _trained(record):
    p = record.config["parameters"]
    return say(
        "The coursework's network was changed by one design choice{cited} after the other "
        "({choices}), each on top of those before it; every network was trained for {epochs} with "
        "{seeds}.",
        choices=say_count("{n} choice", "{n} choices", _networks(record) - 1),
        cited=cite("germain2015", "he2016", "loshchilov2019"),
        epochs=say_count("{n} epoch", "{n} epochs", p["epochs"]),
        seeds=say_count("{n} seed", "{n} seeds", p["seeds"]),
    )


def _in_all(record):
    m = record.metrics
    return say(
        IN_ALL[beyond_seeds(sum(_gains(record).values()), ERROR_OF_ONE)],
        gain=abs(m["val_gain_nats_all_choices"]),
        first=m["val_nll_nats_0"],
        last=m[f"val_nll_nats_{_networks(record) - 1}"],
        choices=figure("choices"),
    )


def _largest(record):
    """Which choices gain most; "" where there are not two."""
    gains = {kind: values.mean() for kind, values in _gains(record).items()}
    if len(gains) < 2:
        return ""
    first, second = sorted(gains, key=gains.get, reverse=True)[:2]
    return say(
        "In this order the largest gains are {first:.2f} nats ({first_choice}) and {second:.2f} "
        "nats ({second_choice}).",
        first=gains[first],
        first_choice=say(CHOICES[first][0]),
        second=gains[second],
        second_choice=say(CHOICES[second][0]),
    )


def _decided(record):
    """Which choices change nothing beyond the error, and which lose."""
    if record.config["parameters"]["seeds"] == 1:
        return say("One seed tells no error, so whatever a choice gains may be chance.")
    gains = _gains(record)
    found = {kind: beyond_seeds(values, ERROR_OF_ONE) for kind, values in gains.items()}
    undecided, worse = (
        "; ".join(
            f"{say(CHOICES[kind][0])}, {number(gains[kind].mean(), '.2f')}"
            for kind, sign in found.items()
            if sign == wanted
        )
        for wanted in (0, -1)
    )
    if not undecided and not worse:
        least = min(gains, key=lambda kind: gains[kind].mean())
        return say(
            "Each choice gains more than its error (95% interval of the differences, seed by "
            "seed), the least {gain:.2f} nats ({choice}).",
            gain=gains[least].mean(),
            choice=say(CHOICES[least][0]),
        )
    sentences = []
    if undecided:
        sentences.append(
            say(
                "Not beyond the error (95% interval of the differences, seed by seed) is what "
                "these gain: {choices} nats.",
                choices=undecided,
            )
        )
    if worse:
        sentences.append(say("These lose: {choices} nats.", choices=worse))
    return paragraph(*sentences)


def _why():
    return say(
        "Biases at the log-odds make the untrained network the best model of independent pixels, "
        "so that it need not learn first how often each is white."
    )


def _gap(record):
    m = record.metrics
    first, last = (
        m[f"val_nll_nats_{kind}"] - m[f"train_nll_nats_{kind}"]
        for kind in (0, _networks(record) - 1)
    )
    return say(GAP[beyond(last - first, GAP_ERROR)], first=first, last=last)


def _order(record):
    if _networks(record) == 2:
        return ""
    return say(
        "This is no ranking: what a choice gains depends on those already there, and no other "
        "order was tried."
    )


def _limits(record):
    return say_count(
        "{n} epoch is short, and learning rates were not chosen for each network.",
        "{n} epochs are short, and learning rates were not chosen for each network.",
        record.config["parameters"]["epochs"],
    )
