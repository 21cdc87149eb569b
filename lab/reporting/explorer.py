"""The explorer: one HTML page on which trained networks run in the browser, without any network.

Its template, style and scripts lie in `explorer/`; the scripts are joined in the order of SCRIPTS
and share one scope. Weights travel as bytes, each unit's with a scale of its own: four to seven
megabytes in all. On MNIST's test images this costs MADE 0.01 nats and the autoencoders a thousandth
of their squared error.
"""

import base64
import contextlib
import json
import math
import re
import shlex
from pathlib import Path

import numpy as np

from lab.errors import LabError
from lab.files import alone_in, written_beside
from lab.reporting import networks
from lab.reporting.records import Record, unchanged

PAGES = Path(__file__).with_name("explorer")
SCRIPTS = (
    *("texts", "networks", "strokes", "canvases", "pads", "sketchpad"),
    *("plane", "styles", "pixels", "drawing", "main"),
)
# what the page shows, and the models in runs/<dataset>/<part>/ that it is made of
MODELS = {
    "autoencoder": ("ae_2.keras", "vae_2.keras"),
    "cvae": ("cvae.keras",),
    "made": ("made.keras",),
}
LARGEST_BYTE = 127
INK = 64


def build(runs, reports, dataset, language="en", smoke=False):
    """Writes <reports>/explorer.html from what was trained, and returns its path.

    runs, reports: the folders runs/<dataset> and reports/<dataset>. dataset: what --dataset takes
    for these data. language: the page's first one. smoke: from the smoke runs, to
    explorer@smoke.html.
    Parts that were not run are named on the page. Raises LabError where none was, or a file is
    damaged.
    """
    runs, reports = Path(runs), Path(reports)
    missing = _missing(runs, reports, smoke)
    if len(missing) == len(MODELS):
        command = _command(missing, dataset, smoke)
        raise LabError(f"nothing to explore in {runs}: run {command} first")
    found = dict.fromkeys(MODELS)
    with contextlib.ExitStack() as reading:
        for part in MODELS:
            if part not in missing:
                reading.enter_context(unchanged(reports / (part + _mark(smoke))))
                found[part] = _contents(part, runs, reports, smoke)
    contents = {
        "language": language,
        "dataset": runs.name,
        "missing": {part: _command([part], dataset, smoke) for part in missing},
        **found,
    }
    path = page_of(reports, smoke)
    with alone_in(reports), written_beside(path) as temporary:
        temporary.write_text(_page(contents), encoding="utf-8")
    return path


def lacks(runs, reports, dataset, smoke=False):
    """What a page that `build` makes of these lacks, as one line; None if nothing."""
    runs, reports = Path(runs), Path(reports)
    missing = _missing(runs, reports, smoke)
    if not missing:
        return None
    command = _command(missing, dataset, smoke)
    return f"there are no networks of {', '.join(missing)} in {runs}: run {command}"


def page_of(reports, smoke):
    """Where the page of a data set lies, <reports> being reports/<dataset>."""
    return Path(reports, f"explorer{_mark(smoke)}.html")


def _command(parts, dataset, smoke):
    words = ["python", "run_lab.py", "--part", ",".join(parts), "--dataset", dataset]
    return shlex.join(words + ["--smoke"] * smoke)


def _files(part, runs, reports, smoke):
    """The models that the page takes from a part, and last what says that its run has ended."""
    run = part + _mark(smoke)
    return [*(runs / run / name for name in MODELS[part]), reports / run / "metrics.json"]


def _missing(runs, reports, smoke):
    """The parts of which something is not there."""
    return [
        part
        for part in MODELS
        if not all(path.exists() for path in _files(part, runs, reports, smoke))
    ]


def _mark(smoke):
    return "@smoke" if smoke else ""


def _contents(part, runs, reports, smoke):
    """What the page needs of a part, ready for JSON."""
    *models, last = _files(part, runs, reports, smoke)
    folder, mark = last.parent, _mark(smoke)
    record = Record.load(folder)
    data = record.config["dataset"]
    contents = {
        "run": {
            "name": folder.name,
            "seed": record.config["seed"],
            "training": data["training_images"],
            "test": data["test_images"],
            "thresholded": bool(data.get("thresholded")),
        },
    }
    with record.shown():
        contents |= {"shape": record.shape}
        if part == "autoencoder":
            return contents | _autoencoder(models, record, _judge(runs, data, mark))
        if part == "cvae":
            return contents | _cvae(*models, record)
        return contents | _made(*models, record)


def _judge(runs, data, mark):
    """The judge of this data set, under the name that lab.training.judge gives its state."""
    sums = data["checksums"]
    content = f"{sums['train_images'][:8]}-{sums['train_labels'][:8]}"
    path = runs / f"judge-{content}{mark}.npz"
    return networks.judge(path) if path.exists() else None


def _autoencoder(models, record, judge):
    arrays = record.arrays
    kinds = {"ae": networks.autoencoder(models[0]), "vae": networks.vae(models[1])}
    for network in kinds.values():
        _check_pixels(record, network["encoder"][0].kernel.shape[0])
    return {
        "classes": [str(name) for name in arrays["class_names"]],
        "labels": _text(arrays["labels"].astype(np.uint8)),
        "originals": _text(arrays["originals"]),
        "box": _box(arrays["originals"].reshape(-1, *record.shape)),
        "judge": judge and _packed_all(judge),
        "kinds": {
            kind: {
                "codes": _text(arrays[f"{kind}_codes"].astype(np.float32)),
                "encoder": _packed_all(network["encoder"]),
                "decoder": _packed_all(network["decoder"]),
            }
            for kind, network in kinds.items()
        },
    }


def _cvae(path, record):
    """The decoder alone: the page never encodes with a CVAE."""
    network = networks.vae(path)
    _check_pixels(record, network["decoder"][-1].kernel.shape[1])
    names = [str(name) for name in record.arrays["class_names"]]
    return {
        "names": names,
        "latents": len(network["decoder"][0].kernel) - len(names),
        "decoder": _packed_all(network["decoder"]),
    }


def _made(path, record):
    network = networks.made(path)
    _check_pixels(record, network["output"].kernel.shape[1])
    direct = network["direct"]
    return {
        "hidden": [packed(layer, seen_only=True) for layer in network["hidden"]],
        "output": packed(network["output"], seen_only=True),
        "direct": direct and packed(direct, seen_only=True),
        "residual": network["residual"],
        "originals": _text(record.arrays["originals"]),
    }


def _check_pixels(record, count):
    if count != math.prod(record.shape):
        raise ValueError(f"its images are {record.shape}, those of its network {count} pixels")


def _packed_all(layers):
    return [packed(layer) for layer in layers]


def packed(layer, seen_only=False):
    """A layer for the page: of each unit its weights as bytes, one after another, and their scale.

    seen_only: of each unit only the weights up to its last one that is not 0, whose number is then
    in `seen`. A masked layer, its units sorted, needs half the space.
    """
    rows = layer.kernel.T
    scales = np.abs(rows).max(axis=1, initial=0) / LARGEST_BYTE
    scales[scales == 0] = 1
    quantised = np.rint(rows / scales[:, None]).astype(np.int8)
    seen = np.full(len(rows), rows.shape[1])
    if seen_only:
        seen = (np.arange(1, rows.shape[1] + 1) * (rows != 0)).max(axis=1)
    visible = np.arange(rows.shape[1]) < seen[:, None]
    return {
        "inputs": rows.shape[1],
        "activation": layer.activation,
        "weights": _text(quantised[visible]),
        "seen": _text(seen.astype(np.int32)),
        "scales": _text(scales.astype(np.float32)),
        "biases": _text(layer.bias.astype(np.float32)),
    }


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
