"""From parsed options to what is asked for: the tasks, the run's options, its settings."""

import dataclasses

from lab import program
from lab.cli.options import parser
from lab.commands.options import RunOptions
from lab.errors import LabError

ASSIGNMENTS = ("exercises", "check", "hint", "hand_in")
TEACHING = ("handout", "solution", "grade", "gradescope")
TASKS = ("part", "figures", "sweep", "report", "compare", "bench", *ASSIGNMENTS, *TEACHING)
# what is done where no task is asked for
LIST = "list"
# those that may be asked for together
TOGETHER = ({"part", "report"}, {"figures", "report"})
# the tasks that read an option; with others it would be ignored
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
    "out": ("part", "figures", "report", "compare", "sweep", "hand_in", *TEACHING),
    "lang": (LIST, "part", "figures", "report", "compare", "sweep", *ASSIGNMENTS, *TEACHING),
    "own": ("part",),
    "work": ("part", *ASSIGNMENTS),
    "class": TEACHING,
    "jobs": ("grade",),
    "only": ("grade",),
    "isolation": ("grade",),
    "title": ("report",),
    "reference": ("report",),
    "runs": ("report",),
    "json": ("bench",),
    "metrics": ("compare", "sweep"),
    "seeds": ("sweep",),
    "cpus_per_run": ("sweep",),
    "address": ("sweep",),
}


def tasks_of(options):
    """The tasks that are asked for. Raises LabError where an option has no effect on them."""
    tasks = {task for task in TASKS if getattr(options, task)}
    if options.seeds:
        tasks.add("sweep")
    if "figures" in tasks:
        if "part" not in tasks:
            raise LabError(f"--figures requires --part; {program.command([])} lists the parts")
        # not run, only drawn
        tasks.remove("part")
    if "sweep" in tasks:
        tasks.discard("part")
    asked = " and ".join(_flag(task) for task in TASKS if task in tasks)
    if len(tasks) > 1 and tasks not in TOGETHER:
        raise LabError(f"{asked} cannot be combined; choose one")
    usual = vars(parser().parse_args([]))
    for option, readers in READ_BY.items():
        is_read = (tasks or {LIST}).intersection(readers)
        if getattr(options, option) != usual[option] and not is_read:
            where = f"with {asked}" if asked else "alone"
            raise LabError(
                f"{_flag(option)} {where} has no effect; it belongs to "
                f"{' or '.join(_flag(reader) for reader in readers if reader != LIST)}"
            )
    return tasks


def run_options(options):
    """RunOptions of the options that have the same names there."""
    names = {field.name for field in dataclasses.fields(RunOptions)}
    shared = {name: value for name, value in vars(options).items() if name in names}
    return RunOptions(language=language_of(options), **shared)


def language_of(options):
    """The language of figures."""
    return options.lang or "en"


def settings_of(options):
    """{parameter: text} of --set and --epochs."""
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
    """{parameter: texts} of --sweep."""
    swept = {}
    for text in options.sweep:
        name, equals, values = text.partition("=")
        if not equals or not name:
            raise LabError(f"--sweep {text!r} must be NAME=VALUE,VALUE")
        if name in swept:
            raise LabError(f"--sweep {name} is given twice; list all values in one option")
        swept[name] = values.split(",")
    return swept


def metrics_of(options):
    """The names of --metrics."""
    return [name for name in (options.metrics or "").split(",") if name]


def as_words(options, *names):
    """These options as words of a command line, those that differ from their defaults."""
    usual = vars(parser().parse_args([]))
    values = {name: getattr(options, name) for name in names}
    changed = {name: value for name, value in values.items() if value != usual[name]}
    return [word for name, value in changed.items() for word in (_flag(name), str(value))]


def _flag(name):
    return "--" + name.replace("_", "-")
