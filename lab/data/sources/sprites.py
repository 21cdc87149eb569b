"""Images whose factors are known: a white sprite on black, drawn by the lab as in dSprites.

Every combination of shape, scale, rotation, x and y is there once. Two things differ from dSprites:
all shapes have the same area at the same scale and turn about their centre of mass, so that the ink
tells the scale and its centre tells the place; and they turn by less than a quarter, since a square
looks the same after it: no two combinations give the same image.

Source: L. Matthey, I. Higgins, D. Hassabis, A. Lerchner, "dSprites: Disentanglement testing Sprites
dataset" (2017).
"""

import math

import numpy as np

from lab.data.dataset import Dataset
from lab.data.split import Split

SHAPES = ("square", "ellipse", "heart")
SIZE, POSITIONS = 28, 16
# a factor's values, in the order of its positions; x to the right and y downwards, in pixels
VALUES = {
    "shape": np.arange(len(SHAPES)),
    "scale": np.linspace(0.5, 1, 6),
    "rotation": np.linspace(0, 90, 12, endpoint=False),
    "x": np.arange(POSITIONS),
    "y": np.arange(POSITIONS),
}
FACTORS = tuple(VALUES)
# the square in which a sprite fits whatever its factors
BOX = SIZE - POSITIONS + 1
# ink at scale 1, in pixels: the largest that fits
AREA = 82.0
ELLIPSE_RATIO = 1.5
SUBPIXELS = 8
TEST_SHARE = 1 / 6


def load_sprites(varied=FACTORS, seed=0):
    """The sprites as a data set, labelled by shape; `Split.factors` is in the order of FACTORS.

    55,296 images, a sixth of them, chosen by `seed`, to test. varied: the factors that change; the
    others stay in the middle. Grey where an edge crosses a pixel; `Dataset.binary` for black and
    white.
    """
    pixels, factors = all_sprites(varied)
    order = np.random.default_rng(seed).permutation(len(pixels))
    tested = round(TEST_SHARE * len(pixels))
    test, train = (
        Split(pixels[chosen], factors[chosen, 0], factors[chosen])
        for chosen in (order[:tested], order[tested:])
    )
    return Dataset(
        name="sprites",
        origin="drawn by the lab",
        train=train,
        test=test,
        shape=(SIZE, SIZE),
        class_names=SHAPES,
        factor_names=FACTORS,
    )


def all_sprites(varied=FACTORS):
    """Every combination of the factors in `varied`: pixels uint8 [N, D], factors int32 [N, 5].

    A factor is given as the position of its value in VALUES; those that are not varied stay in the
    middle. The last factor changes fastest.
    """
    positions = [
        np.arange(len(values)) if name in varied else np.array([len(values) // 2])
        for name, values in VALUES.items()
    ]
    shapes, scales, rotations, xs, ys = positions
    sprites = np.stack(
        [
            _rendered(SHAPES[i], VALUES["scale"][j], math.radians(VALUES["rotation"][k]))
            for i in shapes
            for j in scales
            for k in rotations
        ]
    )
    factors = np.stack(np.meshgrid(*positions, indexing="ij"), axis=-1).reshape(-1, len(positions))
    return _placed(sprites, xs, ys), factors.astype(np.int32)


def _placed(sprites, xs, ys):
    """Sprites [S, BOX, BOX] at every place: [S * len(xs) * len(ys), D].

    Places are whole pixels: every image is a window of one picture with its sprite in the middle.
    """
    around = POSITIONS - 1
    framed = np.pad(sprites, ((0, 0), (around, around), (around, around)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (SIZE, SIZE), axis=(1, 2))
    # a sprite stands the further right and down, the further left and up its window begins
    at = windows[:, around - ys[None, :], around - xs[:, None]]
    return at.reshape(-1, SIZE * SIZE)


def _rendered(shape, scale, angle):
    """One sprite uint8 [BOX, BOX], its centre of mass in the middle, turned clockwise by `angle`.

    A pixel is the share of its points, SUBPIXELS x SUBPIXELS of them, that lie in the sprite.
    """
    points = (np.arange(BOX * SUBPIXELS) + 0.5) / SUBPIXELS - BOX / 2
    x, y = points[None, :] / scale, points[:, None] / scale
    cos, sin = math.cos(angle), math.sin(angle)
    inside = INSIDE[shape](cos * x + sin * y, cos * y - sin * x)
    shares = inside.reshape(BOX, SUBPIXELS, BOX, SUBPIXELS).mean(axis=(1, 3))
    return np.rint(255 * shares).astype(np.uint8)


def _in_square(x, y):
    return np.maximum(np.abs(x), np.abs(y)) <= math.sqrt(AREA) / 2


def _in_ellipse(x, y):
    small = math.sqrt(AREA / (math.pi * ELLIPSE_RATIO))
    return np.hypot(x / (ELLIPSE_RATIO * small), y / small) <= 1


def _in_heart(x, y):
    """A square on its corner, half a disc on each of its upper sides."""
    half = math.sqrt(AREA / (4 + math.pi))
    # along the square's sides, from its middle; by symmetry the heart's centre of mass is at (c, c)
    centre = half * (math.pi / 2 + 2 / 3) / (4 + math.pi)
    u, v = (x - y) / math.sqrt(2) + centre, (-x - y) / math.sqrt(2) + centre
    in_square = np.maximum(np.abs(u), np.abs(v)) <= half
    return in_square | (np.hypot(u - half, v) <= half) | (np.hypot(u, v - half) <= half)


INSIDE = {"square": _in_square, "ellipse": _in_ellipse, "heart": _in_heart}
