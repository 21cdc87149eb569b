"""The lab's command line: `python run_lab.py` lists what there is, `--help` says how to run it."""

import sys

from lab.cli import main

if __name__ == "__main__":
    sys.exit(main())
