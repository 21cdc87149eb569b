"""What a run of the part autoencoder says."""

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.languages import say, say_count, to_say
from lab.parts.autoencoder import DRAWS, KINDS, PLANE, WIDE

# two standard errors of a difference of two shares of 2,000 samples, at most
SHARE_ERROR = 0.032
# ratios of errors that are no farther from 1 are called equal: one run does not tell their spread
RATIO_ERROR = 0.05

# by the number of losses with which the KL gains
BY_KL = {
    2: to_say(
        "Of images decoded from N(0, I) the judge{judge} is sure in {ae:.0%} of cases with the AE "
        "and in {vae_squared:.0%} with its VAE, with Bernoulli loss in {ae_bernoulli:.0%} and "
        "{vae:.0%} (h = {wide}; {figure}): the KL brings the codes to N(0, I), while those of an "
        "AE may lie anywhere."
    ),
    1: to_say(
        "Of images decoded from N(0, I) the judge{judge} is sure in {ae:.0%} of cases with the AE "
        "and in {vae_squared:.0%} with its VAE, with Bernoulli loss in {ae_bernoulli:.0%} and "
        "{vae:.0%} (h = {wide}; {figure}): the KL helps with one of the two losses only."
    ),
    0: to_say(
        "Of images decoded from N(0, I) the judge{judge} is sure in {ae:.0%} of cases with the AE "
        "and in {vae_squared:.0%} with its VAE, with Bernoulli loss in {ae_bernoulli:.0%} and "
        "{vae:.0%} (h = {wide}; {figure}): the KL helps with neither loss, contrary to what is "
        "expected."
    ),
}
BY_LOSS = {
    1: to_say(
        "If codes are drawn from a Gaussian fitted to those of training images instead, the KL "
        "changes these shares by {kl_squared:+.0f} and {kl_bernoulli:+.0f} percentage points, the "
        "Bernoulli loss in place of squared error by {loss_ae:+.0f} (AE) and {loss_vae:+.0f} "
        "(VAE): then this loss helps more than the KL, and a comparison of the notes' AE with a "
        "Bernoulli VAE mixes both."
    ),
    0: to_say(
        "If codes are drawn from a Gaussian fitted to those of training images instead, the KL "
        "changes these shares by {kl_squared:+.0f} and {kl_bernoulli:+.0f} percentage points, the "
        "Bernoulli loss in place of squared error by {loss_ae:+.0f} (AE) and {loss_vae:+.0f} "
        "(VAE): neither helps more beyond the error."
    ),
    -1: to_say(
        "If codes are drawn from a Gaussian fitted to those of training images instead, the KL "
        "changes these shares by {kl_squared:+.0f} and {kl_bernoulli:+.0f} percentage points, the "
        "Bernoulli loss in place of squared error by {loss_ae:+.0f} (AE) and {loss_vae:+.0f} "
        "(VAE): even then the KL helps more."
    ),
}


def story(record):
    """What codes preserve, then what is generated, and how far it is from real images."""
    m, sizes = record.metrics, [int(size) for size in record.arrays["sizes"]]
    return Story(
        paragraphs=(
            paragraph(_trained(sizes), _reconstruction(m, sizes), _saturation(m, sizes)),
            paragraph(_by_kl(m), _by_loss(m)),
            paragraph(_variety(m), _best(m), _limits(record)),
        ),
        figures=("sizes", "sure"),
    )


def _trained(sizes):
    return say(
        "The notes' autoencoder (AE){ae}, with squared error, was trained with codes of {least} to "
        "{most} numbers, and beside it an AE with a Bernoulli loss; two VAEs{vae} differ from them "
        "in the KL and the noise of the codes alone.",
        ae=cite("hinton2006"),
        vae=cite("kingma2014"),
        least=sizes[0],
        most=sizes[-1],
    )


def _reconstruction(m, sizes):
    ratios = {size: m[f"mse_ratio_ae_to_pca_{size}"] for size in sizes}
    best, worst = min(ratios, key=ratios.get), max(ratios, key=ratios.get)
    if ratios[worst] < 1 - RATIO_ERROR:
        message = to_say(
            "At every size h the AE reconstructs test images better than PCA, the best linear code "
            "of that size: its squared error is {least:.0%} of PCA's at h = {best} and {most:.0%} "
            "at h = {worst} ({figure})."
        )
    elif ratios[best] < 1 - RATIO_ERROR:
        message = to_say(
            "Not at every size h does the AE reconstruct test images better than PCA, the best "
            "linear code of that size: its squared error is {least:.0%} of PCA's at h = {best} and "
            "{most:.0%} at h = {worst} ({figure})."
        )
    else:
        message = to_say(
            "At no size h does the AE reconstruct test images better than PCA, contrary to what is "
            "expected of a nonlinear code: its squared error is {least:.0%} of PCA's at "
            "h = {best} and {most:.0%} at h = {worst} ({figure}); PCA finds the best linear code "
            "exactly, a network only approaches its best one in training."
        )
    return say(
        message,
        least=ratios[best],
        best=best,
        most=ratios[worst],
        worst=worst,
        figure=figure("sizes"),
    )


def _saturation(m, sizes):
    """Where larger codes than WIDE were trained: whether the VAE makes use of them."""
    most = max(sizes)
    wide, largest = (m[f"mse_vae_{size}"] for size in (WIDE, most))
    if most == WIDE or largest < (1 - RATIO_ERROR) * wide:
        return ""
    return say(
        "The VAE's error does not fall beyond h = {wide} ({error:.4f}; {largest:.4f} at "
        "h = {most}): a sign that a further latent would cost more KL than it gains in "
        "reconstruction.",
        wide=WIDE,
        error=wide,
        largest=largest,
        most=most,
    )


def _by_kl(m):
    sure = {kind: m[f"judged_sure_{kind}_{WIDE}_normal"] for kind in KINDS}
    gained = [
        m[f"judged_sure_gain_by_kl_{loss}_{WIDE}_normal"] for loss in ("squared", "bernoulli")
    ]
    return say(
        BY_KL[sum(beyond(gain, SHARE_ERROR) == 1 for gain in gained)],
        judge=term("judge") + term("sure"),
        wide=WIDE,
        figure=figure("sure"),
        **sure,
    )


def _by_loss(m):
    """What KL and what the loss adds: on average over the other, these differ by two networks."""
    gains = {
        name: m[f"judged_sure_gain_by_{gain}_{WIDE}_fitted"]
        for name, gain in (
            ("kl_squared", "kl_squared"),
            ("kl_bernoulli", "kl_bernoulli"),
            ("loss_ae", "bernoulli_ae"),
            ("loss_vae", "bernoulli_vae"),
        )
    }
    by_kl, by_loss = (
        gains["kl_squared"] + gains["kl_bernoulli"],
        gains["loss_ae"] + gains["loss_vae"],
    )
    message = BY_LOSS[beyond((by_loss - by_kl) / 2, SHARE_ERROR)]
    return say(message, **{name: 100 * gain for name, gain in gains.items()})


def _variety(m):
    return say(
        "How sure the judge is does not tell how varied samples are: at h = {plane} it is sure of "
        "{ae:.0%} of the AE's and {vae:.0%} of the VAE's (both Bernoulli, from N(0, I)), and the "
        "effective numbers of classes among them are {ae_classes:.1f} and {vae_classes:.1f} (test "
        "images: {real:.1f}).",
        plane=PLANE,
        ae=m[f"judged_sure_ae_bernoulli_{PLANE}_normal"],
        vae=m[f"judged_sure_vae_{PLANE}_normal"],
        ae_classes=m[f"classes_ae_bernoulli_{PLANE}_normal"],
        vae_classes=m[f"classes_vae_{PLANE}_normal"],
        real=m["classes_real"],
    )


def _best(m):
    real = m["judged_sure_real"]
    best = max(m[f"judged_sure_{kind}_{WIDE}_{way}"] for kind in KINDS for way in DRAWS)
    if best < real - SHARE_ERROR:
        return say(
            "The notes expect all samples of a VAE to be recognisable: here the judge is sure of "
            "{best:.0%} at best (h = {wide}, whichever the loss and the way to draw), and of "
            "{real:.0%} of test images.",
            best=best,
            real=real,
            wide=WIDE,
        )
    return say(
        "Of the best network's samples the judge is sure as often as of test images ({best:.0%} "
        "and {real:.0%}, h = {wide}).",
        best=best,
        real=real,
        wide=WIDE,
    )


def _limits(record):
    return say_count(
        "All is of one seed and {n} epoch, and the judge can be sure of an image that shows no "
        "class.",
        "All is of one seed and {n} epochs, and the judge can be sure of an image that shows no "
        "class.",
        record.config["parameters"]["epochs"],
    )
