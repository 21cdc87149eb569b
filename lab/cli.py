"""The command line: options to runs. Imports no TensorFlow, so that it answers at once."""

import argparse
import shlex
import sys
import textwrap
import warnings

from lab.errors import LabError
from lab.languages import LANGUAGES
from lab.parts import PARTS, find

EXAMPLES = """
examples:
  python run_lab.py                               list the parts
  python run_lab.py --part vae                    train, measure, draw
  python run_lab.py --part vae --set beta=4       the same with another parameter
  python run_lab.py --part vae --figures          draw stored runs again
  python run_lab.py --report                      a document of all stored runs, PDF and HTML
  python run_lab.py --compare vae vae@beta=4      curves, figures and numbers of both
  python run_lab.py --bench vae --json times.json measure speed
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise LabError(f"{message} (--help shows all options)")


def main(arguments=None):
    """Runs the lab with these arguments (sys.argv's by default); returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    warnings.showwarning = _print_warning
    try:
        return _dispatch(_parser().parse_args(arguments))
    except LabError as error:
        print(f"run_lab: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        again = [word for word in arguments if word != "--resume"]
        command = f"python run_lab.py {shlex.join(again)} --resume"
        print(f"\nrun_lab: stopped; go on with: {command}", file=sys.stderr)
        return 130


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
    what.add_argument("--part", metavar="NAME[,NAME…]", help="run these parts, or all")
    what.add_argument("--figures", action="store_true", help="only draw stored runs again")
    what.add_argument(
        "--report",
        action="store_true",
        help="build the report of what was run (with --part: after running it)",
    )
    what.add_argument(
        "--compare",
        nargs="+",
        metavar="RUN",
        help="set runs of one part beside each other, for example vae vae@beta=4",
    )
    what.add_argument("--bench", metavar="NAME", help="measure speed, side by side in one process")
    how = parser.add_argument_group("how")
    how.add_argument("--smoke", action="store_true", help="the variant of a few seconds")
    how.add_argument(
        "--dataset",
        metavar="NAME",
        help="mnist, fashion_mnist, binarized_mnist, digits, sprites, or a folder of images, or a "
        ".npy file of them (default: mnist if it is to be had, else the embedded digits)",
    )
    how.add_argument(
        "--data-dir", metavar="DIR", help="where the data sets lie (default: $LAB_DATA_DIR)"
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
        "--out", default=".", metavar="DIR", help="where reports/ and runs/ go (default: here)"
    )
    how.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="of the figures (default: en) and of the report (default: one in each)",
    )
    how.add_argument(
        "--title",
        metavar="FILE",
        help="what stands on the report's title page (default: title.toml, if it is there)",
    )
    how.add_argument("--json", metavar="FILE", help="with --bench: write the figures there too")
    return parser


def _dispatch(options):
    if options.bench:
        return _bench(options)
    if options.json:
        raise LabError("--json belongs to --bench")
    if options.title and not options.report:
        raise LabError("--title belongs to --report")
    failed = _run_parts(options) if options.part else []
    if options.compare:
        _compare(options)
    if options.report:
        _report(options)
    elif not (options.part or options.compare):
        if options.figures or options.smoke or options.resume or options.set or options.strategy:
            raise LabError("name a part with --part (python run_lab.py lists them)")
        _list_parts()
    if failed:
        raise LabError("; ".join(failed))
    return 0


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
    _print_result(result)


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


def _print_result(result):
    metrics = dict(result.metrics)
    expected = metrics.pop("expected", [])
    print(f"\nResults on {metrics.pop('dataset')}:")
    for name, value in metrics.items():
        print(f"  {name:<32} {value:.4g}")
    if expected:
        print("Expected and obtained:")
    for row in expected:
        mark = "met    " if row["met"] else "NOT met"
        allowed = f"{row['low']:.4g} … {row['high']:.4g}"
        print(f"  {mark} {row['name']:<24} {row['value']:.4g} in {allowed}  ({row['source']})")
    print(
        textwrap.dedent(f"""
        Figures:  {result.folder / "figures"}
        Numbers:  {result.folder / "metrics.json"}""")
    )


def _compare(options):
    from lab import comparer

    found = comparer.compare(options.compare, out=options.out, language=options.lang or "en")
    print(f"{'':<34}" + "".join(f"  {run:<22}" for run in found.runs))
    for _, name, *values in found.rows:
        texts = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in values]
        print(f"{name:<34}" + "".join(f"  {text:<22}" for text in texts))
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
