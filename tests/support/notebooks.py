"""Notebooks executed as a person would: in a kernel of their own."""

import os
import subprocess
import tempfile
from pathlib import Path
from unittest import mock

from nbclient import NotebookClient

PLACES = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")


def execute(notebook, folder, **options):
    """Executes the cells of a notebook in place, in this folder, all its own files elsewhere."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as own:
        places = {place: str(Path(own, place)) for place in PLACES}
        with mock.patch.dict(os.environ, places):
            client = NotebookClient(notebook, timeout=600, kernel_name="python3", **options)
            # what the kernel itself says beside the notebook
            client.execute(cwd=str(folder), stderr=subprocess.DEVNULL)


def printed(cell):
    """What a cell of code printed."""
    return "".join(output["text"] for output in cell["outputs"] if output.get("name") == "stdout")
