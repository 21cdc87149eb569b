"""Models and methods beside each other, each by one number."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from lab.figures.style import COLOURS, HIGHEST, WIDTH, new_figure, new_panels
from lab.languages import number


def dots(rows, ours, xlabel, title, source, hollow=(), signs=None):
    """One dot a row, from the top down, each with its number.

    rows: pairs (name, value), or (name, values) for the mean of several with its standard
    deviation, each value a stroke; ours: the names that stand out; hollow: those of hollow dots.
    signs: {name: what stands in front of its number}.
    """
    # many rows stand closer, so that a page has room beside them
    height = min(0.21 * len(rows) + 1.2, HIGHEST)
    figure = new_figure(WIDTH, height, title, source)
    signs = signs or {}
    axis = figure.subplots()
    places = range(len(rows))[::-1]
    values = {name: np.atleast_1d(value) for name, value in rows}
    for place, (name, several) in zip(places, values.items(), strict=True):
        stands_out = name in ours
        colour = COLOURS["validation" if stands_out else "train"]
        mean = several.mean()
        text = signs.get(name, "") + number(mean, ".2f")
        inside = "white" if name in hollow else colour
        size = 6.5 if stands_out else 4.5
        axis.plot(mean, place, "o", color=colour, markerfacecolor=inside, ms=size)
        if len(several) > 1:
            axis.plot(several, [place] * len(several), "|", color=colour, ms=14)
            text += f" ± {number(several.std(ddof=1), '.2f')}"
        style = {"va": "center", "fontsize": 7.5, "weight": "bold" if stands_out else "normal"}
        beside = (several.max(), place)
        axis.annotate(text, beside, (9, 0), textcoords="offset points", **style)
    axis.set_yticks(places, values)
    # room for the number beside the last dot
    least, largest = (end(map(end, values.values())) for end in (min, max))
    axis.set_xlim(right=largest + 0.2 * (largest - least + 1))
    axis.set_xlabel(xlabel)
    return figure


def dots_by_quantity(names, quantities, title, source):
    """A table of dots: a row for each name, from the top down, a panel for each quantity.

    quantities: {label: values, one for each of `names`}, or several for each: their mean, and each
    a stroke. Every quantity has a scale of its own.
    """
    height = 0.3 * len(names) + 0.7
    figure, axes = new_panels(len(quantities), height, title, source, width=WIDTH, sharey=True)
    places = np.arange(len(names))[::-1]
    for axis, (label, values) in zip(axes, quantities.items(), strict=True):
        for place, several in zip(places, map(np.atleast_1d, values), strict=True):
            mean = several.mean()
            axis.plot(mean, place, "o", color=COLOURS["train"], ms=6)
            if len(several) > 1:
                axis.plot(several, [place] * len(several), "|", color=COLOURS["train"], ms=12)
            # above the strokes
            text = {
                "xytext": (0, 8 if len(several) > 1 else 5),
                "textcoords": "offset points",
                "ha": "center",
            }
            axis.annotate(number(mean, ".4g"), (mean, place), **text, fontsize=7)
        axis.set_xlabel(label)
        axis.xaxis.set_major_locator(MaxNLocator(4))
        axis.margins(x=0.25)
        axis.set_ylim(-0.6, len(names) - 0.3)
        axis.set_yticks(places, names)
    return figure
