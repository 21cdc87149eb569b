"""A teacher's tables, as spreadsheets save them: CSV in UTF-8, with commas or semicolons."""

import csv
import io

from lab.errors import LabError
from lab.storage.reading import read_text


def rows(path, columns):
    """(line, {column: text without blanks around it}) of each row.

    columns: those that there have to be. Raises LabError.
    """
    try:
        text = read_text(path).removeprefix("\ufeff")
        separator = ";" if ";" in text.partition("\n")[0] else ","
        reader = csv.DictReader(io.StringIO(text), delimiter=separator, restkey="")
        found = list(reader)
    except UnicodeDecodeError:
        raise LabError(f"{path} is not UTF-8: save it as CSV in UTF-8") from None
    except (OSError, ValueError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise LabError(f"{path} cannot be read: {reason}") from None
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise LabError(f"{path}: expected the columns {', '.join(columns)}")
    return [
        (line, {name: (cell or "").strip() for name, cell in row.items() if name})
        for line, row in enumerate(found, 2)
    ]
