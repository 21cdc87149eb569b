"""Points and contours in the plane."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from lab.figures.style import COLOURS, SERIES, new_panels
from lab.languages import number, say


@dataclasses.dataclass(frozen=True)
class Plane:
    """Values [J, I] of a function over the axes (x [I], y [J]), in a unit, with contours at levels.

    points: {label: (colour, [N, 2])}, of a class. paths: {label: [T, N, 2]}, N lines. marks:
    {label: (marker, [N, 2])}.
    """

    title: str
    unit: str
    axes: tuple[np.ndarray, np.ndarray]
    values: np.ndarray
    levels: Sequence[float]
    points: Mapping[str, tuple]
    paths: Mapping[str, np.ndarray] = dataclasses.field(default_factory=dict)
    marks: Mapping[str, tuple] = dataclasses.field(default_factory=dict)


def level_panels(panels, title, source):
    """Planes side by side: contours of a function, points by class, and whatever else is marked."""
    figure, axes = new_panels(len(panels), 3.4, title, source)
    legend = {}
    for axis, plane in zip(axes, panels, strict=True):
        lines = axis.contour(*plane.axes, plane.values, plane.levels, colors="#888888")
        lines.set(linewidth=0.9)
        axis.clabel(lines, fontsize=7, fmt=lambda level: number(level, "g"))
        for name, (colour, points) in plane.points.items():
            axis.scatter(*points.T, s=7, color=colour, alpha=0.5, lw=0, label=name)
        for name, path in plane.paths.items():
            for i in range(path.shape[1]):
                label = name if i == 0 else None
                axis.plot(*path[:, i].T, color=COLOURS["source"], lw=1, label=label)
        for name, (marker, points) in plane.marks.items():
            axis.plot(*points.T, marker, color=SERIES[5], ms=6, mec="white", label=name)
        contours = say("contours: {unit}", unit=plane.unit)
        axis.set_title(f"{plane.title}\n{contours}", fontsize=8)
        axis.set_xlabel("$x_1$")
        axis.set_ylabel("$x_2$")
        axis.set_aspect("equal")
        axis.grid(False)
        handles, names = axis.get_legend_handles_labels()
        legend |= dict(zip(names, handles, strict=True))
    figure.legend(legend.values(), legend.keys(), loc="outside lower center", ncols=2)
    return figure
