"""What a run of the part blur says."""

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.languages import say, say_count, to_say
from lab.parts.blur import HOLE_QUANTILE, nearest_to_one

# from this share of their variance on, decoded images follow the weighted means
FOLLOWS = 0.7
# below this share of the sharpness of test images, reconstructions are blurred
BLURRED = 0.9
# two standard errors of a difference of two shares of 200 images, at most
SHARE_ERROR = 0.1
# and of two shares of 2,000 images
HOLE_ERROR = 0.032

SHIFTS = {
    1: to_say(
        "For {share:.0%} of the images the reconstruction is closer than any copy of the image "
        "that is shifted by one pixel (squared error {reconstructed:.3f} against {shifted:.3f}; "
        "{pixels}); the mean of nine such copies, a mere blur, has {mean:.3f}: an error that "
        "compares pixel by pixel prefers blur to a small displacement."
    ),
    -1: to_say(
        "For only {share:.0%} of the images the reconstruction is closer than any copy of the "
        "image that is shifted by one pixel (squared error {reconstructed:.3f}, of shifted copies "
        "{shifted:.3f}; {pixels}), though an error that compares pixel by pixel should prefer blur."
    ),
}
HOLES = {
    1: to_say(
        "Of samples from the prior {prior:.0%} fall into holes, where the codes of training images "
        "are sparser than at {kept:.0%} of the codes of validation images; of codes of test images "
        "it is {codes:.1%}."
    ),
    0: to_say(
        "Samples from the prior fall into holes, where the codes of training images are sparser "
        "than at {kept:.0%} of the codes of validation images, about as often as codes of test "
        "images ({prior:.1%} and {codes:.1%})."
    ),
    -1: to_say(
        "Samples from the prior fall into holes, where the codes of training images are sparser "
        "than at {kept:.0%} of the codes of validation images, less often than codes of test "
        "images ({prior:.1%} against {codes:.1%}), contrary to what is expected."
    ),
}
SURE = {
    1: to_say(
        "The sparser the codes, the more arbitrary what is decoded: the judge{judge} is sure of a "
        "class in {densest:.0%} of samples in the densest tenth and {sparsest:.0%} in the "
        "sparsest, and in {codes:.0%} of decoded codes of test images."
    ),
    0: to_say(
        "The judge{judge} is sure of a class about as often in the densest tenth of samples "
        "({densest:.0%}) as in the sparsest ({sparsest:.0%}), and in {codes:.0%} of decoded codes "
        "of test images."
    ),
    -1: to_say(
        "The judge{judge} is sure of a class less often in the densest tenth of samples "
        "({densest:.0%}) than in the sparsest ({sparsest:.0%}), contrary to what is expected; of "
        "decoded codes of test images it is in {codes:.0%}."
    ),
}


def story(record):
    """Codes that overlap, errors of single pixels, and holes."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_shared(record), _decoded(record), _wider(record)),
            paragraph(_sharpness(record), _shifts(m)),
            paragraph(_holes(m), _sure(m), _limits()),
        ),
        figures=("averages", "pixels"),
    )


def _ends(record):
    """The smallest and the largest β."""
    return [of(record.arrays["betas"]) for of in (min, max)]


def _shared(record):
    return say_count(
        "VAEs{kingma} with codes in the plane were trained with {n} weight β of the KL: a code "
        "could be a sample from the q(z|x) of many training images, and the mean of all, weighted "
        "with their q(z|x), is the best image for it by a pixel-wise error.",
        "VAEs{kingma} with codes in the plane were trained with {n} weights β of the KL: a code "
        "could be a sample from the q(z|x) of many training images, and the mean of all, weighted "
        "with their q(z|x), is the best image for it by a pixel-wise error.",
        len(record.arrays["betas"]),
        kingma=cite("kingma2014"),
    )


def _decoded(record):
    beta = nearest_to_one(record.arrays["betas"])
    numbers = {
        "beta": beta,
        "count": record.metrics[f"images_per_code_beta{beta:g}"],
        "r2": record.metrics[f"r2_to_weighted_mean_beta{beta:g}"],
        "averages": figure("averages"),
    }
    if numbers["r2"] < FOLLOWS:
        return say(
            "With β = {beta:g} a code is shared by {count:,.0f} images (median), and what is "
            "decoded does not yet follow their mean (R² {r2:.2f}; {averages}).",
            **numbers,
        )
    return say(
        "With β = {beta:g} a code is shared by {count:,.0f} images (median), and what is decoded "
        "is nearly their mean (R² {r2:.2f}; {averages}): an average of so many images is blurred.",
        **numbers,
    )


def _wider(record):
    m, (least, most) = record.metrics, _ends(record)
    numbers = {
        "least": least,
        "most": most,
        "few": m[f"images_per_code_beta{least:g}"],
        "many": m[f"images_per_code_beta{most:g}"],
        "sharp": m[f"sharpness_decoded_beta{least:g}"],
        "blurred": m[f"sharpness_decoded_beta{most:g}"],
        "real": m[f"sharpness_originals_beta{least:g}"],
        "sharpness": term("sharpness"),
    }
    if m["images_per_code_ratio_min"] > 1 and m["sharpness_drop_min"] > 0:
        return say(
            "With each larger β codes are wider, more images share one, and what is decoded is "
            "blurrier: from β = {least:g} to {most:g} their number grows from {few:,.0f} to "
            "{many:,.0f}, and the sharpness{sharpness} falls from {sharp:.3f} to {blurred:.3f} "
            "(training images {real:.3f}).",
            **numbers,
        )
    return say(
        "With each larger β more images should share a code, and what is decoded be blurrier, "
        "which does not hold throughout: from β = {least:g} to {most:g} their number goes from "
        "{few:,.0f} to {many:,.0f}, and the sharpness{sharpness} from {sharp:.3f} to {blurred:.3f} "
        "(training images {real:.3f}).",
        **numbers,
    )


def _sharpness(record):
    m = record.metrics
    numbers = {"blurred": m["sharpness_reconstructed"], "real": m["sharpness_original"]}
    latents = record.config["parameters"]["z_dim"]
    if numbers["blurred"] < BLURRED * numbers["real"]:
        return say_count(
            "Codes of {n} number blur, too: the sharpness of reconstructions is {blurred:.3f}, of "
            "test images {real:.3f}.",
            "Codes of {n} numbers blur, too: the sharpness of reconstructions is {blurred:.3f}, of "
            "test images {real:.3f}.",
            latents,
            **numbers,
        )
    return say_count(
        "Reconstructions from codes of {n} number are not blurred (sharpness {blurred:.3f}, of "
        "test images {real:.3f}).",
        "Reconstructions from codes of {n} numbers are not blurred (sharpness {blurred:.3f}, of "
        "test images {real:.3f}).",
        latents,
        **numbers,
    )


def _shifts(m):
    share = m["reconstruction_closer_share"]
    return say(
        SHIFTS[1 if share > 0.5 else -1],
        share=share,
        reconstructed=m["mse_reconstructed"],
        shifted=m["mse_shifted"],
        mean=m["mse_guess_mean"],
        pixels=figure("pixels"),
    )


def _holes(m):
    prior, codes = m["hole_share"], m["hole_share_codes"]
    message = HOLES[beyond(prior - codes, HOLE_ERROR)]
    return say(message, prior=prior, codes=codes, kept=1 - HOLE_QUANTILE)


def _sure(m):
    densest, sparsest = m["judged_sure_densest"], m["judged_sure_sparsest"]
    return say(
        SURE[beyond(densest - sparsest, SHARE_ERROR)],
        densest=densest,
        sparsest=sparsest,
        codes=m["judged_sure_codes"],
        judge=term("judge") + term("sure"),
    )


def _limits():
    return say(
        "Codes in the plane are far more crowded than longer ones, which shows overlap where it is "
        "strong; the result is of one seed."
    )
