"""The options of the command line: what there is, what belongs to what, what they say."""

import argparse
import contextlib

from lab.errors import LabError
from lab.languages import LANGUAGES

EXAMPLES = """
examples:
  python run_lab.py                               list the parts
  python run_lab.py --part vae                    train, measure, draw
  python run_lab.py --part vae --set beta=4       the same with another parameter
  python run_lab.py --part vae --figures          draw stored runs again
  python run_lab.py --report                      a document of your stored runs, PDF and HTML
  python run_lab.py --report --reference          the same beside the results of the lab
  python run_lab.py --part vae --sweep beta=1,2,4 --seeds 5   means and standard errors
  python run_lab.py --compare vae vae@beta=4      curves, figures and numbers of both
  python run_lab.py --bench vae --json times.json measure speed
"""


TASKS = ("part", "figures", "sweep", "report", "compare", "bench")
# those that may be asked for together
TOGETHER = ({"part", "report"}, {"figures", "report"})
# the tasks that read an option; beside others it would be ignored
READ_BY = {
    "smoke": ("part", "figures", "report", "sweep"),
    "dataset": ("part", "figures", "report", "bench", "sweep"),
    "data_dir": ("part", "bench", "sweep"),
    "seed": ("part", "figures", "sweep"),
    "epochs": ("part", "figures", "sweep"),
    "set": ("part", "figures", "sweep"),
    "resume": ("part",),
    "strategy": ("part", "figures"),
    "mixed_precision": ("part", "figures"),
    "out": ("part", "figures", "report", "compare", "sweep"),
    "lang": ("part", "figures", "report", "compare", "sweep"),
    "title": ("report",),
    "reference": ("report",),
    "json": ("bench",),
    "seeds": ("sweep",),
    "cpus_per_run": ("sweep",),
    "address": ("sweep",),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise LabError(f"{message} (--help shows all options)")


def parser():
    """What reads the command line; a wrong one raises LabError."""
    reader = _Parser(
        prog="run_lab.py",
        description="Experiments of a course in generative modelling.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = reader.add_argument_group("what to do (nothing: list the parts)")
    what.add_argument("--part", type=_named, metavar="NAME[,NAME…]", help="run these parts, or all")
    what.add_argument(
        "--figures", action="store_true", help="only redraw the figures of stored runs"
    )
    what.add_argument(
        "--report",
        action="store_true",
        help="build the report of what was run (with --part: after running it)",
    )
    what.add_argument(
        "--compare",
        nargs="+",
        type=_named,
        metavar="RUN",
        help="compare runs of one part, for example vae vae@beta=4",
    )
    what.add_argument(
        "--bench", type=_named, metavar="NAME", help="measure speed, alternating in one process"
    )
    how = reader.add_argument_group("how")
    how.add_argument("--smoke", action="store_true", help="a short variant, a few seconds")
    how.add_argument(
        "--dataset",
        type=_named,
        metavar="NAME",
        help="mnist, fashion_mnist, binarized_mnist, dynamic_mnist, digits, sprites, or a folder "
        "of images, or a .npy file of them (default: mnist if available, else the embedded digits)",
    )
    how.add_argument(
        "--data-dir",
        type=_named,
        metavar="DIR",
        help="folder of the data sets (default: $LAB_DATA_DIR)",
    )
    how.add_argument("--seed", type=int, default=0, metavar="N", help="default 0")
    how.add_argument("--epochs", metavar="N", help="short for --set epochs=N")
    how.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the part, as often as needed; an unknown name lists the known ones",
    )
    how.add_argument("--resume", action="store_true", help="continue an interrupted run")
    how.add_argument(
        "--strategy", metavar="NAME", help="mirrored: divide each batch between this machine's GPUs"
    )
    how.add_argument(
        "--mixed-precision",
        action="store_true",
        help="half precision in the layers: float16 on a GPU, bfloat16 on a CPU",
    )
    how.add_argument(
        "--out",
        type=_named,
        default=".",
        metavar="DIR",
        help="where reports/ and runs/ go (default: here)",
    )
    how.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="of the figures (default: en) and of the report (default: one in each)",
    )
    how.add_argument(
        "--title",
        type=_named,
        metavar="FILE",
        help="the report's title page (default: title.toml, if present)",
    )
    how.add_argument(
        "--reference",
        action="store_true",
        help="with --report: also show the results that come with the lab, beside your own",
    )
    how.add_argument(
        "--json",
        type=_named,
        metavar="FILE",
        help="with --bench: also write the measurements to this file",
    )
    group = reader.add_argument_group("sweeps: many runs of a part, and their means")
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
        help="cores for each run (default 1); as many runs as fit go on at the same time",
    )
    group.add_argument(
        "--address",
        metavar="HOST:PORT",
        help="of the Ray cluster that does the runs, started on one of its machines (default: this "
        "machine alone). Each machine needs what requirements.txt lists and the data set, under "
        "the same --data-dir if one is given; records are brought here, weights are not",
    )
    return reader


def _named(text):
    """The value of an option that names something: nothing is what an unset variable gives."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a name, received nothing")
    return text


def _count(text):
    with contextlib.suppress(ValueError):
        if int(text) > 0:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} must be a positive integer")


def tasks_of(options):
    """What is asked for. Raises LabError where an option has no part in it."""
    tasks = {task for task in TASKS if getattr(options, task)}
    if "figures" in tasks:
        if "part" not in tasks:
            raise LabError("--figures requires --part; python run_lab.py lists the parts")
        # not run, only drawn
        tasks.remove("part")
    if "sweep" in tasks:
        tasks.discard("part")
    asked = " and ".join(_flag(task) for task in TASKS if task in tasks)
    if len(tasks) > 1 and tasks not in TOGETHER:
        raise LabError(f"{asked} cannot be combined; choose one")
    usual = vars(parser().parse_args([]))
    for option, readers in READ_BY.items():
        if getattr(options, option) != usual[option] and not tasks.intersection(readers):
            where = f"with {asked}" if asked else "alone"
            raise LabError(
                f"{_flag(option)} {where} has no effect; it belongs to "
                f"{' or '.join(map(_flag, readers))}"
            )
    return tasks


def given(options, *names):
    """These options as words of a command line, those that differ from what they are by default."""
    usual = vars(parser().parse_args([]))
    values = {name: getattr(options, name) for name in names}
    changed = {name: value for name, value in values.items() if value != usual[name]}
    return [word for name, value in changed.items() for word in (_flag(name), str(value))]


def _flag(name):
    return "--" + name.replace("_", "-")


def settings_of(options):
    """{name: text} of --set and --epochs."""
    settings = {}
    for text in options.set:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise LabError(f"--set {text!r} must be NAME=VALUE")
        settings[name] = value
    if options.epochs is not None:
        settings["epochs"] = options.epochs
    return settings


def swept_of(options):
    """{name: texts} of --sweep."""
    swept = {}
    for text in options.sweep:
        name, equals, values = text.partition("=")
        if not equals or not name:
            raise LabError(f"--sweep {text!r} must be NAME=VALUE,VALUE")
        if name in swept:
            raise LabError(f"--sweep {name} is given twice; list all values in one option")
        swept[name] = values.split(",")
    return swept
