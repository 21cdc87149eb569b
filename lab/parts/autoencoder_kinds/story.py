"""What a run of the part autoencoder-kinds says."""

import numpy as np

from lab.documents.story import Story, cite, figure, paragraph, term
from lab.languages import say, say_count, to_say
from lab.parts.autoencoder_kinds import NOISES, WAYS

# twice what one percent of the squared error is: less is no difference
PSNR_ERROR = 0.1
# ratios that are no farther from 1 are called equal: one run does not tell their spread
RATIO_ERROR = 0.05
# of the activation that is asked for
CLOSE = 0.2


def story(record):
    """Copying and denoising, then the two penalties."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_trained(), _copying(record)),
            paragraph(_denoising(m), _specialised(record)),
            paragraph(_sparse(record), _contractive(m), _away_from_the_data(m), _limits(record)),
        ),
        figures=("psnr", "contraction"),
    )


def _trained():
    return say(
        "Five kinds of autoencoders were trained, each beside what it is meant to improve on: a "
        "narrow and a wide code, denoising networks{denoising} for three kinds of noise, and a "
        "sparse{sparse} and a contractive{contractive} code, these two also without their penalty.",
        denoising=cite("vincent2010"),
        sparse=cite("ng2011"),
        contractive=cite("rifai2011"),
    )


def _copying(record):
    m, p = record.metrics, record.config["parameters"]
    share = 1 - m["mse_overcomplete_foreign"] / m["variance_foreign"]
    if share > 0:
        message = to_say(
            "A code of {wide:,} units reconstructs test images with a squared error of {error:.2g} "
            "per pixel ({narrow} units: {narrow_error:.2g}), but also reproduces {share:.0%} of "
            "the variance of noise that it has never seen: where nothing limits the code, copying "
            "is all that the loss asks for."
        )
    else:
        message = to_say(
            "A code of {wide:,} units reconstructs test images with a squared error of {error:.2g} "
            "per pixel ({narrow} units: {narrow_error:.2g}); after this training it does not yet "
            "copy noise that it has never seen better than a constant image would."
        )
    return say(
        message,
        wide=p["wide_code"],
        narrow=p["narrow_code"],
        error=m["mse_overcomplete_test"],
        narrow_error=m["mse_undercomplete_test"],
        share=share,
    )


def _denoising(m):
    noisy, median = (
        [m[f"psnr_gain_db_{noise}_over_{other}"] for noise in NOISES]
        for other in ("noisy", "median")
    )
    if min(noisy + median) > PSNR_ERROR:
        message = to_say(
            "Denoisers raise the PSNR{psnr} of noisy test images by {low:.1f} to {high:.1f} dB, "
            "by {median_low:.1f} to {median_high:.1f} dB more than a 3 × 3 median filter "
            "({figure}): they know what the images look like, the filter only the nine pixels "
            "around each."
        )
    elif min(noisy) > PSNR_ERROR:
        message = to_say(
            "Denoisers raise the PSNR{psnr} of noisy test images by {low:.1f} to {high:.1f} dB, "
            "but not always more than a 3 × 3 median filter does: depending on the noise the "
            "difference is {median_low:+.1f} to {median_high:+.1f} dB ({figure})."
        )
    else:
        message = to_say(
            "Not every denoiser removes its noise, contrary to what is expected: the change of "
            "PSNR{psnr} is {low:+.1f} to {high:+.1f} dB, and the difference from a 3 × 3 median "
            "filter {median_low:+.1f} to {median_high:+.1f} dB ({figure})."
        )
    return say(
        message,
        psnr=term("psnr"),
        low=min(noisy),
        high=max(noisy),
        median_low=min(median),
        median_high=max(median),
        figure=figure("psnr"),
    )


def _specialised(record):
    """Whether each denoiser removes the noise that it was trained on better than the others do."""
    leads = []
    for noise in NOISES:
        trained_at = record.config["parameters"][f"{noise}_strength"]
        place = np.flatnonzero(record.arrays[f"strengths_{noise}"] == trained_at)[0]
        psnrs = dict(zip(WAYS, record.arrays[f"psnr_{noise}"][:, place], strict=True))
        leads.append(psnrs[noise] - max(psnrs[other] for other in NOISES if other != noise))
    if min(leads) <= PSNR_ERROR:
        return ""
    return say(
        "Each removes only its own noise so well: the other two stay at least {lead:.1f} dB below "
        "it.",
        lead=min(leads),
    )


def _sparse(record):
    m, rho = record.metrics, record.config["parameters"]["rho"]
    if abs(m["activation_ratio_sparse_to_rho"] - 1) <= CLOSE:
        message = to_say(
            "The sparsity penalty brings the mean activation from {dense:.2g} to {sparse:.2g}, "
            "close to the ρ = {rho:g} asked for; the squared error is {ratio:.2g} times that "
            "without it."
        )
    else:
        message = to_say(
            "The sparsity penalty asks for a mean activation of ρ = {rho:g}; after this training "
            "it is {sparse:.2g} ({dense:.2g} without the penalty), and the squared error is "
            "{ratio:.2g} times that without it."
        )
    return say(
        message,
        dense=m["activation_dense_mean"],
        sparse=m["activation_sparse_mean"],
        rho=rho,
        ratio=m["mse_sparse"] / m["mse_dense"],
    )


def _contractive(m):
    ratio = m["jacobian_norm_ratio_encoder"]
    if ratio < 1 - RATIO_ERROR:
        message = to_say(
            "The contractive penalty lowers the norm of the encoder's Jacobian to {encoder:.0%} of "
            "its value without it ({figure}); that of the whole map is {map:.0%} of its value, and "
            "the squared error {error:.0%}."
        )
    else:
        message = to_say(
            "The contractive penalty does not lower the norm of the encoder's Jacobian beyond the "
            "error, contrary to what is expected: it is {encoder:.0%} of its value without the "
            "penalty ({figure}), that of the whole map {map:.0%}, and the squared error "
            "{error:.0%}."
        )
    return say(
        message,
        encoder=ratio,
        map=m["jacobian_norm_ratio_map"],
        error=m["mse_ratio_contractive"],
        figure=figure("contraction"),
    )


def _away_from_the_data(m):
    on_data = m["jacobian_norm_ratio_encoder"]
    if on_data >= 1 - RATIO_ERROR:
        return ""
    off_data = (
        m["jacobian_norm_contractive_encoder_noise"] / m["jacobian_norm_uncontracted_encoder_noise"]
    )
    if abs(off_data - on_data) <= RATIO_ERROR:
        message = to_say(
            "At uniform noise the encoder's norm falls as much ({noise:.0%}): the code becomes "
            "less sensitive everywhere, not only where the images lie."
        )
    else:
        message = to_say(
            "At uniform noise the encoder's norm is {noise:.0%}: where the images do not lie the "
            "effect is another."
        )
    return say(message, noise=off_data)


def _limits(record):
    return say_count(
        "All is of one seed and {n} epoch; the sources give the losses, while sizes, noise levels "
        "and weights are the lab's.",
        "All is of one seed and {n} epochs; the sources give the losses, while sizes, noise levels "
        "and weights are the lab's.",
        record.config["parameters"]["epochs"],
    )
