"""The figures in a record's folder: written, listed, and removed where they are no longer made."""

import contextlib
import json
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from lab.storage.files import Replacement, is_own_file
from lab.storage.reading import parsed_json, read_text

# in a record's folder: the files that the lab has written into figures/; it removes no others
FIGURES_LIST = "figures.json"
FIGURE_KINDS = (".png", ".svg", ".gif")


def save_figures(folder, figures):
    """Replaces the figures of a record by these; what has frames() becomes a .gif."""
    with Replacement() as files:
        write_figures(files, folder, figures)


def listed_figures(folder):
    """The files in figures/ that the lab wrote, as paths in a record's folder.

    Old records have no list: what is in their figures may be anybody's.
    """
    try:
        names = parsed_json(read_text(folder / FIGURES_LIST))
    except ValueError:
        return []
    # a list that somebody changed leads nowhere else
    return [
        f"figures/{name}"
        for name in (names if isinstance(names, list) else [])
        if isinstance(name, str) and Path(name).name == name and name.endswith(FIGURE_KINDS)
    ]


def is_animation(figure):
    """Whether it is an Animation of lab.figures and no matplotlib Figure."""
    return hasattr(figure, "frames")


def write_figures(files, folder, figures):
    """Adds a record's figures to a Replacement, in place of those that the lab wrote before."""
    drawn = {name: _file_names(name, figure) for name, figure in figures.items()}
    listed = [file for names in drawn.values() for file in names]
    with files.writing(folder / FIGURES_LIST) as path:
        path.write_text(json.dumps(listed, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, figure in figures.items():
        with contextlib.ExitStack() as writing:
            places = [folder / "figures" / file for file in drawn[name]]
            paths = [writing.enter_context(files.writing(place)) for place in places]
            if is_animation(figure):
                figure.write_gif(*paths)
            else:
                _write_still(figure, *paths)
    remove_other_figures(files, folder, {f"figures/{file}" for file in listed})


def _file_names(name, figure):
    return (f"{name}.gif",) if is_animation(figure) else (f"{name}.png", f"{name}.svg")


def remove_other_figures(files, folder, kept):
    """Adds to a Replacement that figures which the lab wrote go, but for those kept."""
    for name in listed_figures(folder):
        if name not in kept and is_own_file(folder / name):
            files.removing(folder / name)


def _write_still(figure, png, svg):
    """Writes a figure into two files, laid out once for both.

    `savefig` would lay it out for each, and draw it once more than it shows: half as long again.
    """
    layout, dpi = figure.get_layout_engine(), figure.get_dpi()
    figure.set_dpi(matplotlib.rcParams["savefig.dpi"])
    layout.execute(figure)
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": None})
    FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None})
    figure.set_layout_engine(layout)
    figure.set_dpi(dpi)
