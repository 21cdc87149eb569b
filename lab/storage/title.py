"""title.toml: the fields of the report's title page, also kept with each run."""

import tomllib
from pathlib import Path

from lab.errors import LabError
from lab.storage.reading import read_bytes

FILE = "title.toml"
FIELDS = ("institution", "course", "title", "author", "group", "teacher", "city", "year")
LARGEST_BYTES = 2**16
LONGEST_FIELD = 1_000


def title_here():
    """The fields of title.toml in the current folder; {} where there is none."""
    return read_title(FILE) if Path(FILE).exists() else {}


def read_title(path):
    """{field: text} of the title page, from a TOML file.

    Raises LabError where it cannot be read, or holds anything but the known fields as text.
    """
    try:
        fields = tomllib.loads(read_bytes(path, LARGEST_BYTES).decode("utf-8"))
    except RecursionError:
        raise LabError(f"the title file {path} cannot be read: it is nested too deeply") from None
    except ValueError as error:
        raise LabError(f"the title file {path} cannot be read: {error}") from None
    for name, value in fields.items():
        if name not in FIELDS:
            raise LabError(
                f"unknown field {name!r} in the title file {path}: choose {', '.join(FIELDS)}"
            )
        is_number = type(value) is int and value.bit_length() < 64
        if not is_number and not isinstance(value, str):
            raise LabError(f"{name} in the title file {path} must be text: put it in quotes")
        if len(str(value)) > LONGEST_FIELD:
            raise LabError(
                f"{name} in the title file {path} is longer than {LONGEST_FIELD} characters"
            )
    return {name: str(value) for name, value in fields.items()}
