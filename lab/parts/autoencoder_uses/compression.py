"""Compression: codes rounded to levels, PCA and JPEG, and what is lost at how many bits."""

import io

import numpy as np
from PIL import Image
from scipy.stats import norm

from lab.data import as_pixels, evenly_spaced
from lab.evaluation.reconstruction import mean_squared_error, psnr
from lab.parts.autoencoder_uses.spaces import BITS, Components

QUALITIES = (1, 5, 10, 15, 20, 30)
# codes that set the levels
REFERENCES = 10_000
START_OF_SCAN = b"\xff\xda"
END_OF_IMAGE_BYTES = 2


def compression(spaces, data, shown_bits):
    """Error against size: codes with so many bits per number, the same for PCA, and JPEG."""
    width, test, all_bits = spaces.model.code_dim, data.test, sorted({*BITS, shown_bits})
    divisions, chosen_errors = pca_divisions(data, [width * bits for bits in all_bits])
    kept = RoundedCodes(spaces, data, all_bits, divisions)
    files = [jpeg(test.pixels, data.shape, quality) for quality in QUALITIES]
    errors = {
        "autoencoder": [kept.error("autoencoder", width, bits) for bits in BITS],
        "pca": [kept.error("pca", width, bits) for bits in BITS],
        "pca_best": [kept.error("pca", *divisions[width * bits]) for bits in BITS],
        "jpeg": [mean_squared_error(test.images, pixels / 255) for pixels, _ in files],
    }
    metrics = _at_one_size(kept, shown_bits) | {
        "bits_jpeg_min": float(files[0][1].mean()),
        "psnr_db_jpeg_min": psnr(errors["jpeg"][0]),
    }
    arrays = {f"errors_{name}": np.array(values) for name, values in errors.items()}
    arrays["sizes"] = width * np.array(BITS)
    arrays["jpeg_sizes"] = np.array([bits.mean() for _, bits in files])
    arrays["pca_divisions"] = np.array(list(divisions.values()))
    arrays["pca_errors_of_choice"] = np.array(chosen_errors)
    return metrics, arrays | _pictures(kept, shown_bits)


def pca_divisions(data, totals):
    """How PCA best divides so many bits: {total: (numbers, bits of each)}, and the error of each.

    Chosen by the error on validation images, with components and levels of training images that
    these are not among.
    """
    choosing = data.for_choosing()
    components = Components(choosing, max(totals))
    codes = components.codes
    kept = {
        bits: rounded(codes["test"], _evenly(codes["train"], REFERENCES), bits) for bits in BITS
    }
    divisions, errors = {}, []
    for total in totals:
        found = {}
        for bits in BITS:
            images = components.decoded(kept[bits][:, : total // bits])
            found[total // bits, bits] = mean_squared_error(choosing.test.images, images)
        divisions[total] = min(found, key=found.get)
        errors.append(found[divisions[total]])
    return divisions, errors


class RoundedCodes:
    """Codes of the test images, and all their PCA components, with these numbers of bits each.

    divisions: {total: (numbers, bits of each)} of PCA's components.
    """

    def __init__(self, spaces, data, all_bits, divisions):
        self.spaces, self.data, self.divisions = spaces, data, divisions
        codes_of = {"autoencoder": spaces.codes["autoencoder"], "pca": spaces.components.codes}
        self.codes = {
            (space, bits): rounded(codes["test"], _evenly(codes["train"], REFERENCES), bits)
            for space, codes in codes_of.items()
            for bits in all_bits
        }

    def decoded(self, space, numbers, bits, chosen=slice(None)):
        """The test images that are left of the first so many numbers of their codes."""
        return self.spaces.decoded(space, self.codes[space, bits][chosen, :numbers])

    def error(self, space, numbers, bits):
        """Their mean squared error."""
        return mean_squared_error(self.data.test.images, self.decoded(space, numbers, bits))


def _at_one_size(kept, bits):
    """The network's codes with so many bits per number, beside PCA with as many in all."""
    spaces, test = kept.spaces, kept.data.test
    width = spaces.model.code_dim
    size = width * bits
    error, best = kept.error("autoencoder", width, bits), kept.error("pca", *kept.divisions[size])
    not_rounded = spaces.decoded("autoencoder", spaces.codes["autoencoder"]["test"])
    return {
        "bits_compressed": size,
        "compression_ratio": 8 * test.pixels.shape[1] / size,
        "mse_compressed": error,
        "psnr_db_compressed": psnr(error),
        "mse_not_rounded": mean_squared_error(test.images, not_rounded),
        "psnr_db_pca": psnr(kept.error("pca", width, bits)),
        "psnr_db_pca_best": psnr(best),
        "psnr_gain_db_over_pca_best": psnr(error) - psnr(best),
    }


def _pictures(kept, bits):
    """A test image of each class at that size, by PCA at its best, and as the smallest JPEG."""
    data, width = kept.data, kept.spaces.model.code_dim
    examples = data.test.first_of_each()
    numbers, pca_bits = kept.divisions[width * bits]
    smallest, file_bits = jpeg(data.test.pixels[examples], data.shape, min(QUALITIES))
    pictures = [
        kept.decoded("autoencoder", width, bits, examples),
        kept.decoded("pca", numbers, pca_bits, examples),
        smallest / 255,
    ]
    return {
        "compressed": np.stack([data.test.pixels[examples], *map(as_pixels, pictures)]),
        "compressed_bits": np.array([width * bits, numbers * pca_bits, file_bits.mean()]),
    }


def _evenly(rows, count):
    return rows[evenly_spaced(len(rows), count)]


def rounded(codes, reference, bits):
    """Codes [N, Z] with each number replaced by one of 2^bits levels: what `bits` bits keep of it.

    The levels of a number come from the reference codes [M, Z] alone, never from the codes
    themselves. They are the means of the reference within cells whose borders are the best ones for
    a normal number and many levels: quantiles of a normal distribution of three times the variance.
    Source: P. Panter, W. Dite, "Quantization distortion in pulse-count modulation" (1951).
    """
    borders = np.sqrt(3) * norm.ppf(np.arange(1, 2**bits) / 2**bits)
    result = np.empty_like(codes)
    for z, known in enumerate(np.asarray(reference, float).T):
        cells = known.mean() + known.std() * borders
        levels = _means_within(cells, known)
        result[:, z] = levels[np.searchsorted(cells, codes[:, z])]
    return result


def _means_within(borders, values):
    """The mean of the values in each cell between the borders; its middle where there are none."""
    cells = np.searchsorted(borders, values)
    counts = np.bincount(cells, minlength=len(borders) + 1)
    sums = np.bincount(cells, values, len(borders) + 1)
    closed = np.concatenate([borders[:1], borders, borders[-1:]])
    middles = (closed[:-1] + closed[1:]) / 2
    return np.where(counts, sums / counts.clip(1), middles)


def jpeg(pixels, shape, quality):
    """Grey images uint8 [N, D] of `shape` through JPEG: images uint8 [N, D], and bits of each [N].

    Only the entropy-coded picture is counted. The header and the tables, several times as long for
    so small an image, are the same for all images and could be sent once.
    """
    decoded, bits = np.empty_like(pixels), np.empty(len(pixels))
    for i, image in enumerate(pixels):
        file = io.BytesIO()
        Image.fromarray(image.reshape(shape)).save(file, "JPEG", quality=quality)
        content = file.getvalue()
        header = content.rindex(START_OF_SCAN) + len(START_OF_SCAN)
        scan = header + int.from_bytes(content[header : header + 2], "big")
        bits[i] = 8 * (len(content) - scan - END_OF_IMAGE_BYTES)
        decoded[i] = np.asarray(Image.open(file)).ravel()
    return decoded, bits
