"""Pictures of any depth and kind as the small grey images that are trained on."""

import numpy as np
from PIL import Image, ImageOps

from lab.errors import LabError
from lab.storage.reading import read_picture

SHAPE = (28, 28)
# the largest difference of a pixel that nobody sees
INVISIBLE = 8


def read_pictures(paths):
    """Grey images uint8 [N, D]: upright, cut to their central square and resized to SHAPE.

    White is the largest value of 8 and of 16 bits, and 1 of floats. What is transparent shows one
    ground in all pictures: white if what is drawn on it is rather dark, else black.
    Raises LabError, which names the picture, where one can't be read, it is not clear what its
    white is, or nothing would be seen of it on that ground.
    """
    on_black, on_white = (np.stack(images) for images in zip(*map(_read, paths), strict=True))
    # 0 where nothing shines through, 255 where all does
    seen_through = on_white - on_black
    if not seen_through.any():
        return on_black
    has_ground = seen_through.any(axis=1)
    solid = 255.0 * seen_through[has_ground].size - seen_through[has_ground].sum(dtype=float)
    is_dark = on_black[has_ground].sum(dtype=float) < solid / 2
    pixels, others = (on_white, on_black) if is_dark else (on_black, on_white)
    for i in np.flatnonzero(has_ground):
        if np.ptp(pixels[i]) < INVISIBLE <= np.ptp(others[i]):
            raise LabError(
                f"{paths[i]} is drawn in {'white' if is_dark else 'black'} on a transparent ground "
                "and most others are not: give it a ground"
            )
    return pixels


def _read(path):
    """A picture twice, uint8 [D]: on a black ground and on a white one."""
    try:
        picture = _eight_bits(read_picture(path))
        if picture.has_transparency_data:
            grounds = [_on_ground(picture.convert("RGBA"), colour) for colour in ("black", "white")]
        else:
            grounds = [picture.convert("L")] * 2
    except ValueError as error:
        raise LabError(f"{path} is not a readable picture: {error}") from None
    small = (ImageOps.fit(ground, SHAPE[::-1], Image.Resampling.LANCZOS) for ground in grounds)
    return [np.asarray(image).reshape(-1) for image in small]


def _on_ground(picture, colour):
    ground = Image.new("RGBA", picture.size, colour)
    return Image.alpha_composite(ground, picture).convert("L")


def _eight_bits(picture):
    """The picture with its pixels scaled to bytes. Raises ValueError for an unknown scale."""
    if picture.mode not in ("I", "F") and not picture.mode.startswith("I;16"):
        return picture
    if picture.has_transparency_data:
        raise ValueError("it has both more than 8 bits and a transparent colour")
    values = np.asarray(picture)
    if picture.mode == "I":
        raise ValueError("its pixels are of 32 bits, of which nobody knows the white: save 8 or 16")
    if picture.mode == "F":
        low, high = values.min(), values.max()
        if not (low >= 0 and high <= 1):
            raise ValueError(f"its pixels are floats from {low:g} to {high:g}, expected 0 to 1")
        return Image.fromarray(np.rint(255 * values).astype(np.uint8))
    if 0 < values.max() < 256:
        raise ValueError(
            f"its pixels are of 16 bits and go up to {values.max()}, black to the eye: save 8 bits"
        )
    return Image.fromarray(np.rint(values / 257).astype(np.uint8))
