"""Points and level lines in the plane."""

from lab.figures.style import COLOURS, new_figure


def level_panels(panels, title, source):
    """Panels with level lines of a function, points by class, and whatever else is marked.

    panels: list of dicts with `title`, `axes` (x [I], y [J]), `values` [J, I], `levels`, their
    `unit`, `points` {label: (colour, [N, 2])}, and if wanted `paths` {label: [T, N, 2]} and `marks`
    {label: (marker, [N, 2])}.
    """
    figure = new_figure(5.2 * len(panels), 6.4, title, source)
    for axis, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        lines = axis.contour(*panel["axes"], panel["values"], panel["levels"], colors="#888888")
        lines.set(linewidth=0.9)
        axis.clabel(lines, fontsize=7, fmt="%g")
        for name, (colour, points) in panel["points"].items():
            axis.scatter(*points.T, s=7, color=colour, alpha=0.5, lw=0, label=name)
        for name, path in panel.get("paths", {}).items():
            for number in range(path.shape[1]):
                label = name if number == 0 else None
                axis.plot(*path[:, number].T, color=COLOURS["source"], lw=1, label=label)
        for name, (marker, points) in panel.get("marks", {}).items():
            axis.plot(*points.T, marker, color="#8e2fb8", ms=7, mec="white", label=name)
        axis.set_title(f"{panel['title']}\nlevel lines: {panel['unit']}", fontsize=10)
        axis.set_xlabel("$x_1$")
        axis.set_ylabel("$x_2$")
        axis.set_aspect("equal")
        axis.grid(False)
        axis.legend(fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)
    return figure
