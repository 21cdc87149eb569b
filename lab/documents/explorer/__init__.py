"""The explorer: one HTML page on which trained networks run in the browser, offline.

Its template, style and scripts lie in `explorer/`; the scripts are joined in the order of SCRIPTS
and share one scope. The page is made of records alone, of what their arrays show and of the small
networks that lie beside them: about four megabytes in all.
"""

import base64
import contextlib
import json
import math
import re
from pathlib import Path

import numpy as np

from lab import program
from lab.errors import LabError
from lab.storage import networks, provenance
from lab.storage.files import written_beside
from lab.storage.locks import locked_folder
from lab.storage.lookup import REFERENCE
from lab.storage.records import Record, consistent_read

PAGES = Path(__file__).parent
SCRIPTS = (
    *("english", "russian", "texts", "networks", "random", "slices", "strokes", "images"),
    *("maps", "marks", "pads", "places", "sketchpad"),
    *("plane", "styles", "pixels", "codes", "drawing", "address", "main"),
)
# what the page shows
PARTS = ("autoencoder", "cvae", "made")
# of the page -> of the record: they differ in noise and KL alone
KINDS = {"ae": "ae_bernoulli", "vae": "vae"}
# codes of test images in the plane
DOTS = 1200
INK = 64


def shows(run):
    """Whether the page uses the networks of a run with this name."""
    return run.removesuffix(_mark(True)) in PARTS


def build(reports, dataset, language="en", smoke=False, records=None):
    """Writes <reports>/explorer.html from the records there, and returns its path.

    reports: the folder reports/<dataset>. dataset: what --dataset takes for these data. language:
    the page's first one. smoke: from the smoke runs, to explorer@smoke.html. records: a folder of
    the data set among those that come with the lab, to take the records from; they are named so.
    Parts that were not run are named on the page. Raises LabError where none was, or a file is
    damaged.
    """
    reports = Path(reports)
    records, origin = (
        (reports, "") if records is None else (records, f"{REFERENCE}/{reports.name}/")
    )
    missing = _missing(records, smoke)
    if len(missing) == len(PARTS):
        command = _command(missing, dataset, smoke)
        raise LabError(f"nothing to explore in {records}: run {command} first")
    found = dict.fromkeys(PARTS)
    with contextlib.ExitStack() as reading:
        for part in PARTS:
            if part not in missing:
                folder = _folder(part, records, smoke)
                reading.enter_context(consistent_read(folder))
                found[part] = _contents(part, folder, origin + folder.name)
    contents = {
        "language": language,
        "dataset": reports.name,
        "missing": {part: _command([part], dataset, smoke) for part in missing},
        **found,
    }
    path = page_of(reports, smoke)
    with locked_folder(reports), written_beside(path) as temporary:
        temporary.write_text(_page(contents), encoding="utf-8")
    return path


def lacks(reports, dataset, smoke=False):
    """One line that says which networks the page of `build` lacks; None if it lacks none."""
    reports = Path(reports)
    missing = _missing(reports, smoke)
    if not missing:
        return None
    command = _command(missing, dataset, smoke)
    return f"there are no networks of {', '.join(missing)} in {reports}: run {command}"


def page_of(reports, smoke):
    """Where the page of a data set lies, <reports> being reports/<dataset>."""
    return Path(reports, f"explorer{_mark(smoke)}.html")


def _command(parts, dataset, smoke):
    words = ["--part", ",".join(parts), "--dataset", dataset]
    return program.command(words + ["--smoke"] * smoke)


def _folder(part, reports, smoke):
    return reports / (part + _mark(smoke))


def _missing(reports, smoke):
    """The parts without a stored run, or with one stored without networks."""
    return [
        part
        for part in PARTS
        if not all(
            (_folder(part, reports, smoke) / name).exists()
            for name in ("metrics.json", networks.FILE)
        )
    ]


def _mark(smoke):
    return "@smoke" if smoke else ""


def _contents(part, folder, name):
    """The data of a part, ready for JSON. name: the run's name on the page."""
    record, layers = Record.load(folder), networks.load(folder)
    data = record.config["dataset"]
    contents = {
        "run": {
            "name": name,
            "seed": record.config["seed"],
            **_made_when(record.config),
            "training": data["training_images"],
            "test": data["test_images"],
            "thresholded": bool(data.get("thresholded")),
        },
    }
    show = {"autoencoder": _autoencoder, "cvae": _cvae, "made": _made}[part]
    with record.explaining_errors():
        return contents | {"shape": record.shape} | show(layers, record)


def _made_when(config):
    """{"time", "commit"} of a run; "" for what an earlier version of the lab did not store."""
    return {
        "time": config.get("made", {}).get("time", ""),
        "commit": provenance.in_words(config)["commit"],
    }


def _autoencoder(layers, record):
    arrays = record.arrays
    for stored in KINDS.values():
        _check_pixels(record, int(layers[f"{stored} encoder"][0].inputs))
    # mu and log_var
    if len(layers[f"{KINDS['vae']} encoder"][-1].seen) != 4:
        raise ValueError("its VAE's encoder lacks the deviations of the codes")
    return {
        "classes": [str(name) for name in arrays["class_names"]],
        "labels": _text(arrays["labels"][:DOTS].astype(np.uint8)),
        "originals": _text(arrays["originals"]),
        "box": _box(arrays["originals"].reshape(-1, *record.shape)),
        "judge": _as_json(layers["judge"]),
        "kinds": {
            kind: {
                "codes": _text(arrays[f"{stored}_codes"][:DOTS].astype(np.float32)),
                "encoder": _as_json(layers[f"{stored} encoder"]),
                "decoder": _as_json(layers[f"{stored} decoder"]),
            }
            for kind, stored in KINDS.items()
        },
    }


def _cvae(layers, record):
    """The decoder alone: the page never encodes with a CVAE."""
    decoder = layers["decoder"]
    _check_pixels(record, len(decoder[-1].seen))
    names = [str(name) for name in record.arrays["class_names"]]
    latents = int(decoder[0].inputs) - len(names)
    return {"names": names, "latents": latents, "decoder": _as_json(decoder)}


def _made(layers, record):
    (output,) = _as_json(layers["output"])
    (direct,) = _as_json(layers["direct"]) if "direct" in layers else [None]
    _check_pixels(record, int(layers["hidden"][0].inputs))
    return {
        "hidden": _as_json(layers["hidden"]),
        "output": output,
        "direct": direct,
        "residual": bool(record.config["parameters"]["residual"]),
        "originals": _text(record.arrays["originals"]),
    }


def _check_pixels(record, count):
    if count != math.prod(record.shape):
        raise ValueError(f"its images are {record.shape}, those of its network {count} pixels")


def _as_json(layers):
    """Packed layers, ready for JSON."""
    return [
        {"inputs": int(layer.inputs), "activation": str(layer.activation)}
        | {name: _text(getattr(layer, name)) for name in ("weights", "scales", "biases")}
        | {"seen": _text(layer.seen.astype(np.uint16))}
        for layer in layers
    ]


def _box(images):
    """The side of the square that the ink of a typical image [N, H, W] fills, in pixels."""

    def extents(inked):
        positions = np.arange(inked.shape[1])
        last = np.where(inked, positions, -1).max(axis=1)
        first = np.where(inked, positions, len(positions)).min(axis=1)
        return last - first + 1

    inked = images > INK
    return float(np.median(np.maximum(extents(inked.any(axis=1)), extents(inked.any(axis=2)))))


def _text(array):
    """An array's bytes as base64, little-endian as every browser reads them."""
    content = np.ascontiguousarray(array)
    content = content.astype(content.dtype.newbyteorder("<"), copy=False)
    return base64.b64encode(content.tobytes()).decode("ascii")


def _page(contents):
    data = json.dumps(contents, ensure_ascii=False).replace("<", "\\u003c")
    scripts = "\n".join(_read(f"{name}.js") for name in SCRIPTS)
    fillings = {"style": _read("page.css"), "contents": data, "scripts": scripts}
    return re.sub(r"<!-- (\w+) goes here -->", lambda hole: fillings[hole[1]], _read("page.html"))


def _read(name):
    return (PAGES / name).read_text(encoding="utf-8")
