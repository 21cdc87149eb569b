"""The record of a run: one folder with everything that its figures and tables need."""

import contextlib
import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np

from lab.errors import LabError
from lab.languages import say
from lab.storage import networks
from lab.storage.checks import read_checked
from lab.storage.files import Replacement, is_own_file
from lab.storage.reading import parsed_json, read_arrays, read_text

# in a record's folder: the files that the lab has written into figures/; it removes no others
FIGURES_LIST = "figures.json"
FIGURE_KINDS = (".png", ".svg", ".gif")
# metrics.json goes first and comes last: where it is, all the rest is of the same run
FILES = ("metrics.json", "config.json", "history.csv", "arrays.npz", FIGURES_LIST)


@dataclasses.dataclass(frozen=True)
class Record:
    """A finished run.

    config: what was run (part, data sets, parameters, seed, versions, device).
    metrics: numbers by name, and `expected`: each expected result and whether it was met.
    history: one dict per epoch. arrays: all that the figures show, by name.
    folder: where it was read from. networks: of a new record, {name: Layers} that pages run, which
    `lab.storage.networks.load` reads again from its folder.
    """

    config: dict
    metrics: dict
    history: list[dict]
    arrays: dict[str, np.ndarray]
    folder: Path | None = None
    networks: dict[str, list] = dataclasses.field(default_factory=dict)

    @property
    def shape(self):
        """(rows, columns) of the data set's images."""
        return tuple(self.config["dataset"]["shape"])

    @property
    def caption(self):
        """The line below every figure: which data, which run."""
        return caption(self.config, [self.config["seed"]])

    @classmethod
    def load(cls, folder):
        """Reads what `save` wrote. Raises LabError where there is no record or it is damaged."""
        folder = Path(folder)
        if not (folder / "metrics.json").exists():
            raise LabError(f"nothing to draw: there is no run in {folder}: run it first")
        with unchanged(folder):
            return cls._read(folder)

    @classmethod
    def _read(cls, folder):
        try:
            config, metrics = read_checked(folder)
            history = _rows(read_text(folder / "history.csv"))
            arrays = read_arrays(folder / "arrays.npz")
        except (ValueError, TypeError, csv.Error) as error:
            raise LabError(f"the record in {folder} is damaged ({error}): run it again") from None
        return cls(config, metrics, history, arrays, folder)

    @contextlib.contextmanager
    def shown(self):
        """For what shows a record: raises LabError where a stored one lacks something or does not
        fit.

        That is so where another version of the lab wrote it.
        """
        try:
            yield
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            if self.folder is None:
                raise
            what = f"lacks {error}" if isinstance(error, KeyError) else f"does not fit ({error})"
            raise LabError(
                f"the stored run of {self.config['part']} on {self.config['dataset']['name']} "
                f"{what}, in {self.folder}: another version of the lab wrote it: run it again"
            ) from error

    def save(self, folder, figures, models=None):
        """Writes the record and its figures; files of an earlier run stay until all are ready.

        models: {new file: its place}, of trained models that take the place of those of that run.
        """
        folder = Path(folder)
        with Replacement() as files:
            # the first stands for all
            with files.writing(folder / "metrics.json") as path:
                path.write_text(_json(self.metrics), encoding="utf-8")
            with files.writing(folder / "config.json") as path:
                path.write_text(_json(self.config), encoding="utf-8")
            with files.writing(folder / "history.csv") as path:
                path.write_text(_csv(self.history), encoding="utf-8")
            with files.writing(folder / "arrays.npz") as path:
                _write_arrays(path, self.arrays)
            if self.networks:
                with files.writing(folder / networks.FILE) as path:
                    _write_arrays(path, networks.stored(self.networks))
            else:
                files.removing(folder / networks.FILE)
            _draw_figures(files, folder, figures)
            for new, place in (models or {}).items():
                files.moving(new, place)


def caption(config, seeds, unsaid=()):
    """The line that says which data, which runs, and what differs from the canonical one.

    config: of any of the runs. seeds: of all of them, in their order. unsaid: the parameters in
    which they differ from each other.
    """
    runs = [
        say("seeds {first} to {last}", first=seeds[0], last=seeds[-1])
        if len(seeds) > 1
        else say("seed {seed}", seed=seeds[0])
    ]
    if config["smoke"]:
        runs.append(say("smoke run"))
    # older records do not say it
    changed = config.get("changed", [])
    changes = [text for text in changed if text.partition("=")[0] not in unsaid]
    groups = (_data_line(config["dataset"]), ", ".join(runs), ", ".join(changes))
    return "; ".join(group for group in groups if group)


def _data_line(data):
    """What the lines below figures say of a data set."""
    if not data["training_images"]:
        return say("data: {name}, made by the part from its seed", name=data["name"])
    counts = {"training": data["training_images"], "test": data["test_images"]}
    said = [
        say(
            "data: {name}, {training:,} training and {test:,} test images",
            name=data["name"],
            **counts,
        )
    ]
    if data.get("thresholded"):
        said.append(say("thresholded at {level}", level=0.5))
    if data.get("augmented"):
        said.append(say("augmented by small random shifts, rotations and scalings"))
    return ", ".join(said)


@contextlib.contextmanager
def unchanged(folder):
    """Raises LabError where another process replaces a folder's record while the block reads it."""
    before = _version(folder)
    try:
        yield
    finally:
        if _version(folder) != before:
            raise LabError(f"the record in {folder} was replaced while it was read: try again")


def _version(folder):
    """What tells one metrics.json from the next; None where there is none."""
    try:
        found = (folder / "metrics.json").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _rows(text):
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: float(value) for name, value in row.items()} for row in rows]


def save_figures(folder, figures):
    """Replaces the figures of a record by these; what has frames() becomes a .gif."""
    with Replacement() as files:
        _draw_figures(files, folder, figures)


def save_contents(folder, contents):
    """Replaces a record by one that another machine made, {path in its folder: bytes}."""
    with Replacement() as files:
        for name in sorted(contents, key=lambda name: name != "metrics.json"):
            with files.writing(folder / name) as path:
                path.write_bytes(contents[name])
        _remove_others(files, folder, contents)


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


def is_moving(figure):
    """Whether it is an Animation of lab.figures and no matplotlib Figure."""
    return hasattr(figure, "frames")


def _draw_figures(files, folder, figures):
    drawn = {name: _file_names(name, figure) for name, figure in figures.items()}
    listed = [file for names in drawn.values() for file in names]
    with files.writing(folder / FIGURES_LIST) as path:
        path.write_text(_json(listed), encoding="utf-8")
    for name, figure in figures.items():
        with contextlib.ExitStack() as writing:
            places = [folder / "figures" / file for file in drawn[name]]
            paths = [writing.enter_context(files.writing(place)) for place in places]
            if is_moving(figure):
                figure.write_gif(*paths)
            else:
                _write_still(figure, *paths)
    _remove_others(files, folder, {f"figures/{file}" for file in listed})


def _file_names(name, figure):
    return (f"{name}.gif",) if is_moving(figure) else (f"{name}.png", f"{name}.svg")


def _remove_others(files, folder, kept):
    """Of the figures that the lab wrote, these alone stay."""
    for name in listed_figures(folder):
        if name not in kept and is_own_file(folder / name):
            files.removing(folder / name)


def _write_still(figure, png, svg):
    """Writes a figure into two files, laid out once for both.

    `savefig` would lay it out for each, and draw it once more than it shows: half as long again.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    layout, dpi = figure.get_layout_engine(), figure.get_dpi()
    figure.set_dpi(matplotlib.rcParams["savefig.dpi"])
    layout.execute(figure)
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure).print_png(png, metadata={"Software": None})
    FigureCanvasSVG(figure).print_svg(svg, metadata={"Date": None})
    figure.set_layout_engine(layout)
    figure.set_dpi(dpi)


def _write_arrays(path, arrays):
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _json(content):
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
