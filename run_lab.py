"""The lab's command line: `python run_lab.py` lists what there is, `--help` says how to run it."""

import os
import sys


def main():
    """The lab's own main; before it what must be there for it to start. Returns the exit code."""
    # this file alone has to be understood by older Pythons too
    if sys.version_info < (3, 11):  # noqa: UP036
        found = ".".join(str(number) for number in sys.version_info[:3])
        return refuse("the lab needs Python 3.11 or newer, and this is " + found)
    # figures are drawn into files: whatever window matplotlib would open is not needed
    os.environ["MPLBACKEND"] = "agg"
    try:
        from lab.cli import main as lab_main

        return lab_main()
    except ImportError as error:
        name = (getattr(error, "name", None) or "").split(".")[0]
        if not isinstance(error, ModuleNotFoundError) or name in ("", "lab"):
            raise
        return refuse(name + " is not installed: python -m pip install -r requirements.txt")


def refuse(message):
    sys.stderr.write("run_lab: " + message + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
