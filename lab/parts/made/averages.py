"""Ways to average the outputs of several orders, and whether a density results."""

import textwrap

from matplotlib.ticker import MaxNLocator

from lab.figures.style import COLOURS, SERIES, WIDTH, new_figure
from lab.languages import number, say


def averages(curves, sums, title, source):
    """How ways of averaging n components score, and what their probabilities sum to.

    curves: {name: nats for n = 1, 2, ... [M]}; sums: {name: the sum over all images}, names alike
    where they mean the same.
    """
    figure = new_figure(WIDTH, 3, title, source)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    colours = dict(zip(sums, SERIES, strict=False))
    for name, values in curves.items():
        left.plot(range(1, len(values) + 1), values, "o-", ms=4, color=colours[name], label=name)
    left.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.set_xlabel(say("number of orders"))
    left.set_ylabel(say("nats per test image"))
    left.set_title(say("negative log of the average, treated as a density"))
    left.legend()
    bars = right.bar(range(len(sums)), sums.values(), color=list(colours.values()), width=0.6)
    right.bar_label(bars, [number(value, ".5g") for value in sums.values()], fontsize=7.5)
    right.axhline(1, color=COLOURS["source"], lw=1, ls="--")
    right.set_yscale("log")
    right.set_ylim(0.5, 3 * max(sums.values()))
    right.set_xticks(range(len(sums)), [textwrap.fill(name, 12) for name in sums])
    right.set_ylabel(say("sum over all images (density: 1)"))
    right.set_title(say("a small model, summed over all its images"))
    return figure
