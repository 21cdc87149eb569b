"""How a person starts the lab: `python run_lab.py` in a checkout, `lab` where it is installed."""

import shlex
import sys
from pathlib import Path

_SCRIPT = Path(__file__).parents[1] / "run_lab.py"


def name():
    """What the lab calls itself on screen: `run_lab`, or `lab`."""
    return "lab" if _is_installed() else "run_lab"


def command(words):
    """A command of the lab as a person types it: `python run_lab.py --part vae`."""
    return shlex.join([*(["lab"] if _is_installed() else ["python", "run_lab.py"]), *words])


def _is_installed():
    """Whether the installed command runs, or there is no script to start."""
    return Path(sys.argv[0]).stem == "lab" or not _SCRIPT.exists()
