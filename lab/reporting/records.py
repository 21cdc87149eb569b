"""The record of a run: one folder with everything that its figures and tables need."""

import contextlib
import csv
import dataclasses
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from lab.errors import LabError
from lab.files import written_beside
from lab.reading import parsed_json, read_arrays, read_text

MILLISECONDS_PER_FRAME = 80
NUMBER = (int, float)
# What a record holds, and of which types. Of an object the named fields are needed, but not the
# lists among them; each other one is of the type that is given for ...
FORMS = {
    "config.json": {
        "part": str,
        "dataset": {"name": str, "training_images": int, "test_images": int},
        "parameters": {...: (str, list, *NUMBER)},
        "seed": int,
        "smoke": bool,
        "changed": [str],
        "versions": {...: str},
    },
    "metrics.json": {
        "dataset": str,
        "expected": [
            {
                "name": str,
                "low": (*NUMBER, type(None)),
                "high": (*NUMBER, type(None)),
                "value": NUMBER,
                "met": bool,
            }
        ],
        ...: NUMBER,
    },
}


@dataclasses.dataclass(frozen=True)
class Record:
    """A finished run.

    config: what was run (part, data sets, parameters, seed, versions, device).
    metrics: numbers by name, and `expected`: each expected result and whether it was met.
    history: one dict per epoch. arrays: all that the figures show, by name.
    folder: where it was read from.
    """

    config: dict
    metrics: dict
    history: list[dict]
    arrays: dict[str, np.ndarray]
    folder: Path | None = None

    @property
    def shape(self):
        """(rows, columns) of the data set's images."""
        return tuple(self.config["dataset"]["shape"])

    @property
    def caption(self):
        """The line below every figure: which data, which run."""
        return caption(self.config, f"seed {self.config['seed']}")

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
            config, metrics = (_content(folder, name) for name in FORMS)
            history = _rows(read_text(folder / "history.csv"))
            arrays = read_arrays(folder / "arrays.npz")
        except (ValueError, TypeError, csv.Error) as error:
            raise LabError(f"the record in {folder} is damaged ({error}): run it again") from None
        return cls(config, metrics, history, arrays, folder)

    @contextlib.contextmanager
    def shown(self):
        """For what shows a stored record: raises LabError where it lacks something or does not fit.

        That is so where another version of the lab wrote it.
        """
        try:
            yield
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else f"does not fit ({error})"
            raise LabError(
                f"the stored run of {self.config['part']} on {self.config['dataset']['name']} "
                f"{what}, in {self.folder}: another version of the lab wrote it: run it again"
            ) from error

    def save(self, folder, figures, models=None):
        """Writes the record and its figures; files of an earlier run stay until all are ready.

        models: {new file: its place}, of trained models that take the place of those of that run.
        metrics.json goes first and comes last: where it is, all the rest is of the same run, even
        if the process was killed in between.
        """
        folder = Path(folder)
        metrics = folder / "metrics.json"
        with contextlib.ExitStack() as ready:

            def target(name):
                return ready.enter_context(written_beside(folder / name))

            # what is opened first comes last into its place
            target(metrics.name).write_text(_json(self.metrics), encoding="utf-8")
            ready.enter_context(_without_others(folder / "figures", figures))
            target("config.json").write_text(_json(self.config), encoding="utf-8")
            target("history.csv").write_text(_csv(self.history), encoding="utf-8")
            with target("arrays.npz").open("wb") as file:
                np.savez_compressed(file, **self.arrays)
            _write_figures(figures, target)
            for new, place in (models or {}).items():
                new.replace(ready.enter_context(written_beside(place)))
            metrics.unlink(missing_ok=True)


def caption(config, seeds, unsaid=()):
    """The line that says which data, which runs, and what differs from the canonical one.

    config: of any of the runs. unsaid: the parameters in which they differ from each other.
    """
    data = config["dataset"]
    # older records do not say it
    changed = config.get("changed", [])
    changes = ", ".join(text for text in changed if text.partition("=")[0] not in unsaid)
    runs = seeds + ", smoke run" * config["smoke"] + (f"; {changes}" if changes else "")
    if not data["training_images"]:
        return f"data: {data['name']}, {data['origin']}; {runs}"
    pixels = " thresholded at 0.5" if data.get("thresholded") else ""
    moved = " slightly moved" if data.get("augmented") else ""
    return (
        f"data: {data['name']}{pixels}, {data['training_images']:,}{moved} training and "
        f"{data['test_images']:,} test images; {runs}"
    )


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


def _content(folder, name):
    """What one of the JSON files of a record holds. Raises ValueError where it is another thing."""
    content = parsed_json(read_text(folder / name))
    _check_form(content, FORMS[name], name)
    return content


def _check_form(content, form, place):
    kind = type(form) if isinstance(form, (dict, list)) else form
    if not isinstance(content, kind):
        raise ValueError(f"{place} is {content!r}")
    if kind is list:
        for element in content:
            _check_form(element, form[0], f"one of {place}")
    elif kind is dict:
        needed = [name for name in form if name is not ... and not isinstance(form[name], list)]
        for name in needed:
            if name not in content:
                raise ValueError(f"{place} lacks {name}")
        for name, value in content.items():
            _check_form(value, form.get(name, form.get(..., object)), f"{name} in {place}")


def _rows(text):
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: float(value) for name, value in row.items()} for row in rows]


def save_figures(folder, figures):
    """Replaces the figures of a record by these; what has frames() becomes a .gif."""
    with contextlib.ExitStack() as ready:
        ready.enter_context(_without_others(folder / "figures", figures))
        _write_figures(figures, lambda name: ready.enter_context(written_beside(folder / name)))


def is_moving(figure):
    """Whether it is an Animation of lab.figures and no matplotlib Figure."""
    return hasattr(figure, "frames")


def _write_figures(figures, target):
    for name, figure in figures.items():
        if is_moving(figure):
            _write_frames(figure.frames(), target(f"figures/{name}.gif"))
        else:
            _write_still(figure, *(target(f"figures/{name}.{kind}") for kind in ("png", "svg")))


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


def _write_frames(frames, path):
    first, *others = [Image.fromarray(frame) for frame in frames]
    first.save(
        path,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=MILLISECONDS_PER_FRAME,
        loop=0,
    )


@contextlib.contextmanager
def _without_others(folder, figures):
    """Once the block succeeds, the folder holds these figures alone."""
    yield
    for path in folder.glob("*.*"):
        if path.stem not in figures:
            path.unlink()


def _json(content):
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
