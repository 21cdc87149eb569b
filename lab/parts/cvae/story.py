"""What a run of the part cvae says."""

import math

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.languages import say, to_say
from lab.parts.cvae import PER_CLASS

# from these on, images show what was requested, and keep their style
RIGHT, KEPT = 0.9, 0.5
# four standard deviations over seeds, of networks that share nothing
NOT_KEPT = 0.15
# what another seed changes, about
NATS_ERROR = 2.0

SEPARATE = {
    1: to_say(
        "One VAE for each class has {ratio:.1f} times the weights and a bound of {separate:.1f} "
        "nats, below the CVAE's {cvae:.1f}."
    ),
    0: to_say(
        "One VAE for each class reaches about the CVAE's bound ({separate:.1f} and {cvae:.1f} "
        "nats) with {ratio:.1f} times the weights."
    ),
    -1: to_say(
        "One VAE for each class has {ratio:.1f} times the weights and a bound of {separate:.1f} "
        "nats, above the CVAE's {cvae:.1f}."
    ),
}
CLEANEST = {
    1: to_say(
        "The VAE that guesses the class shows the requested one more often, in {guessed:.1%} of "
        "its images, and as trained its reconstruction minus KL is {objective:.1f} nats "
        "(CVAE: {cvae:.1f})."
    ),
    0: to_say(
        "The VAE that guesses the class shows the requested one about as often, in {guessed:.1%} "
        "of its images, and as trained its reconstruction minus KL is {objective:.1f} nats "
        "(CVAE: {cvae:.1f})."
    ),
    -1: to_say(
        "The VAE that guesses the class shows the requested one less often, in {guessed:.1%} of "
        "its images; as trained its reconstruction minus KL is {objective:.1f} nats "
        "(CVAE: {cvae:.1f})."
    ),
}
LEAK = {
    1: to_say(
        "That is no bound: its decoder reads the image from the probabilities of the classes, "
        "which cost no KL. With each class decoded by itself, as a bound of log p(x) requires, "
        "{bound:.1f} nats are left, {gain:.1f} below the CVAE: a measure of this leak, not of how "
        "the images look."
    ),
    0: to_say(
        "That is no bound: its decoder reads the image from the probabilities of the classes, "
        "which cost no KL. With each class decoded by itself, as a bound of log p(x) requires, "
        "{bound:.1f} nats are left, about as many as the CVAE has."
    ),
    -1: to_say(
        "That is no bound: its decoder reads the image from the probabilities of the classes, "
        "which cost no KL. With each class decoded by itself, as a bound of log p(x) requires, "
        "{bound:.1f} nats are left, still above the CVAE, contrary to what is expected."
    ),
}
NO_LEAK = {
    1: to_say(
        "Its bound of log p(x), for which each class is decoded by itself, is {bound:.1f} nats: "
        "little leaks through the probabilities of the classes, and it is {gain:.1f} below the "
        "CVAE."
    ),
    0: to_say(
        "Its bound of log p(x), for which each class is decoded by itself, is {bound:.1f} nats: "
        "little leaks through the probabilities of the classes, and the CVAE's is about the same."
    ),
    -1: to_say(
        "Its bound of log p(x), for which each class is decoded by itself, is {bound:.1f} nats: "
        "little leaks through the probabilities of the classes, and it is above the CVAE, "
        "contrary to what is expected."
    ),
}


def story(record):
    """The CVAE, what one network for all classes gives, and the bound of the one that guesses."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_trained(), _requested(m), _style(m)),
            paragraph(_separate(m), _no_common_style(m)),
            paragraph(_guessed(record), _limits(m)),
        ),
        figures=("styles", "transfer"),
    )


def _trained():
    return say(
        "Three ways to generate an image of a requested class were trained with equally many "
        "updates: a CVAE{sohn}, whose encoder and decoder are given the class; a VAE with the "
        "network of the lab sheet but the ELBO's weights, whose decoder is given the "
        "probabilities that its own classifier guesses; and one VAE for each class.",
        sohn=cite("sohn2015"),
    )


def _requested(m):
    right = m["judged_right_cvae"]
    if right < RIGHT:
        return say(
            "The CVAE does not generate the requested class reliably after this training: the "
            "judge{judge} finds it in {right:.1%} of its images ({styles}).",
            right=right,
            judge=term("judge"),
            styles=figure("styles"),
        )
    return say(
        "The CVAE generates what is requested: the judge{judge} finds the class in {right:.1%} of "
        "its images ({styles}).",
        right=right,
        judge=term("judge"),
        styles=figure("styles"),
    )


def _style(m):
    numbers = {
        "slant": m["slant_kept_cvae"],
        "thickness": m["thickness_kept_cvae"],
        "right": m["transferred_right_cvae"],
        "transfer": figure("transfer"),
    }
    if m["style_kept_cvae"] < KEPT:
        return say(
            "A code decoded in another class should keep slant and thickness, for z is the style; "
            "here the correlations are {slant:.2f} and {thickness:.2f}, and the class is right in "
            "{right:.1%} of cases ({transfer}).",
            **numbers,
        )
    if numbers["right"] < RIGHT:
        return say(
            "A code decoded in another class keeps slant and thickness (correlations {slant:.2f} "
            "and {thickness:.2f}; {transfer}), but the class is right in {right:.1%} only: z says "
            "something about the class, too.",
            **numbers,
        )
    return say(
        "A code decoded in another class keeps slant and thickness (correlations {slant:.2f} and "
        "{thickness:.2f}) and shows the new class in {right:.1%} of cases ({transfer}): as the "
        "class is given, z is left to the style.",
        **numbers,
    )


def _separate(m):
    cvae, separate = m["test_elbo_nats_cvae"], m["test_elbo_nats_separate"]
    return say(
        SEPARATE[beyond(cvae - separate, NATS_ERROR)],
        cvae=cvae,
        separate=separate,
        ratio=m["parameters_separate"] / m["parameters_cvae"],
    )


def _no_common_style(m):
    kept = m["style_kept_separate"]
    if abs(kept) < NOT_KEPT:
        return say(
            "A code of one of them means nothing to the others (correlation of style {kept:.2f}): "
            "a common style is what shared weights give.",
            kept=kept,
        )
    return say(
        "The style of a code of one of them in the others has a correlation of {kept:.2f}, in the "
        "CVAE of {cvae:.2f}; of networks that share nothing 0 is expected.",
        kept=kept,
        cvae=m["style_kept_cvae"],
    )


def _guessed(record):
    m = record.metrics
    objective, bound = m["val_objective_nats_guessed"], m["test_elbo_nats_guessed"]
    cvae, guessed = m["judged_right_cvae"], m["judged_right_guessed"]
    classes = len(record.arrays["class_names"])
    variance = (cvae * (1 - cvae) + guessed * (1 - guessed)) / (PER_CLASS * classes)
    images = say(
        CLEANEST[beyond(guessed - cvae, 2 * math.sqrt(variance))],
        guessed=guessed,
        objective=objective,
        cvae=m["val_objective_nats_cvae"],
    )
    # without any leak a bound still charges this for the class
    has_leak = beyond(objective - bound, math.log(classes) + NATS_ERROR) == 1
    gain = m["test_elbo_nats_cvae"] - bound
    message = (LEAK if has_leak else NO_LEAK)[beyond(gain, NATS_ERROR)]
    return paragraph(images, say(message, bound=bound, gain=gain))


def _limits(m):
    return say(
        "Within a class the CVAE's images have {ratio:.0%} of the variance of real ones; all this "
        "is of one seed, and the judge itself is right in {judge:.1%} of test images.",
        ratio=m["variance_ratio_cvae"],
        judge=m["judge_accuracy"],
    )
