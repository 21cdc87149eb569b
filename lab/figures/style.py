"""How every figure of the lab looks."""

import io

import matplotlib
from matplotlib.figure import Figure

COLOURS = {"train": "#1f5fa8", "validation": "#d1642a", "source": "#222222"}
# for lines that have no colour of their own
SERIES = (
    *("#1f5fa8", "#d1642a", "#2e8b57", "#8e4fa8", "#b8860b"),
    *("#c0392b", "#5f6a72", "#17a2b8", "#d972b0", "#7a8c1f"),
)
# for the classes of a data set
CLASSES = tuple(matplotlib.colormaps["tab10"].colors)
STYLE = {
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "savefig.dpi": 130,
    "svg.hashsalt": "lab",
}


class ShownFigure(Figure):
    """A Figure that a notebook shows, also one that has not imported pyplot."""

    def _repr_png_(self):
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


def new_figure(width, height, title, source):
    """An empty Figure (inches) with its title above and, small below it, where its data came from.

    source: a line that names the data set and the run.
    """
    matplotlib.rcParams.update(STYLE)
    figure = ShownFigure(figsize=(width, height), layout="constrained")
    figure.suptitle(title, fontsize=12)
    # a data set may be called anything, also what would be a broken formula
    figure.supxlabel(source, fontsize=8, color="#666666", parse_math=False, wrap=True)
    return figure


def literal(names):
    """A person's own names, of classes for example, as a figure shows them unchanged.

    Between two dollars would be a formula.
    """
    return [str(name).replace("$", r"\$") for name in names]
