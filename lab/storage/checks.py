"""Validates a record's JSON files: their structure, their values, the folder they lie in."""

import math
import unicodedata

from lab.storage.reading import parsed_json, read_text

NUMBER = (int, float)
# What a record holds, and of which types. Of an object the named fields are needed, but those that
# not every record has; each other one is of the type that is given for ...
NOT_IN_EVERY_RECORD = ("changed", "expected", "kind", "source", "spread")
FORMS = {
    "config.json": {
        "part": str,
        "dataset": {
            "name": str,
            "origin": str,
            "training_images": int,
            "test_images": int,
            "checksums": {...: str},
        },
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
                "kind": str,
                "source": str,
                "spread": {"mean": NUMBER, "sd": NUMBER, "seeds": int},
            }
        ],
        ...: NUMBER,
    },
}


def read_checked(folder):
    """(config, metrics) of the record in a folder. Raises ValueError unless a run can have them."""
    config, metrics = (_content(folder, name) for name in FORMS)
    _check_values(config)
    _check_place(config, folder)
    return config, metrics


def _content(folder, name):
    """The content of one of a record's JSON files. Raises ValueError if its structure is wrong."""
    content = parsed_json(read_text(folder / name))
    _check_form(content, FORMS[name], name)
    return content


def _check_form(content, form, place):
    kind = type(form) if isinstance(form, (dict, list)) else form
    # for Python, true is a whole number
    if not isinstance(content, kind) or (kind is int and isinstance(content, bool)):
        raise ValueError(f"{place} is {content!r}")
    if kind is list:
        for element in content:
            _check_form(element, form[0], f"one of {place}")
    elif kind is dict:
        needed = [name for name in form if name not in (..., *NOT_IN_EVERY_RECORD)]
        for name in needed:
            if name not in content:
                raise ValueError(f"{place} lacks {name}")
        for name, value in content.items():
            _check_form(value, form.get(name, form.get(..., object)), f"{name} in {place}")


def _check_values(config):
    """Raises ValueError if a seed, a number of images or a parameter is negative or not finite."""
    counted = {name: config["dataset"][name] for name in ("training_images", "test_images")}
    for name, value in {"seed": config["seed"], **counted, **config["parameters"]}.items():
        for number in value if isinstance(value, list) else [value]:
            if isinstance(number, NUMBER) and not 0 <= number < math.inf:
                raise ValueError(f"{name} in config.json is {value!r}")


def _check_place(config, folder):
    """Raises ValueError unless the folder is that of such a run: <data set>/<part>-<preset>@…."""
    part, data = config["part"], config["dataset"]["name"]
    runs = (part, f"{part}-{config['parameters'].get('preset')}")
    # where the folder is a link, its own name or that of what it leads to
    for place in (folder.absolute(), folder.resolve()):
        if _same(place.parent.name, data) and any(_same(_run(place), run) for run in runs):
            return
    raise ValueError(
        f"config.json is of part {part!r} on {data!r}, but its folder is of another run"
    )


def _run(folder):
    """The name of a run without its settings."""
    return folder.name.partition("@")[0]


def _same(name, other):
    """Whether names are equal; file systems encode accents in several ways."""
    return unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", other)
