"""What a run of the part generative-basics says."""

from lab.documents.story import Story, cite, figure, paragraph
from lab.languages import say, say_count

# so many times farther from the class than samples are lies outside of it
FAR = 2
# nats; integrals and minima agree this well
EXACT = 1e-6


def story(record):
    """A classifier and a density asked for new points, then what KL is and what minimises it."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_descended(m), _sampled(m)),
            paragraph(_kl(m), _directions(m), _likelihood(m), _limits(record)),
        ),
        figures=("green", "kl_areas"),
    )


def _descended(m):
    numbers = {
        "accuracy": m["accuracy_classifier"],
        "sure": m["p_green_descended_min"],
        "far": m["mahalanobis_descended_min"],
        "green": figure("green"),
        "ng": cite("ng2001"),
    }
    start = say(
        "A classifier of three classes of points, right for {accuracy:.0%} of them, was asked for "
        "a new green one by descent on −log p(green|x){ng}.",
        **numbers,
    )
    if m["mahalanobis_ratio_descended_to_sampled"] > FAR:
        ended = say(
            "The descent ends where p(green|x) is at least {sure:.5f}, but {far:.1f} standard "
            "deviations and more from the mean of the green points ({green}): a classifier learns "
            "on which side of a boundary a point lies, not where points are.",
            **numbers,
        )
    else:
        ended = say(
            "The descent ends where p(green|x) is at least {sure:.5f}, {far:.1f} standard "
            "deviations and more from the mean of the green points ({green}): this time not far, "
            "though nothing in a classifier keeps it there.",
            **numbers,
        )
    return paragraph(start, ended)


def _sampled(m):
    return say(
        "Samples of a normal density that was fitted to the green points lie {far:.1f} standard "
        "deviations from their mean on average, and {near:.2f} from the nearest of them.",
        far=m["mahalanobis_sampled_mean"],
        near=m["nearest_distance_sampled_mean"],
    )


def _kl(m):
    numbers = {"there": m["kl_nats_p_q"], "back": m["kl_nats_q_p"], "areas": figure("kl_areas")}
    if max(m["kl_error_nats_areas"], m["kl_error_nats_term"]) > EXACT:
        return say(
            "The closed forms of KL do not agree with numerical integrals ({areas}), so one of "
            "them is wrong: KL(N(0, 1) ‖ N(3, 9)) is {there:.3f} nats, in the other direction "
            "{back:.3f}.",
            **numbers,
        )
    return say(
        "KL as an area is what its closed form says ({areas}), and it is not symmetric: "
        "KL(N(0, 1) ‖ N(3, 9)) is {there:.3f} nats, in the other direction {back:.3f}, for a wide "
        "density has mass where a narrow one has almost none.",
        **numbers,
    )


def _directions(m):
    numbers = {
        "forward": m["modes_forward"],
        "reverse": m["modes_reverse"],
        "wide": m["std_forward"],
        "narrow": m["std_reverse"],
        "bishop": cite("bishop2006"),
    }
    if numbers["reverse"] < numbers["forward"]:
        return say(
            "The direction that is minimised decides the fit{bishop}: of two modes the normal "
            "density of least KL(p ‖ q) covers {forward:d} (standard deviation {wide:.2f}), that "
            "of least KL(q ‖ p) {reverse:d} ({narrow:.2f}).",
            **numbers,
        )
    return say(
        "The direction that is minimised should decide the fit{bishop}; here the normal density of "
        "least KL(p ‖ q) covers {forward:d} of two modes (standard deviation {wide:.2f}), that of "
        "least KL(q ‖ p) {reverse:d} ({narrow:.2f}).",
        **numbers,
    )


def _likelihood(m):
    numbers = {"theta": m["theta_max_likelihood"], "left": m["kl_nats_binomial_min"]}
    if max(m["theta_gap"], m["entropy_error_nats"]) > EXACT:
        return say(
            "Maximum likelihood should minimise KL(data ‖ model), as both differ by the entropy of "
            "the data only, but the two minima are {gap:.1g} apart.",
            gap=m["theta_gap"],
        )
    return say(
        "Maximum likelihood minimises KL(data ‖ model), as both differ by the entropy of the data "
        "only: a binomial fitted to counts of another family has its best θ = {theta:.3f} by both, "
        "and {left:.3f} nats of KL are left.",
        **numbers,
    )


def _limits(record):
    return say_count(
        "All of this is in one or two dimensions, where densities have closed forms; after more "
        "than {n:,d} step the descent would be farther away.",
        "All of this is in one or two dimensions, where densities have closed forms; after more "
        "than {n:,d} steps the descent would be farther away.",
        record.config["parameters"]["steps"],
    )
