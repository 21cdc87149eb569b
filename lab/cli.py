"""The command line: options to runs. Imports no TensorFlow, so that it answers at once."""

import argparse
import shlex
import sys
import textwrap
import warnings

from lab.errors import LabError
from lab.languages import LANGUAGES
from lab.parts import PARTS, find
from lab.sweeping import options as sweeping

EXAMPLES = """
examples:
  python run_lab.py                               list the parts
  python run_lab.py --part vae                    train, measure, draw
  python run_lab.py --part vae --set beta=4       the same with another parameter
  python run_lab.py --part vae --figures          draw stored runs again
  python run_lab.py --report                      a document of all stored runs, PDF and HTML
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
    "json": ("bench",),
    "seeds": ("sweep",),
    "cpus_per_run": ("sweep",),
    "address": ("sweep",),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise LabError(f"{message} (--help shows all options)")


def main(arguments=None):
    """Runs the lab with these arguments (sys.argv's by default); returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    warnings.showwarning = _print_warning
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # what a terminal cannot show is printed as its escape sequence
            stream.reconfigure(errors="backslashreplace")
    try:
        return _dispatch(_parser().parse_args(arguments))
    except LabError as error:
        print(f"run_lab: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        # a loop of links where a folder should be, a folder that nobody may read, a full disk
        # under what this prints, ...
        message = LabError(f"{error.filename or 'its output'}: {error.strerror or error}")
        print(f"run_lab: {message}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nrun_lab: stopped{_how_to_go_on(arguments)}", file=sys.stderr)
        return 130


def _how_to_go_on(arguments):
    options = _parser().parse_args(arguments)
    if not options.part or options.figures:
        return ""
    # a sweep goes on by itself
    again = [word for word in arguments if word != "--resume"] + ["--resume"] * (not options.sweep)
    return f"; go on with: python run_lab.py {shlex.join(again)}"


def _print_warning(message, category, filename, lineno, file=None, line=None):
    print(f"run_lab: warning: {message}", file=sys.stderr)


def _parser():
    parser = _Parser(
        prog="run_lab.py",
        description="Experiments of a course in generative modelling.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_argument_group("what to do (nothing: list the parts)")
    what.add_argument("--part", type=_named, metavar="NAME[,NAME…]", help="run these parts, or all")
    what.add_argument("--figures", action="store_true", help="only draw stored runs again")
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
        help="set runs of one part beside each other, for example vae vae@beta=4",
    )
    what.add_argument(
        "--bench", type=_named, metavar="NAME", help="measure speed, side by side in one process"
    )
    how = parser.add_argument_group("how")
    how.add_argument("--smoke", action="store_true", help="the variant of a few seconds")
    how.add_argument(
        "--dataset",
        type=_named,
        metavar="NAME",
        help="mnist, fashion_mnist, binarized_mnist, digits, sprites, or a folder of images, or a "
        ".npy file of them (default: mnist if it is to be had, else the embedded digits)",
    )
    how.add_argument(
        "--data-dir",
        type=_named,
        metavar="DIR",
        help="where the data sets lie (default: $LAB_DATA_DIR)",
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
    how.add_argument("--resume", action="store_true", help="go on with an interrupted run")
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
        help="what stands on the report's title page (default: title.toml, if it is there)",
    )
    how.add_argument(
        "--json", type=_named, metavar="FILE", help="with --bench: write the figures there too"
    )
    sweeping.add_options(parser.add_argument_group("sweeps: many runs of a part, and their means"))
    return parser


def _named(text):
    """The value of an option that names something: nothing is what an unset variable gives."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a name, received nothing")
    return text


def _dispatch(options):
    tasks = _tasks(options)
    if not tasks:
        _list_parts()
    if "sweep" in tasks:
        sweeping.run(options, _settings(options))
    if "bench" in tasks:
        _bench(options)
    if "compare" in tasks:
        _compare(options)
    failed = _run_parts(options) if tasks & {"part", "figures"} else []
    if "report" in tasks:
        _report(options)
    if failed:
        raise LabError("; ".join(failed))
    return 0


def _tasks(options):
    """What is asked for. Raises LabError where an option has no part in it."""
    tasks = {task for task in TASKS if getattr(options, task)}
    if "figures" in tasks:
        if "part" not in tasks:
            raise LabError("--figures belongs to --part: python run_lab.py lists the parts")
        # not run, only drawn
        tasks.remove("part")
    if "sweep" in tasks:
        tasks.discard("part")
    asked = " and ".join(_flag(task) for task in TASKS if task in tasks)
    if len(tasks) > 1 and tasks not in TOGETHER:
        raise LabError(f"{asked} are not done together: ask for one at a time")
    usual = vars(_parser().parse_args([]))
    for option, readers in READ_BY.items():
        if getattr(options, option) != usual[option] and not tasks.intersection(readers):
            where = f"beside {asked}" if asked else "alone"
            raise LabError(
                f"{_flag(option)} {where} does nothing: it belongs to "
                f"{' or '.join(map(_flag, readers))}"
            )
    return tasks


def _flag(name):
    return "--" + name.replace("_", "-")


def _list_parts():
    print("Parts (run one with --part NAME):\n")
    for part in PARTS:
        print(f"  {part.name:<20} {part.question}")
        print(f"  {'':<20} source: {part.source}; about {part.minutes:g} min on two cores\n")


def _settings(options):
    settings = {}
    for text in options.set:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise LabError(f"--set {text!r} is not NAME=VALUE")
        settings[name] = value
    if options.epochs is not None:
        settings["epochs"] = options.epochs
    return settings


def _run_parts(options):
    """Runs or redraws the parts asked for. Of several, the rest goes on past one that fails;
    returns what went wrong, a line for each.
    """
    names = [part.name for part in PARTS] if options.part == "all" else options.part.split(",")
    parts = [find(name) for name in names]
    failed = []
    for number, part in enumerate(parts, 1):
        if len(parts) > 1:
            print(f"\n== part {number} of {len(parts)}: {part.name} ==", flush=True)
        try:
            _run_part(part, options)
        except LabError as error:
            if len(parts) == 1:
                raise
            print(f"run_lab: {error}", file=sys.stderr)
            failed.append(f"{part.name} failed: {error}")
    return failed


def _run_part(part, options):
    from lab import runner

    # of all parts, one with its own data keeps to it
    keeps_own = options.part == "all" and part.own_data
    which = {
        "dataset": None if keeps_own else options.dataset,
        "seed": options.seed,
        "smoke": options.smoke,
        "out": options.out,
        "language": options.lang or "en",
        "mixed_precision": options.mixed_precision,
        "strategy": options.strategy,
    }
    settings = _settings(options)
    if options.figures:
        for result in runner.redraw(part.name, settings, **which):
            print(f"drawn: {len(result.figures)} figures in {result.folder / 'figures'}")
        return
    result = runner.run(
        part.name, settings, data_dir=options.data_dir, resume=options.resume, **which
    )
    _print_result(part, result)


def _report(options):
    from lab import reporter

    for path in reporter.report(
        dataset=options.dataset,
        smoke=options.smoke,
        out=options.out,
        languages=[options.lang] if options.lang else LANGUAGES,
        title_file=options.title,
    ):
        print(f"written: {path}", flush=True)


def _print_result(part, result):
    metrics = dict(result.metrics)
    rows = metrics.pop("expected", [])
    print(f"\nResults on {metrics.pop('dataset')}:")
    for name, value in metrics.items():
        print(f"  {name:<32} {value:.4g}")
    if rows:
        print("Expected and obtained:")
    expected = part.expected(result.record.config)
    for row in rows:
        mark = "met    " if row["met"] else "NOT met"
        source = expected[row["name"]].source
        print(f"  {mark} {row['name']:<24} {row['value']:.4g}, {_bounds(row)}  ({source})")
    print(
        textwrap.dedent(f"""
        Figures:  {result.folder / "figures"}
        Numbers:  {result.folder / "metrics.json"}""")
    )


def _bounds(row):
    """The bounds of an expected result, in words."""
    if row["low"] is None:
        return f"at most {row['high']:.4g}"
    if row["high"] is None:
        return f"at least {row['low']:.4g}"
    return f"in {row['low']:.4g} … {row['high']:.4g}"


def _compare(options):
    from lab import comparer

    found = comparer.compare(options.compare, out=options.out, language=options.lang or "en")
    width = max(22, *map(len, found.runs))
    print(f"{'':<34}" + "".join(f"  {run:<{width}}" for run in found.runs))
    for _, name, *values in found.rows:
        texts = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in values]
        print(f"{name:<34}" + "".join(f"  {text:<{width}}" for text in texts))
    print(f"\nFigures:  {found.folder / 'figures'}\nNumbers:  {found.folder / 'differences.csv'}")


def _bench(options):
    from lab import benchmarks

    benchmarks.run(
        options.bench,
        dataset=options.dataset,
        data_dir=options.data_dir,
        json_path=options.json,
    )
    return 0
