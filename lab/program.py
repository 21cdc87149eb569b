"""How a person starts the lab: `python run_lab.py` in a checkout, `lab` where it is installed."""

import shlex
import sys
from pathlib import Path

_SCRIPT = Path(__file__).parents[1] / "run_lab.py"
# what a student has of a lab, where this is his copy of the package
GIVEN = Path(__file__).parent / "assignments" / "given"


def name():
    """What the lab calls itself on screen: `run_lab`, or `lab`."""
    return "lab" if _is_installed() else "run_lab"


def command(words):
    """A command of the lab as a person types it: `python run_lab.py --part vae`."""
    return shlex.join([*(["lab"] if _is_installed() else ["python", "run_lab.py"]), *words])


def is_handout():
    """Whether this copy of the package is a handout, in which functions are to be written."""
    return GIVEN.is_dir()


def _is_installed():
    """Whether the installed command runs, or there is no script to start."""
    return Path(sys.argv[0]).stem == "lab" or not _SCRIPT.exists()
