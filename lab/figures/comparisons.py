"""Models and methods beside each other, each by one number."""

from matplotlib.ticker import MaxNLocator

from lab.figures.style import COLOURS, new_figure


def ranked(rows, ours, xlabel, title, source):
    """Horizontal bars, the best (lowest) on top, each with its number.

    rows: pairs (name, value); ours: the names that stand out.
    """
    rows = sorted(rows, key=lambda row: row[1], reverse=True)
    figure = new_figure(8, 0.28 * len(rows) + 1.5, title, source)
    axis = figure.subplots()
    colours = [COLOURS["validation" if name in ours else "train"] for name, _ in rows]
    values = [value for _, value in rows]
    axis.barh(range(len(rows)), values, color=colours, alpha=0.85, height=0.7)
    for place, (name, value) in enumerate(rows):
        weight = "bold" if name in ours else "normal"
        axis.text(value, place, f" {value:.2f}", va="center", fontsize=8, weight=weight)
    axis.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=8)
    axis.set_xlim(min(values) - 10, max(values) * 1.05)
    axis.set_xlabel(xlabel)
    axis.grid(False, axis="y")
    return figure


def averages(curves, sums, title, source):
    """How ways of averaging n components score, and what their probabilities sum to.

    curves: {name: nats for n = 1, 2, ... [M]}; sums: {name: the sum over all images}, names alike
    where they mean the same.
    """
    figure = new_figure(10, 4, title, source)
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    colours = dict(zip(sums, ("#1f5fa8", "#d1642a", "#777777"), strict=False))
    for name, values in curves.items():
        left.plot(range(1, len(values) + 1), values, "o-", ms=4, color=colours[name], label=name)
    left.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.set_xlabel("number of orders")
    left.set_ylabel("nats per test image")
    left.set_title("-log of the average, as if it were a density")
    left.legend(fontsize=8)
    bars = right.bar(range(len(sums)), sums.values(), color=list(colours.values()), width=0.6)
    right.bar_label(bars, [f"{value:.5g}" for value in sums.values()], fontsize=9)
    right.axhline(1, color=COLOURS["source"], lw=1, ls="--")
    right.set_yscale("log")
    right.set_ylim(0.5, 3 * max(sums.values()))
    right.set_xticks(range(len(sums)), [name.replace(" ", "\n", 1) for name in sums], fontsize=8)
    right.set_ylabel("sum over all images (a density: 1)")
    right.set_title("a small model, all its images")
    return figure
