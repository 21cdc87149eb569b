"""The benchmarks' trainings in other libraries, for comparison only: the lab needs none of them."""

import importlib.util


def installed(*packages, rows):
    """Whether these packages can be imported; if not, says which rows of the table are missing."""
    missing = [package for package in packages if not importlib.util.find_spec(package)]
    if missing:
        print(f"left out: {rows} ({', '.join(missing)} not installed)", flush=True)
    return not missing
