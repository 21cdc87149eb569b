"""The command line: options to runs. Imports no TensorFlow, so that it answers at once."""

import shlex
import sys
import warnings

from lab.cli.options import given, parser, settings_of, swept_of, tasks_of
from lab.errors import LabError
from lab.languages import LANGUAGES
from lab.parts import PARTS, find


def main(arguments=None):
    """Runs the lab with these arguments (sys.argv's by default); returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    warnings.showwarning = _print_warning
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # what a terminal cannot show is printed as its escape sequence
            stream.reconfigure(errors="backslashreplace")
    try:
        return _dispatch(parser().parse_args(arguments), arguments)
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
    options = parser().parse_args(arguments)
    if not options.part or options.figures:
        return ""
    # a sweep continues by itself
    again = [word for word in arguments if word != "--resume"] + ["--resume"] * (not options.sweep)
    return f"; continue with: python run_lab.py {shlex.join(again)}"


def _print_warning(message, category, filename, lineno, file=None, line=None):
    print(f"run_lab: warning: {message}", file=sys.stderr)


def _dispatch(options, arguments):
    tasks = tasks_of(options)
    if not tasks:
        _list_parts()
    if "sweep" in tasks:
        _sweep(options)
    if "bench" in tasks:
        _bench(options)
    if "compare" in tasks:
        _compare(options)
    failed = _run_parts(options, arguments) if tasks & {"part", "figures"} else []
    if "report" in tasks:
        _report(options)
    if failed:
        raise LabError("; ".join(failed))
    return 0


def _list_parts():
    print("Parts (run one with --part NAME):\n")
    for part in PARTS:
        print(f"  {part.name:<20} {part.question}")
        print(f"  {'':<20} source: {part.source}; about {part.minutes:g} min on two cores\n")


def _run_parts(options, arguments):
    """Runs or redraws the parts asked for. Of several, the rest goes on past one that fails;
    returns what went wrong, a line for each.
    """
    names = [part.name for part in PARTS] if options.part == "all" else options.part.split(",")
    parts = [find(name) for name in names]
    failed, results = [], []
    for number, part in enumerate(parts, 1):
        if len(parts) > 1:
            print(f"\n== part {number} of {len(parts)}: {part.name} ==", flush=True)
        try:
            results += _run_part(part, options)
        except LabError as error:
            if len(parts) == 1:
                raise
            print(f"run_lab: {error}", file=sys.stderr)
            failed.append(f"{part.name} failed: {error}")
    if results and not options.report:
        _print_next_step(results, options, arguments)
    return failed


def _run_part(part, options):
    """Runs it and returns [its Result], or only redraws it and returns []."""
    from lab.commands import run as runner

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
    settings = settings_of(options)
    if options.figures:
        for result in runner.redraw(part.name, settings, **which):
            print(f"drawn: {len(result.figures)} figures in {result.folder / 'figures'}")
        return []
    result = runner.run(
        part.name, settings, data_dir=options.data_dir, resume=options.resume, **which
    )
    _print_result(result)
    return [result]


def _report(options):
    from lab.commands import report as reporter

    for path in reporter.report(
        dataset=options.dataset,
        smoke=options.smoke,
        out=options.out,
        languages=[options.lang] if options.lang else LANGUAGES,
        title_file=options.title,
        reference=options.reference,
    ):
        print(f"written: {path}", flush=True)


def _print_result(result):
    print(f"\nResults of {result.title}:")
    for found in result.findings():
        print(f"  {found.value:>9.4g}  {found.words}")
        if found.expected:
            print(f"  {'':>9}  expectation {found.expected}")
    print(f"\nFigures:  {result.folder / 'figures'}")
    print(f"Numbers:  {result.folder / 'metrics.json'}")


def _print_next_step(results, options, arguments):
    """A command that is worth while after these runs."""
    if any(result.is_smoke for result in results):
        minutes = sum(result.part.minutes for result in results)
        what = f"the full run, about {minutes:g} min on two cores"
        command = [word for word in arguments if word not in ("--smoke", "--resume")]
    elif len(results) > 1 or results[0].is_canonical:
        what = "a report of the stored runs"
        command = ["--report", *given(options, "out")]
    else:
        (result,) = results
        default = result.folder.with_name(result.folder.name.partition("@")[0])
        if (default / "metrics.json").exists():
            what = "compare with the default run"
            runs = [f"{run.parent.name}/{run.name}" for run in (default, result.folder)]
            command = ["--compare", *runs, *given(options, "out")]
        else:
            what = "the default run, to compare with"
            command = ["--part", result.part.name, *given(options, "dataset", "data_dir", "out")]
    print(f"Next:     {what}: python run_lab.py {shlex.join(command)}")


def _sweep(options):
    if not options.part or options.part == "all" or "," in options.part:
        raise LabError("--sweep takes exactly one part; choose it with --part")
    find(options.part)
    from lab.commands.sweep import sweeper
    from lab.commands.sweep.means import as_table

    found = sweeper.sweep(
        options.part,
        swept_of(options),
        settings_of(options),
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
            f"{runs} of the sweep failed; the others are kept, and the same command retries "
            f"the missing ones: {reasons}"
        )


def _compare(options):
    from lab.commands import compare as comparer

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
