"""How well scores tell foreign images from normal ones."""

import numpy as np

from lab.figures.style import COLOURS, SERIES, WIDTH, new_figure, series_look
from lab.languages import say

BAR_WIDTH = 0.26


def errors_and_rates(errors, threshold, curves, title, source):
    """Histograms of a score with its threshold, and the ROC curves of several scores.

    errors: {name: scores [N]}, on a logarithmic axis; curves: {label: (false-positive rate [M],
    true-positive rate [M])}.
    """
    figure = new_figure(WIDTH, 3.1, title, source)
    left, right = figure.subplots(1, 2, width_ratios=(5, 4))
    everything = np.concatenate(list(errors.values()))
    bins = np.geomspace(max(everything.min(), 1e-6), everything.max(), 60)
    for (name, values), colour in zip(errors.items(), SERIES, strict=False):
        weights = np.full(len(values), 1 / len(values))
        left.hist(values, bins, weights=weights, color=colour, alpha=0.6, label=name)
    left.axvline(threshold, color=COLOURS["source"], ls="--", lw=1.2, label=say("threshold"))
    left.set_xscale("log")
    left.set_xlabel(say("squared error, mean over pixels"))
    left.set_ylabel(say("share of images"))
    left.set_title(say("Reconstruction error of the autoencoder"))
    left.legend()
    _rates(right, curves)
    right.set_title(say("ROC curves"))
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower right", ncols=len(curves))
    return figure


def classes_left_out(aurocs, class_names, title, source):
    """Bars of AUROC for each class and score; aurocs: {score: [C]}."""
    figure = new_figure(WIDTH, 2.9, title, source)
    axis = figure.subplots()
    places = np.arange(len(class_names))
    for number, (name, values) in enumerate(aurocs.items()):
        shift = BAR_WIDTH * (number - (len(aurocs) - 1) / 2)
        axis.bar(places + shift, values, BAR_WIDTH, color=SERIES[number], label=name)
    axis.axhline(0.5, color=COLOURS["source"], lw=1, ls="--", label=say("chance"))
    turn = {"rotation": 40, "ha": "right"} if max(map(len, class_names)) > 2 else {}
    axis.set_xticks(places, class_names, **turn)
    axis.set_ylim(0, 1)
    axis.grid(False, axis="x")
    axis.set_xlabel(say("class left out of training"))
    axis.set_ylabel(say("AUROC of that class against the others"))
    figure.legend(loc="outside lower center", ncols=4)
    return figure


def _rates(axis, curves):
    for number, (name, (false_positives, true_positives)) in enumerate(curves.items()):
        axis.plot(false_positives, true_positives, label=name, **series_look(number))
    axis.plot([0, 1], [0, 1], color=COLOURS["source"], lw=1, ls="--")
    axis.set_aspect("equal")
    axis.set_xlim(-0.01, 1.01)
    axis.set_ylim(-0.01, 1.01)
    axis.set_xlabel(say("false-positive rate"))
    axis.set_ylabel(say("true-positive rate"))
