"""Handwriting style as numbers (slant, stroke width), and latent directions that change it."""

import numpy as np


def slant(images, shape):
    """Slant of the strokes of images [N, D] to the right of vertical, in degrees: [N].

    The angle whose tangent is cov(x, y) / var(y), with y upwards and the ink as weight: shearing an
    image by x + s y adds s to that ratio exactly. 0 where there is no ink or only one row of it.
    """
    weights, y, x = _ink(images, shape)
    total = weights.sum(1)
    mean_x, mean_y = (_ratio(weights @ axis, total) for axis in (x, y))
    dx, dy = x - mean_x[:, None], y - mean_y[:, None]
    shear = _ratio((weights * dx * dy).sum(1), (weights * dy**2).sum(1))
    return np.degrees(np.arctan(shear))


def thickness(images, shape):
    """Width of the strokes of images [N, D] in pixels: [N], 0 where there is no ink.

    Twice the ink divided by the length of its outline (the total variation of the image).
    A stroke much longer than wide, of any contrast, with the profile f across gives
    (integral of f) / max f; a bar w wide and l long gives nearly w l / (w + l): at one of its
    corners the outline is cut short, by 2 - sqrt(2).
    """
    images = np.clip(np.asarray(images, np.float64), 0, 1).reshape(-1, *shape)
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    down = np.diff(framed, axis=1)[:, :, :-1]
    right = np.diff(framed, axis=2)[:, :-1]
    outline = np.hypot(down, right).sum((1, 2))
    return _ratio(2 * images.sum((1, 2)), outline)


MEASURES = {"slant": slant, "thickness": thickness}


def attribute_vector(codes, values, labels, share=0.25):
    """Mean code [Z] of images with high values minus that of images with low values.

    codes [N, Z], values [N], labels [N]. High and low are the outer `share` of each class, and all
    classes count alike: what tells the classes apart drops out. Returns (vector, difference of the
    mean values).
    """
    vectors, differences = [], []
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        ranked = of_class[np.argsort(values[of_class], kind="stable")]
        count = max(1, round(share * len(ranked)))
        low, high = ranked[:count], ranked[-count:]
        vectors.append(codes[high].mean(0) - codes[low].mean(0))
        differences.append(values[high].mean() - values[low].mean())
    return np.mean(vectors, axis=0), float(np.mean(differences))


def asked_and_obtained(asked, obtained):
    """(correlation, slope) of obtained against requested changes: two arrays of the same shape.

    A slope of 1 means exactly as much as requested. Both are 0 if nothing changed.
    """
    asked, obtained = np.ravel(asked), np.ravel(obtained)
    if np.ptp(obtained) == 0:
        return 0.0, 0.0
    slope = np.polyfit(asked, obtained, 1)[0]
    return float(np.corrcoef(asked, obtained)[0, 1]), float(slope)


def style_kept(before, after, labels):
    """How well a measure of style survives transfer to other classes: a correlation.

    before [N]: of images of classes labels [N]; after [N, C]: of each in class 0 to C - 1.
    Both less the mean over the images of the same class, since classes differ by themselves; the
    correlation is taken over the images of all other classes and averaged over the C. 0 where
    nothing varies.
    """
    before, after = _less_class_mean(before, labels), _less_class_mean(after, labels)
    kept = []
    for label, values in enumerate(after.T):
        others = labels != label
        kept.append(asked_and_obtained(before[others], values[others])[0])
    return float(np.mean(kept))


def _less_class_mean(values, labels):
    means = {label: values[labels == label].mean(0) for label in np.unique(labels)}
    return values - np.stack([means[label] for label in labels])


def _ink(images, shape):
    """Ink [N, D] in float64, and the y (upwards) and x [D] of the pixels."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].reshape(2, -1).astype(np.float64)
    return np.clip(np.asarray(images, np.float64), 0, 1), -rows, columns


def _ratio(numerator, denominator):
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 1e-9)
