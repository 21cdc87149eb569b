"""An experiment on a student's functions, in a process that has the copy of the package for it."""

import sys
import traceback

from lab import cli, program
from lab.assignments import own


def run(arguments, work, numbers):
    """The command line with these functions; returns its exit code.

    What a student's code raises is told in one line, with its place.
    """
    own.use(work, numbers)
    try:
        return cli.main(arguments)
    except own.UnwrittenError as error:
        print(f"{program.name()}: {error}", file=sys.stderr)
        return 2
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        places = [frame for frame in frames if frame.filename.startswith(str(work))]
        if not places:
            raise
        # TensorFlow's messages go on with advice that leads elsewhere
        words = str(error).strip().split("\n")[0].split(". ")[0]
        place = f"{places[-1].filename}, line {places[-1].lineno}"
        print(f"{place}: {type(error).__name__}: {words}", file=sys.stderr)
        return 2
