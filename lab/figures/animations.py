"""Pictures that move, with title and source like any figure."""

import base64
import dataclasses
import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

MILLISECONDS_PER_FRAME = 80


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
