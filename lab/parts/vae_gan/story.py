"""What a run of the part vae-gan says."""

import numpy as np

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.experiment.over_seeds import beyond_seeds
from lab.languages import say, say_count, to_say

# of one pair of networks, as a share of the larger value: what pairs differ by among each other
ERROR_OF_ONE = 0.1
MSE_ERROR = 0.05
# from these shares of rejected images on a side has won
REJECTED_MOST, REJECTED_FEW = 0.98, 0.5

# sharper than the VAE; beside real images
SAMPLES = {
    1: to_say(
        "Those of the VAE-GAN have {gan:.3f}, {share:.0%}: they overshoot, and what exceeds the "
        "sharpness of real images is too hard an edge or noise."
    ),
    0: to_say("Those of the VAE-GAN have {gan:.3f}, as much as real images within the error."),
    -1: to_say("Those of the VAE-GAN have {gan:.3f}, {share:.0%}: sharper, but not sharp enough."),
}
NOT_SHARPER = {
    0: to_say("Those of the VAE-GAN, {gan:.3f}, are no sharper, contrary to what is expected."),
    -1: to_say("Those of the VAE-GAN, {gan:.3f}, are blurrier, contrary to what is expected."),
}
TOO_SHARP = to_say(
    "Reconstructions, too, become sharper than real images: from {vae:.0%} to {gan:.0%} of their "
    "sharpness."
)
RECONSTRUCTIONS = {
    1: to_say(
        "Reconstructions, too, become sharper: from {vae:.0%} to {gan:.0%} of the sharpness of "
        "real images."
    ),
    0: to_say(
        "Reconstructions are about equally sharp: {vae:.0%} and {gan:.0%} of the sharpness of real "
        "images."
    ),
    -1: to_say(
        "Reconstructions become blurrier, contrary to what is expected: {vae:.0%} and {gan:.0%} of "
        "the sharpness of real images."
    ),
}
DISTANCE = {
    1: to_say(
        "In the features of the judge{judge} samples of the VAE-GAN are closer to test images: "
        "their Fréchet distance{frechet} is {gan:.1f} against the VAE's {vae:.1f} ({scores}); for "
        "as many training images it is {real:.1f}."
    ),
    0: to_say(
        "In the features of the judge{judge} both are about as far from test images: Fréchet "
        "distance{frechet} {vae:.1f} (VAE) and {gan:.1f} (VAE-GAN; {scores}); for as many training "
        "images it is {real:.1f}."
    ),
    -1: to_say(
        "In the features of the judge{judge} samples of the VAE-GAN are farther from test images, "
        "contrary to what is expected: Fréchet distance{frechet} {gan:.1f} against the VAE's "
        "{vae:.1f} ({scores}); for as many training images it is {real:.1f}."
    ),
}
SQUARED_ERROR = {
    1: to_say("The squared error of its reconstructions is larger ({gan:.4f}, VAE {vae:.4f})."),
    0: to_say("The squared error of reconstructions is about the same ({gan:.4f}, VAE {vae:.4f})."),
    -1: to_say("The squared error of its reconstructions is smaller ({gan:.4f}, VAE {vae:.4f})."),
}


def story(record):
    """Sharpness beside that of real images, then closeness, cost and training."""
    return Story(
        paragraphs=(
            paragraph(_trained(record), _samples(record), _reconstructions(record)),
            paragraph(_distance(record), _classes(record)),
            paragraph(_code(record), _discriminator(record.metrics), _limits(record)),
        ),
        figures=("samples", "scores"),
    )


def _seeds(record):
    return range(record.config["parameters"]["seeds"])


def _of_seeds(record, score, kind):
    return np.array([record.metrics[f"{score}_{kind}_{seed}"] for seed in _seeds(record)])


def _vae_gan_beside_vae(record, score):
    """1 where a score of the VAE-GANs is larger than that of the VAEs beyond the error."""
    vae, gan = (_of_seeds(record, score, kind) for kind in ("vae", "vae_gan"))
    return beyond_seeds(gan - vae, ERROR_OF_ONE * max(vae[0], gan[0]))


def _trained(record):
    return say_count(
        "A VAE-GAN{larsen} was trained beside a VAE with the same encoder and decoder from {n} "
        "seed: features of a discriminator take the place of the pixels in the reconstruction "
        "error, and the decoder is rewarded for images that the discriminator takes for "
        "real{goodfellow}.",
        "A VAE-GAN{larsen} was trained beside a VAE with the same encoder and decoder from each of "
        "{n} seeds: features of a discriminator take the place of the pixels in the reconstruction "
        "error, and the decoder is rewarded for images that the discriminator takes for "
        "real{goodfellow}.",
        len(_seeds(record)),
        larsen=cite("larsen2016"),
        goodfellow=cite("goodfellow2014"),
    )


def _samples(record):
    real, gan = (record.metrics[f"sharpness_{kind}"] for kind in ("real", "vae_gan"))
    vae = record.metrics["sharpness_vae"]
    first = say(
        "Samples of the VAE have a sharpness{sharpness} of {vae:.3f}, {share:.0%} of that of real "
        "images ({real:.3f}; {samples}).",
        sharpness=term("sharpness"),
        vae=vae,
        share=vae / real,
        real=real,
        samples=figure("samples"),
    )
    sharper = _vae_gan_beside_vae(record, "sharpness")
    if sharper < 1:
        return paragraph(first, say(NOT_SHARPER[sharper], gan=gan))
    above = _beside_real(record, "sharpness")
    said = say(SAMPLES[above], gan=gan, share=gan / real)
    off = {"gan": abs(gan - real), "vae": abs(vae - real)}
    if vae < real and above == 1 and off["gan"] < off["vae"]:
        counted = say(
            "Among the expected results this counts as closer, though on the other side: it is "
            "off by {gan:.3f}, the VAE by {vae:.3f}.",
            **off,
        )
        return paragraph(first, said, counted)
    return paragraph(first, said)


def _beside_real(record, score):
    """1 where the VAE-GANs' images are sharper than real ones beyond the error."""
    real = record.metrics["sharpness_real"]
    return beyond_seeds(_of_seeds(record, score, "vae_gan") - real, ERROR_OF_ONE * real)


def _reconstructions(record):
    m, score = record.metrics, "sharpness_reconstructed"
    sharper = _vae_gan_beside_vae(record, score)
    too_sharp = sharper == _beside_real(record, score) == 1
    return say(
        TOO_SHARP if too_sharp else RECONSTRUCTIONS[sharper],
        vae=m["sharpness_reconstructed_vae"] / m["sharpness_real"],
        gan=m["sharpness_reconstructed_vae_gan"] / m["sharpness_real"],
    )


def _distance(record):
    m = record.metrics
    return say(
        DISTANCE[-_vae_gan_beside_vae(record, "frechet")],
        vae=m["frechet_vae"],
        gan=m["frechet_vae_gan"],
        real=m["frechet_real"],
        judge=term("judge"),
        frechet=term("frechet"),
        scores=figure("scores"),
    )


def _classes(record):
    m = record.metrics
    numbers = {
        "vae": m["judged_sure_vae"],
        "gan": m["judged_sure_vae_gan"],
        "vae_classes": m["classes_vae"],
        "gan_classes": m["classes_vae_gan"],
        "classes": m["classes_real"],
        "sure": term("sure"),
    }
    if m["classes_share_vae_gan_min"] < 0.5:
        return say(
            "The judge is sure{sure} of {vae:.0%} of the VAE's samples and of {gan:.0%} of the "
            "VAE-GAN's, but only {gan_classes:.1f} classes are among the latter (effective number; "
            "VAE: {vae_classes:.1f}, real images: {classes:.1f}): modes of the data are missing.",
            **numbers,
        )
    return say(
        "The judge is sure{sure} of {vae:.0%} of the VAE's samples and of {gan:.0%} of the "
        "VAE-GAN's, among which {gan_classes:.1f} classes are found (effective number; VAE: "
        "{vae_classes:.1f}, real images: {classes:.1f}).",
        **numbers,
    )


def _code(record):
    """What the codes cost, which differs too, so that not all is the discriminator's doing."""
    m, last = record.metrics, record.history[-1]
    z_dim = record.config["parameters"]["z_dim"]
    vae = z_dim * np.mean([last[f"vae_{seed}_val_kl"] for seed in _seeds(record)])
    gan = np.mean([last[f"vae_gan_{seed}_val_prior"] for seed in _seeds(record)])
    difference = m["mse_vae_gan"] - m["mse_vae"]
    squared_error = say(
        SQUARED_ERROR[beyond(difference, MSE_ERROR * m["mse_vae"])],
        gan=m["mse_vae_gan"],
        vae=m["mse_vae"],
    )
    if gan > vae:
        said = say(
            "The codes of the VAE-GAN carry more, {gan:.1f} nats of KL against {vae:.1f}, for in "
            "its loss the KL weighs less beside the reconstruction; so not all of the difference "
            "is the discriminator's doing.",
            gan=gan,
            vae=vae,
        )
    else:
        said = say(
            "The codes of the VAE-GAN carry {gan:.1f} nats of KL, those of the VAE {vae:.1f}.",
            gan=gan,
            vae=vae,
        )
    return paragraph(said, squared_error)


def _discriminator(m):
    rejected = m["val_fake_right_max"]
    if rejected > REJECTED_MOST:
        return say(
            "In the end the discriminator rejects {rejected:.1%} of the generated images: it has "
            "won, and the decoder learns little from it.",
            rejected=rejected,
        )
    if rejected < REJECTED_FEW:
        return say(
            "In the end the discriminator rejects only {rejected:.0%} of the generated images: it "
            "has not learned to tell them from real ones.",
            rejected=rejected,
        )
    return say(
        "In the end the discriminator rejects at most {rejected:.0%} of the generated images: the "
        "decoder still deceives it at times.",
        rejected=rejected,
    )


def _limits(record):
    return say(
        "The lecture gives neither sizes nor weights; ours (γ = {gamma:g}) were chosen on MNIST.",
        gamma=record.config["parameters"]["gamma"],
    )
