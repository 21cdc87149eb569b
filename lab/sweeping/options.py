"""What the command line says of a sweep. Imports nothing that takes time to load."""

import argparse
import contextlib

from lab.errors import LabError
from lab.parts import find


def add_options(group):
    """Adds them to a group of argparse's."""
    group.add_argument(
        "--sweep",
        action="append",
        default=[],
        metavar="NAME=VALUE[,VALUE…]",
        help="with --part: a run for each value that has none yet; several --sweep give every "
        "combination (64x32 is one value for numbers in a row)",
    )
    group.add_argument(
        "--seeds", type=_count, metavar="N", help="each of them with N seeds, from --seed on"
    )
    group.add_argument(
        "--cpus-per-run",
        type=_count,
        metavar="N",
        help="cores for each run (default 1); so many runs go on at the same time as there is room",
    )
    group.add_argument(
        "--address",
        metavar="HOST:PORT",
        help="of the Ray cluster that does the runs, started on one of its machines (default: this "
        "machine alone). Each machine needs what requirements.txt lists and the data set, under "
        "the same --data-dir if one is given; records are brought here, weights are not",
    )


def _count(text):
    with contextlib.suppress(ValueError):
        if int(text) > 0:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")


def run(options, settings):
    """Runs the sweep that was asked for and prints its table."""
    if not options.part or options.part == "all" or "," in options.part:
        raise LabError("--sweep is of one part: name it with --part")
    find(options.part)
    from lab.sweeping import sweeper
    from lab.sweeping.means import as_table

    found = sweeper.sweep(
        options.part,
        _swept(options),
        settings,
        seeds=options.seeds or 1,
        seed=options.seed,
        dataset=options.dataset,
        data_dir=options.data_dir,
        smoke=options.smoke,
        out=options.out,
        language=options.lang or "en",
        address=options.address,
        cpus_per_run=options.cpus_per_run or 1,
    )
    print(f"\n{as_table(found.points)}")
    print(f"\nFigures:  {found.folder / 'figures'}\nNumbers:  {found.folder / 'table.csv'}")
    if found.failed:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in found.failed.items())
        runs = "1 run" if len(found.failed) == 1 else f"{len(found.failed)} runs"
        raise LabError(
            f"{runs} of the sweep failed; the others are kept, and the same command tries again "
            f"what is missing: {reasons}"
        )


def _swept(options):
    swept = {}
    for text in options.sweep:
        name, equals, values = text.partition("=")
        if not equals or not name:
            raise LabError(f"--sweep {text!r} is not NAME=VALUE,VALUE")
        if name in swept:
            raise LabError(f"--sweep {name} stands there twice: give all its values at once")
        swept[name] = values.split(",")
    return swept
