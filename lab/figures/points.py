"""Things as numbered points, one number through all panels, their names beside them."""

import dataclasses
from collections.abc import Mapping

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from lab.figures.style import MARKERS, SERIES, WIDTH, new_panels

# where a number may stand, in points from its marker: the nearer, the better
DISTANCES, DIRECTIONS = (9, 14, 20, 28, 38, 50), 16
FONT_SIZE = 7


@dataclasses.dataclass(frozen=True)
class PointPanel:
    """Points of several kinds; kinds: {label: {name: (x, y)}}, a marker for each kind.

    The points of one name are joined. log: which axes are logarithmic, "x", "y" or "xy".
    """

    xlabel: str
    ylabel: str
    kinds: Mapping[str, Mapping[str, tuple[float, float]]]
    log: str = ""


def numbered_points(panels, names, title, source):
    """Panels of points next to each other; a name has the number of its place in `names`.

    Beside each point stands its number, where it covers no other number and no point.
    """
    figure, axes = new_panels(len(panels), 3.4, title, source, width=WIDTH)
    labels = dict.fromkeys(label for panel in panels for label in panel.kinds)
    looks = {label: (MARKERS[i % len(MARKERS)], SERIES[i]) for i, label in enumerate(labels)}
    for axis, panel in zip(axes, panels, strict=True):
        _draw(axis, panel, looks)
    handles = [Line2D([], [], ls="", marker=m, color=c) for m, c in looks.values()]
    numbers = [f"{number}  {name}" for number, name in enumerate(names, 1)]
    handles += [Line2D([], [], ls="")] * len(numbers)
    close = {"handlelength": 0.8, "handletextpad": 0.4, "columnspacing": 0.8}
    figure.legend(handles, [*looks, *numbers], loc="outside lower center", ncols=3, **close)
    # numbers find their places once the axes have theirs
    figure.get_layout_engine().execute(figure)
    for axis, panel in zip(axes, panels, strict=True):
        _number(axis, panel, list(names))
    return figure


def _draw(axis, panel, looks):
    if "x" in panel.log:
        axis.set_xscale("log")
    if "y" in panel.log:
        axis.set_yscale("log")
    for places in _by_name(panel).values():
        axis.plot(*np.transpose(places), "-", color="#888888", lw=0.8, zorder=1)
    for label, points in panel.kinds.items():
        marker, colour = looks[label]
        if points:
            axis.plot(*np.transpose(list(points.values())), marker, color=colour, ms=5, ls="")
    axis.margins(0.12)
    axis.set_xlabel(panel.xlabel)
    axis.set_ylabel(panel.ylabel)


def _by_name(panel):
    """{name: its points of all kinds}."""
    found = {}
    for points in panel.kinds.values():
        for name, place in points.items():
            found.setdefault(name, []).append(place)
    return found


def _number(axis, panel, names):
    """Writes each number at the first free place around one of its points."""
    renderer = FigureCanvasAgg(axis.figure).get_renderer()
    scale = axis.figure.dpi / 72
    by_name = _by_name(panel)
    pixels = {name: axis.transData.transform(places) for name, places in by_name.items()}
    taken = [_box(place, (7 * scale, 7 * scale)) for of in pixels.values() for place in of]
    inside = axis.get_window_extent(renderer)
    for name, places in pixels.items():
        text = str(names.index(name) + 1)
        size = (6 * scale * len(text) + 2 * scale, 10 * scale)
        which, offset, box = _free(places, size, scale, taken, inside)
        taken.append(box)
        line = {"arrowstyle": "-", "lw": 0.5, "color": "#888888", "shrinkA": 0, "shrinkB": 2}
        axis.annotate(
            text,
            by_name[name][which],
            offset,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=FONT_SIZE,
            arrowprops=line if np.hypot(*offset) > DISTANCES[0] + 1 else None,
        )


def _free(places, size, scale, taken, inside):
    """(which of the points [pixels], offset in points, box) of the nearest free place for a text of
    this size; the last one tried where none is free.
    """
    for distance in DISTANCES:
        for which, place in enumerate(places):
            for turn in range(DIRECTIONS):
                angle = 2 * np.pi * (turn / DIRECTIONS + 1 / 8)
                offset = distance * np.array([np.cos(angle), np.sin(angle)])
                box = _box(place + scale * offset, size)
                is_inside = inside.x0 < box.x0 and box.x1 < inside.x1
                is_inside &= inside.y0 < box.y0 and box.y1 < inside.y1
                if is_inside and not any(box.overlaps(other) for other in taken):
                    return which, tuple(offset), box
    return which, tuple(offset), box


def _box(centre, size):
    half = np.asarray(size) / 2
    return Bbox([centre - half, centre + half])
