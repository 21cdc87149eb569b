"""How every figure of the lab looks."""

import io

import matplotlib
from matplotlib.figure import Figure

# inches: of a page's line, on which a figure stands at its own size; and of a single panel
WIDTH, NARROW = 6.5, 4.6
# panels side by side at most
MOST_COLUMNS = 2
# inches: of a figure that leaves room for text on its page, and of a panel in several rows
HIGHEST, LOWEST = 4, 1.4
# points, at that size
LEAST_TYPE = 7

# Okabe and Ito's colours, which the colour-blind tell apart too; yellow is too light for lines
SERIES = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7", "#000000", "#5f5f5f")
# by which lines differ in print without colour
DASHES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)))
MARKERS = "osD^vPX*"
COLOURS = {"train": SERIES[0], "validation": SERIES[1], "source": "#222222"}
# for the classes of a data set: each again with another marker once they are used up
CLASSES = SERIES
STYLE = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.labelsize": 8,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
    "lines.linewidth": 1.4,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "savefig.dpi": 150,
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

    It is as large as it is printed: at most WIDTH wide. source: a line that names the data set and
    the run.
    """
    matplotlib.rcParams.update(STYLE)
    figure = ShownFigure(figsize=(min(width, WIDTH), height), layout="constrained")
    figure.suptitle(title, fontsize=10)
    # a data set may be called anything, also what would be a broken formula
    figure.supxlabel(source, fontsize=LEAST_TYPE, color="#666666", parse_math=False, wrap=True)
    return figure


def new_panels(count, height, title, source, *, columns=MOST_COLUMNS, width=NARROW, **options):
    """(figure, its axes) with so many panels, each of about this height in inches, row by row.

    columns: how many stand side by side. width: of the figure where it has one column. options: of
    Figure.subplots.
    """
    columns = min(columns, MOST_COLUMNS, count)
    rows = -(-count // columns)
    if rows > 1:
        # as high as a page has room beside its text, where panels can be so low
        height = max(min(height, (HIGHEST - 0.6) / rows), min(height, LOWEST))
    figure = new_figure(WIDTH if columns > 1 else width, height * rows + 0.6, title, source)
    axes = figure.subplots(rows, columns, squeeze=False, **options).ravel()
    for axis in axes[count:]:
        axis.remove()
    return figure, axes[:count]


def series_look(number):
    """Colour and line style of a plot's line number so much: no two of the first 32 are alike."""
    dashes = DASHES[(number + number // len(SERIES)) % len(DASHES)]
    return {"color": SERIES[number % len(SERIES)], "ls": dashes}


def literal(names):
    """A person's own names, of classes for example, as a figure shows them unchanged.

    Between two dollars would be a formula.
    """
    return [str(name).replace("$", r"\$") for name in names]
