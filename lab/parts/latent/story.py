"""What a run of the part latent says."""

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.languages import say, to_say

# two standard errors of a difference of two shares of 500 images, at most
SHARE_ERROR = 0.06
CLASSES_ERROR = 0.5

BOTH = {
    1: to_say(
        "Together they fill the region of the prior: σ is {sigma:.2g}, and samples show "
        "{classes:.1f} classes, more than the {alone:.1f} of reconstruction only."
    ),
    0: to_say(
        "With both, σ is {sigma:.2g}, and samples show {classes:.1f} classes, about as many as "
        "with reconstruction only ({alone:.1f})."
    ),
    -1: to_say(
        "With both, σ is {sigma:.2g}; samples show {classes:.1f} classes, fewer than the "
        "{alone:.1f} of reconstruction only, contrary to what is expected."
    ),
}
HALFWAY = {
    1: to_say(
        "Halfway between two images of different classes the judge{judge} is sure of a class in "
        "{straight:.0%} of images decoded from interpolated codes ({spherical:.0%} on an arc), but "
        "in {blended:.0%} of blended images ({figure}): a path through the codes stays closer to "
        "real images than one through pixels."
    ),
    0: to_say(
        "Halfway between two images of different classes the judge{judge} is sure of a class in "
        "{straight:.0%} of images decoded from interpolated codes ({spherical:.0%} on an arc) and "
        "in {blended:.0%} of blended images ({figure}): no difference beyond the error."
    ),
    -1: to_say(
        "Halfway between two images of different classes the judge{judge} is sure of a class in "
        "{straight:.0%} of images decoded from interpolated codes ({spherical:.0%} on an arc), "
        "fewer than the {blended:.0%} of blended images ({figure}), contrary to what is expected."
    ),
}


def story(record):
    """Each half of the loss by itself, then paths and directions in longer codes."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_trained(), _reconstruction(m), _kl(m), _both(m)),
            paragraph(_halfway(m), _directions(m), _limits()),
        ),
        figures=("maps", "path_sure"),
    )


def _trained():
    return say(
        "Three VAEs{cited} with codes in the plane were trained on the reconstruction only, on the "
        "KL divergence only, and on both ({maps}: codes of test images).",
        cited=cite("kingma2014"),
        maps=figure("maps"),
    )


def _reconstruction(m):
    numbers = {
        "sigma": m["sigma_reconstruction"],
        "spread": m["spread_reconstruction"],
        "classes": m["classes_reconstruction"],
    }
    if numbers["sigma"] < 0.1 * numbers["spread"]:
        return say(
            "Without the KL nothing rewards noise: σ of q(z|x) is {sigma:.2g}, while the codes "
            "spread with a standard deviation of {spread:.2g}. Each image becomes a point, and "
            "samples from the prior show {classes:.1f} classes (effective number).",
            **numbers,
        )
    return say(
        "Without the KL σ of q(z|x) should tend to zero; after this training it is still "
        "{sigma:.2g}, the codes' standard deviation being {spread:.2g}.",
        **numbers,
    )


def _kl(m):
    numbers = {"sigma": m["sigma_kl"], "classes": m["classes_kl"]}
    if abs(numbers["sigma"] - 1) < 0.05 and numbers["classes"] < 1.5:
        return say(
            "With the KL only, q(z|x) equals the prior for every image (σ = {sigma:.2f}): the code "
            "carries no information, and all samples look alike.",
            **numbers,
        )
    return say(
        "With the KL only, q(z|x) should equal the prior; here σ is {sigma:.2f}, and samples show "
        "{classes:.1f} classes.",
        **numbers,
    )


def _both(m):
    classes, alone = m["classes_both"], m["classes_reconstruction"]
    message = BOTH[beyond(classes - alone, CLASSES_ERROR)]
    return say(message, sigma=m["sigma_both"], classes=classes, alone=alone)


def _halfway(m):
    return say(
        HALFWAY[beyond(m["judged_sure_halfway_gain"], SHARE_ERROR)],
        straight=m["judged_sure_halfway_straight"],
        spherical=m["judged_sure_halfway_spherical"],
        blended=m["judged_sure_halfway_blended"],
        judge=term("judge") + term("sure"),
        figure=figure("path_sure"),
    )


def _directions(m):
    numbers = {
        "slant": m["correlation_slant"],
        "thickness": m["correlation_thickness"],
        "side": m["correlation_thickness_with_slant"],
    }
    if min(numbers["slant"], numbers["thickness"]) < 0.5:
        return say(
            "Their attribute vectors do not change both slant and thickness as requested "
            "(correlations {slant:.2f} and {thickness:.2f}).",
            **numbers,
        )
    if abs(numbers["side"]) < 0.2:
        return say(
            "Attribute vectors change slant and thickness as requested (correlations {slant:.2f} "
            "and {thickness:.2f}), and nearly independently.",
            **numbers,
        )
    return say(
        "Attribute vectors change slant and thickness as requested (correlations {slant:.2f} and "
        "{thickness:.2f}), but not independently: the thickness vector also changes the slant "
        "(correlation {side:.2f}).",
        **numbers,
    )


def _limits():
    return say(
        "Codes in the plane are easy to map but reconstruct poorly, and the attributes are "
        "measured on pixels; the result is of one seed."
    )
