"""Images in few bits: codes rounded to levels, JPEG, and what is lost."""

import io

import numpy as np
from PIL import Image
from scipy.stats import norm

START_OF_SCAN = b"\xff\xda"
END_OF_IMAGE_BYTES = 2


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
