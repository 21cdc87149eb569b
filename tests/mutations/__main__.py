"""The command line: runs mutations, all or those named, and says which survived."""

import argparse
import fnmatch
import sys

from tests.mutations.entries import load
from tests.mutations.running import run


def main(arguments=None):
    """Exit code 0 if each was killed, 1 if not, 2 for a name that stands nowhere."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; * stands for any text")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at once")
    options = parser.parse_args(arguments)
    mutations = load()
    for name in options.names:
        if not any(fnmatch.fnmatch(mutation.name, name) for mutation in mutations):
            parser.error(f"no mutation is named {name}")
    chosen = [
        mutation
        for mutation in mutations
        if not options.names or any(fnmatch.fnmatch(mutation.name, n) for n in options.names)
    ]
    survivors = []
    for count, (mutation, outcome) in enumerate(run(chosen, options.jobs), 1):
        print(f"{count:3}/{len(chosen)}  {mutation.name}: {outcome}", flush=True)
        if not outcome.is_killed:
            survivors.append(mutation)
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} mutations were killed")
    for mutation in survivors:
        print(f"not killed: {mutation.name} ({mutation.function}) by {mutation.test}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
