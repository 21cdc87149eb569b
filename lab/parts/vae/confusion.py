"""Which classes a classifier takes for which."""

from lab.figures.style import new_figure
from lab.languages import say


def confusion_matrix(counts, class_names, title, source):
    """Counts [C, C]: rows the true class, columns the predicted one, the number in each cell."""
    size = 0.3 * len(class_names) + 1.4
    figure = new_figure(size, size + 0.3, title, source)
    axis = figure.subplots()
    shares = counts / counts.sum(axis=1, keepdims=True).clip(1)
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            colour = "white" if shares[i, j] > 0.5 else "black"
            axis.text(j, i, f"{count}", ha="center", va="center", fontsize=7, color=colour)
    axis.set_xticks(range(len(class_names)), class_names)
    axis.set_yticks(range(len(class_names)), class_names)
    axis.set_xlabel(say("predicted class"))
    axis.set_ylabel(say("true class"))
    axis.grid(False)
    return figure
