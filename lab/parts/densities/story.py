"""What a run of the part densities says."""

from lab.documents.story import Story, cite, figure, paragraph, term
from lab.languages import say, say_count, to_say
from lab.parts.densities.families import EXACT, FLOORS, NAMES, REAL

# a density whose samples the judge is sure of at least so often looks good, and one near whose
# samples fewer test images lie misses most of their kinds
SURE, COVERED = 0.5, 0.5
# as a share of samples, copies of training images: unseen images would have 1%
COPIES = 0.05

LIKELIEST = {
    EXACT: to_say("By exact likelihood the best of them is: {name} ({nats:.2f} nats)."),
    "estimate": to_say("By importance estimates it is: {name} (≈ {nats:.2f} nats)."),
}


def story(record):
    """Likelihood beside quality, what each measure of quality misses, and what samples cost."""
    m = record.metrics
    found = [key for key in record.arrays["densities"].tolist() if key not in (REAL, *FLOORS)]
    quality = ()
    if found:
        quality = (
            _closest(m, found),
            _surest(m, found),
            _precision(m, found),
            _copies(m, found),
        )
    return Story(
        paragraphs=(
            paragraph(_compared(record, found), _likeliest(m, found), _kinds(), _agreement(m)),
            paragraph(*quality, _cost(record, found), _limits()),
        ),
        figures=("samples", "likelihood"),
    )


def _name(key):
    return say(NAMES[key])


def _best(metrics, start, keys, choose=min):
    """The key whose metric of this start is the least, or the largest; None where none has it."""
    having = [key for key in keys if f"{start}_{key}" in metrics]
    return choose(having, key=lambda key: metrics[f"{start}_{key}"], default=None)


def _compared(record, found):
    compared = say(
        "Nothing is trained here: {densities} of other parts, each as long as its part trains it, "
        "and two simple ones that are fitted in closed form, are compared in black and white on "
        "the same test images ({samples}); with longer training their order may be another.",
        densities=say_count("{n} density", "{n} densities", len(found)),
        samples=figure("samples"),
    )
    if not len(record.arrays["grey"]):
        return compared
    grey = say_count(
        "{n} of them was trained on grey pixels: it has no likelihood here.",
        "{n} of them were trained on grey pixels: they have no likelihood here.",
        len(record.arrays["grey"]),
    )
    return paragraph(compared, grey)


def _likeliest(m, found):
    """The best of each kind of likelihood, be it one that needs no training."""
    keys = [*found, *FLOORS]
    best = {kind: _best(m, f"test_nll_nats_{kind}", keys) for kind in LIKELIEST}
    return paragraph(
        *(
            say(LIKELIEST[kind], name=_name(key), nats=m[f"test_nll_nats_{kind}_{key}"])
            for kind, key in best.items()
            if key
        )
    )


def _kinds():
    return say(
        "Estimates and bounds lie above the true −log p(x) on average, so they are not ranked with "
        "exact numbers ({likelihood}).",
        likelihood=figure("likelihood"),
    )


def _agreement(m):
    share = m.get("agreeing_pairs_estimate")
    if share is None:
        return ""
    if share == 1:
        return say(
            "All pairs of densities with an estimate are in the same order by likelihood and by "
            "Fréchet distance{frechet}, although they need not be{theis}.",
            frechet=term("frechet"),
            theis=cite("theis2016"),
        )
    return say(
        "Of the pairs of densities with an estimate {share:.0%} are in the same order by "
        "likelihood and by Fréchet distance{frechet} (by chance 50%): the two need not "
        "agree{theis}.",
        share=share,
        frechet=term("frechet"),
        theis=cite("theis2016"),
    )


def _closest(m, found):
    key = _best(m, "frechet", [*found, *FLOORS])
    return say(
        "By the Fréchet distance{frechet} the samples closest to real images are those of: {name} "
        "({distance:.1f}; training images {real:.1f}).",
        frechet=term("frechet"),
        name=_name(key),
        distance=m[f"frechet_{key}"],
        real=m["frechet_real"],
    )


def _surest(m, found):
    key = _best(m, "judged_sure", found, max)
    numbers = {
        "name": _name(key),
        "share": m[f"judged_sure_{key}"],
        "recall": m[f"recall_{key}"],
        "judge": term("judge"),
        "sure": term("sure"),
        "precision": term("precision"),
        "cited": cite("kynkaanniemi2019"),
    }
    if numbers["share"] >= SURE and numbers["recall"] < COVERED:
        return say(
            "The judge{judge} is sure{sure} most often of samples of: {name} ({share:.0%}). But "
            "the recall{precision}{cited} of these samples is {recall:.2f}: a density whose "
            "images vary little can look best.",
            **numbers,
        )
    return say(
        "The judge{judge} is sure{sure} most often of samples of: {name} ({share:.0%}), whose "
        "recall{precision}{cited} is {recall:.2f}.",
        **numbers,
    )


def _precision(m, found):
    """That precision deceives, where it does."""
    best = max(m[f"precision_{key}"] for key in found)
    if m["precision_bernoulli"] < best:
        return ""
    return say(
        "Precision alone says little: independent pixels have {precision:.2f}, no trained density "
        "more than {best:.2f}; their recall is {recall:.2f}.",
        precision=m["precision_bernoulli"],
        best=best,
        recall=m["recall_bernoulli"],
    )


def _copies(m, found):
    key = _best(m, "copies_share", found, max)
    share = m[f"copies_share_{key}"]
    if share > COPIES:
        return say(
            "Copies of training images are found among samples of: {name} ({share:.1%} are nearer "
            "to one than all but 1% of test images).",
            name=_name(key),
            share=share,
        )
    return say(
        "None copies training images: at most {share:.1%} of samples are nearer to one than all "
        "but 1% of test images.",
        share=share,
    )


def _cost(record, found):
    """The fastest and the slowest to sample; "" where there are not two."""
    m = record.metrics
    if len(found) < 2:
        return ""
    ends = {
        word: _best(m, "sampling_seconds_all", found, choose)
        for word, choose in (("fastest", min), ("slowest", max))
    }
    seconds = {key: m[f"sampling_seconds_all_{key}"] for key in ends.values()}
    return say(
        "The time for {count:,} samples is between {least:.2g} s ({fastest}) and {largest:.2g} s "
        "({slowest}).",
        count=record.config["parameters"]["samples"],
        least=seconds[ends["fastest"]],
        largest=seconds[ends["slowest"]],
        **{word: _name(key) for word, key in ends.items()},
    )


def _limits():
    return say(
        "All this is of one seed, and the judge's features were trained to tell classes apart, not "
        "images from noise: each measure is to be read beside the others."
    )
