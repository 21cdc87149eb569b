"""What a run of the part autoencoder-uses says."""

import math

import numpy as np

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.languages import say, to_say
from lab.parts.autoencoder_uses import SCORES

# twice what one percent of the squared error is: less is no difference
PSNR_ERROR = 0.1
# two standard errors of a difference: k-means of PCA's codes of other training images of MNIST
# varies by 0.0125
NMI_ERROR = 0.035
# standard deviation over queries of the difference of two precisions at 1 or 10, at most: that of
# 12 PCA components and of pixels on MNIST
PRECISION_DEVIATION = 0.14

FOREIGN_NAMES = {"fashion_mnist": "Fashion-MNIST", "mnist": "MNIST"}
ROLLED = to_say("those of the data set, rolled by half their height and width")

COMPRESSION = {
    1: to_say(
        "Rounded to {bits:,} bits per image its codes keep {psnr:.1f} dB (PSNR{term}), more than "
        "the {pca:.1f} dB of PCA with as many bits; of the {sizes} sizes compared the network is "
        "ahead at {ahead} ({figure})."
    ),
    0: to_say(
        "Rounded to {bits:,} bits per image its codes keep {psnr:.1f} dB (PSNR{term}), about as "
        "much as PCA with as many bits ({pca:.1f} dB); of the {sizes} sizes compared the network "
        "is ahead at {ahead} ({figure})."
    ),
    -1: to_say(
        "Rounded to {bits:,} bits per image its codes keep {psnr:.1f} dB (PSNR{term}), less than "
        "the {pca:.1f} dB of PCA with as many bits, contrary to what was aimed at; of the {sizes} "
        "sizes compared the network is ahead at {ahead} ({figure})."
    ),
}
CLUSTERS = {
    1: to_say(
        "k-means finds the classes better in the codes (NMI{term} {codes:.2f}) than in PCA's "
        "components ({pca:.2f}) and in pixels ({pixels:.2f})."
    ),
    0: to_say(
        "k-means finds the classes no better in the codes (NMI{term} {codes:.2f}) than in PCA's "
        "components ({pca:.2f}) or in pixels ({pixels:.2f})."
    ),
    -1: to_say(
        "k-means finds the classes less well in the codes (NMI{term} {codes:.2f}) than in the "
        "better of two spaces without a network (PCA {pca:.2f}, pixels {pixels:.2f})."
    ),
}
SEARCH = {
    1: to_say(
        "The nearest training image is of the right class for {codes:.1%} of test images by the "
        "codes, more often than by PCA ({pca:.1%}) and by pixels ({pixels:.1%})."
    ),
    0: to_say(
        "The nearest training image is of the right class for {codes:.1%} of test images by the "
        "codes, no more often than by PCA ({pca:.1%}) or by pixels ({pixels:.1%})."
    ),
    -1: to_say(
        "The nearest training image is of the right class for {codes:.1%} of test images by the "
        "codes, less often than by the better of two ways without a network (PCA {pca:.1%}, pixels "
        "{pixels:.1%})."
    ),
}
FOREIGN = {
    1: to_say(
        "Foreign images ({foreign}) are told by their reconstruction error with an AUROC{term} of "
        "{codes:.3f}, better than by PCA's error ({pca:.3f}) and by brightness ({brightness:.3f})."
    ),
    0: to_say(
        "Foreign images ({foreign}) are told by their reconstruction error with an AUROC{term} of "
        "{codes:.3f}, no better than by PCA's error ({pca:.3f}) or by brightness "
        "({brightness:.3f})."
    ),
    -1: to_say(
        "Foreign images ({foreign}) are told by their reconstruction error with an AUROC{term} of "
        "{codes:.3f}, less well than by the better of PCA's error ({pca:.3f}) and brightness "
        "({brightness:.3f}), contrary to what was aimed at."
    ),
}


def story(record):
    """The four uses, each beside what needs no network."""
    return Story(
        paragraphs=(
            paragraph(_trained(record), _compression(record)),
            paragraph(*_spaces(record)),
            paragraph(_foreign(record), _left_out(record), _limits()),
        ),
        figures=("rate_distortion", "left_out"),
    )


def _trained(record):
    return say(
        "An autoencoder{cited} with codes of {size} numbers was put to the four uses that the "
        "slides name, each beside PCA with as many components and beside scores that need no "
        "training at all.",
        cited=cite("hinton2006"),
        size=record.config["parameters"]["code_dim"],
    )


def _compression(record):
    m, a = record.metrics, record.arrays
    return say(
        COMPRESSION[beyond(m["psnr_gain_db_over_pca_best"], PSNR_ERROR)],
        bits=m["bits_compressed"],
        psnr=m["psnr_db_compressed"],
        pca=m["psnr_db_pca_best"],
        sizes=len(a["sizes"]),
        ahead=int(np.sum(a["errors_autoencoder"] < a["errors_pca_best"])),
        term=term("psnr"),
        figure=figure("rate_distortion"),
    )


def _spaces(record):
    """What k-means and a search find in the codes, and why no more."""
    clusters = _beside(record.metrics, "nmi_{}", NMI_ERROR)
    queries = min(2000, len(record.arrays["errors_normal"]))
    error = 2 * PRECISION_DEVIATION / math.sqrt(queries)
    hits = _beside(record.metrics, "precision_at_1_{}", error)
    signs = clusters[0], hits[0]
    yield say(CLUSTERS[clusters[0]], **clusters[1], term=term("nmi"))
    yield say(SEARCH[hits[0]], **hits[1])
    if max(signs) < 1:
        yield say(
            "Nothing in the loss gives distances between codes a meaning, while PCA keeps those "
            "between images almost as they are: for these two uses the network adds nothing."
        )


def _beside(metrics, name, error):
    """(sign of what the codes gain over the better of PCA and pixels, the three numbers)."""
    codes, pca, pixels = (metrics[name.format(s)] for s in ("autoencoder", "pca", "pixels"))
    return beyond(codes - max(pca, pixels), error), {"codes": codes, "pca": pca, "pixels": pixels}


def _foreign(record):
    m, a = record.metrics, record.arrays
    codes, pca, brightness = (m[f"auroc_foreign_{score}"] for score in SCORES)
    count = min(len(a["errors_normal"]), len(a["errors_foreign"]))
    return say(
        FOREIGN[beyond(m["auroc_gain_foreign"], _auroc_error(max(pca, brightness), count))],
        foreign=say(FOREIGN_NAMES.get(str(a["foreign_name"]), ROLLED)),
        codes=codes,
        pca=pca,
        brightness=brightness,
        term=term("auroc"),
    )


def _auroc_error(auroc, count):
    """Two standard errors of a difference of two, at most: the variance of one is at most
    A (1 - A) over the number of images of the rarer kind.
    """
    return 2 * math.sqrt(2 * auroc * (1 - auroc) / count)


def _left_out(record):
    m, count = record.metrics, record.config["parameters"]["left_out"]
    names = [str(name) for name in record.arrays["class_names"][:count]]
    found = [m[f"auroc_left_out_{label}_autoencoder"] for label in range(len(names))]
    if len(found) == 1:
        return say(
            "A class that was left out of training, {name}, is told with an AUROC of {mean:.2f} "
            "(by PCA {pca:.2f}; {figure}).",
            name=names[0],
            mean=found[0],
            pca=m["auroc_left_out_pca_mean"],
            figure=figure("left_out"),
        )
    if max(found) < m["auroc_foreign_autoencoder"]:
        message = to_say(
            "A class that was left out of training is harder to find: on average with {mean:.2f} "
            "(by PCA {pca:.2f}), from {least:.2f} ({worst}) to {most:.2f} ({best}; {figure}). A "
            "network also reconstructs what resembles the images it has seen, or is simply drawn: "
            "a small error does not mean that an image belongs to them."
        )
    else:
        message = to_say(
            "A class that was left out of training is found on average with {mean:.2f} (by PCA "
            "{pca:.2f}), from {least:.2f} ({worst}) to {most:.2f} ({best}; {figure})."
        )
    return say(
        message,
        mean=m["auroc_left_out_autoencoder_mean"],
        pca=m["auroc_left_out_pca_mean"],
        least=min(found),
        worst=names[int(np.argmin(found))],
        most=max(found),
        best=names[int(np.argmax(found))],
        figure=figure("left_out"),
    )


def _limits():
    return say(
        "Which images are foreign decides how easy they are to find; every network has one seed."
    )
