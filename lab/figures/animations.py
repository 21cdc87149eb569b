"""Pictures that move, with title and source like any figure."""

import base64
import dataclasses
import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from lab.figures.images import image_grids, mosaic

UNKNOWN = 128
FRAMES, LAST_FRAMES = 57, 15
MILLISECONDS_PER_FRAME = 80


def known_so_far(images, order, count):
    """Images uint8 [..., D] of which only the first `count` pixels of the order are known.

    The others are grey.
    """
    partial = np.full_like(images, UNKNOWN)
    partial[..., order[:count]] = images[..., order[:count]]
    return partial


@dataclasses.dataclass(frozen=True)
class Animation:
    """figure: what stands still, with a grid of images in its only axes. pictures: what that grid
    shows in turn, each [height, width] in [0, 1].
    """

    figure: Figure
    pictures: list[np.ndarray]

    def frames(self):
        """uint8 [T, height, width], with the figure's words as they are now."""
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        background = np.asarray(canvas.buffer_rgba())[..., :3].mean(axis=2)
        box = self.figure.axes[0].get_window_extent()
        top, left = round(len(background) - box.y1), round(box.x0)
        height, width = round(box.height), round(box.width)
        frames = []
        for picture in self.pictures:
            rows = np.arange(height) * len(picture) // height
            columns = np.arange(width) * picture.shape[1] // width
            frame = background.copy()
            frame[top : top + height, left : left + width] = 255 * picture[np.ix_(rows, columns)]
            frames.append(frame)
        return np.rint(frames).astype(np.uint8)

    def write_gif(self, file):
        """Writes the frames, again and again, into a path or an open file."""
        first, *others = [Image.fromarray(frame) for frame in self.frames()]
        first.save(
            file,
            format="GIF",
            save_all=True,
            append_images=others,
            duration=MILLISECONDS_PER_FRAME,
            loop=0,
        )

    def _repr_html_(self):
        """How a notebook shows it."""
        file = io.BytesIO()
        self.write_gif(file)
        content = base64.b64encode(file.getvalue()).decode()
        return f'<img src="data:image/gif;base64,{content}">'


def filling_in(images, order, shape, title, source):
    """Images uint8 [R, C, D] that fill in pixel by pixel, in this order; the end stands still."""
    counts = np.linspace(0, images.shape[-1], FRAMES).round().astype(int)
    stages = [known_so_far(images, order, count) for count in counts]
    pictures = [mosaic(stage, shape) for stage in stages]
    figure = image_grids({"": stages[0]}, shape, title, source)
    return Animation(figure, pictures + [pictures[-1]] * LAST_FRAMES)
