"""Figures as the report holds them: in the PDF vectors or pixels, whichever take less, in the HTML
page pixels; each with its caption, and with words for those who cannot see it.
"""

import base64
import contextlib
import io
import re
import zlib
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from lab.languages import say
from lab.storage.figure_files import is_animation

# the fonts of all figures, for the vectors name them only
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
# a figure of this width fills the line; a higher one is made smaller
LINE_INCHES = 6.5
HIGHEST_INCHES = 3.85
# that the title takes, which is the caption there
TITLE_INCHES = 0.25
PRINT_DPI, SCREEN_DPI = 200, 105
COLOURS, GREYS = 64, 16
# of a figure on the HTML page, whatever its height
MOST_PIXELS = 800_000
# between the red, green and blue of what still is grey
SAME_GREY = 8
# vectors of fewer bytes are not compared with pixels
LIGHT_BYTES = 20_000
# of the line, that a frame of an animation takes
MOVING_WIDTH = 0.4
# of a line's names in the words for who cannot see it
MOST_NAMES = 8
MINUS = "\u2212"


def on_screen(figure, name):
    """What the HTML page has of a Figure without its title, its caption, or of the last frame of an
    Animation, as JSON.
    """
    if is_animation(figure):
        pixels = Image.fromarray(figure.frames()[-1])
        about = {"caption": f"{name}.gif", "alt": f"{name}.gif", "moving": True}
    else:
        with _untitled(figure):
            pixels = _drawn(figure, _screen_dpi(figure))
        caption = re.sub(r"(?<!\w)-(?=\w)", MINUS, figure.get_suptitle().replace("\n", " "))
        about = {"caption": caption, "alt": in_words(figure), "moving": False}
    shown = base64.b64encode(_encoded(pixels, "WEBP")).decode()
    data = f"data:image/webp;base64,{shown}"
    return about | {"data": data, "pixels": pixels.size, "label": None}


def in_print(figure, path, label):
    """Saves it for the PDF; returns what the pages print besides `on_screen`.

    path: its suffix still to come. label: that by which the text refers to it.
    """
    if is_animation(figure):
        width = MOVING_WIDTH
        suffix, content = ".png", _encoded(Image.fromarray(figure.frames()[-1]), "PNG")
    else:
        width = share_of_line(*figure.get_size_inches())
        with _untitled(figure):
            suffix, content = _smaller(figure)
    path = path.with_name(path.name + suffix)
    path.write_bytes(content)
    return {"file": path.name, "width": width, "label": label}


def _smaller(figure):
    """(suffix, content) of a figure as vectors, or as pixels where many vectors take more."""
    vectors = _vectors(figure)
    size = len(zlib.compress(vectors))
    if size > LIGHT_BYTES:
        pixels = _encoded(_drawn(figure, PRINT_DPI), "PNG")
        if len(pixels) < size:
            return ".png", pixels
    return ".svg", vectors


def in_words(figure):
    """What a figure shows: its title, its panels, its axes and its lines."""
    axes = [axis for axis in figure.axes if axis.get_visible()]
    found = {
        say("panels"): [axis.get_title() for axis in axes],
        say("horizontal axis"): [axis.get_xlabel() for axis in axes],
        say("vertical axis"): [axis.get_ylabel() for axis in axes],
        say("lines and marks"): [
            name for axis in axes for name in axis.get_legend_handles_labels()[1]
        ],
    }
    names = {
        what: [*dict.fromkeys(filter(None, said))][:MOST_NAMES] for what, said in found.items()
    }
    details = [f"{what}: {'; '.join(said)}" for what, said in names.items() if said]
    return " ".join(". ".join([figure.get_suptitle(), *details]).split())


def _screen_dpi(figure):
    inches = np.prod(figure.get_size_inches())
    return min(SCREEN_DPI, np.sqrt(MOST_PIXELS / inches))


def share_of_line(width, height):
    """Of a line of the PDF, how much a figure of these inches takes: less than its width where it
    is too high.
    """
    highest = HIGHEST_INCHES * width / (height - TITLE_INCHES)
    return min(width, LINE_INCHES, highest) / LINE_INCHES


@contextlib.contextmanager
def _untitled(figure):
    title, (width, height) = figure.get_suptitle(), figure.get_size_inches()
    figure.suptitle("")
    figure.set_size_inches(width, height - TITLE_INCHES)
    yield
    figure.suptitle(title)
    figure.set_size_inches(width, height)


def _vectors(figure):
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def _drawn(figure, dpi):
    """Pixels, so many to an inch of a line of the report."""
    before = figure.get_dpi()
    figure.set_dpi(dpi * LINE_INCHES / max(LINE_INCHES, figure.get_figwidth()))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    figure.set_dpi(before)
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def _encoded(pixels, form):
    """Few colours, none of them mixed from others; fewer where all are grey."""
    pixels = pixels.convert("RGB")
    is_grey = np.ptp(np.asarray(pixels), axis=2).max() <= SAME_GREY
    few = pixels.quantize(GREYS if is_grey else COLOURS, dither=Image.Dither.NONE)
    file = io.BytesIO()
    if form == "WEBP":
        few.convert("RGB").save(file, form, lossless=True)
    else:
        few.save(file, form, optimize=True)
    return file.getvalue()
