"""The command line: options to commands. Imports no TensorFlow, so that it answers at once."""

import dataclasses
import os
import sys
import warnings

from lab import program, terminal
from lab.cli.options import parser
from lab.cli.printing import (
    print_next_step,
    print_parts,
    print_redrawn,
    print_result,
    print_table,
)
from lab.cli.requests import (
    ASSIGNMENTS,
    TEACHING,
    language_of,
    metrics_of,
    run_options,
    settings_of,
    swept_of,
    tasks_of,
)
from lab.errors import LabError
from lab.languages import LANGUAGES, say, speaking
from lab.parts import PARTS, find


def main(arguments=None):
    """Runs the lab with these arguments (sys.argv's by default); returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # figures are drawn into files: whatever window Matplotlib would open is not needed
    os.environ["MPLBACKEND"] = "agg"
    warnings.showwarning = _print_warning
    terminal.show_every_sign()
    try:
        options = parser().parse_args(arguments)
        with speaking(language_of(options)):
            return _dispatch(options, arguments)
    except LabError as error:
        _print_error(error)
        return 2
    except BrokenPipeError:
        # whoever read it, such as `head`, has ended; nor can what is left be printed at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _print_stopped("stopped: nobody reads its output any more", arguments)
        return 2
    except OSError as error:
        # a loop of links where a folder should be, a folder that nobody may read, a full disk
        # under what this prints, ...
        _print_error(LabError(f"{error.filename or 'its output'}: {error.strerror or error}"))
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        _print_stopped("stopped", arguments)
        return 130


def _print_stopped(message, arguments):
    _print_error(message)
    again = _command_to_continue(arguments)
    if again:
        # on a line of its own, to be copied whole
        print(f"continue with:\n  {again}", file=sys.stderr)


def _print_error(message):
    terminal.tell(f"{program.name()}: {message}", sys.stderr)


def _print_warning(message, category, filename, lineno, file=None, line=None):
    _print_error(f"warning: {message}")


def _command_to_continue(arguments):
    """The command that continues what was stopped; "" of what is only begun anew."""
    options = parser().parse_args(arguments)
    if options.grade:
        return program.command(arguments)
    if not options.part or options.figures:
        return ""
    # a sweep continues by itself
    is_sweep = bool(options.sweep or options.seeds)
    again = [word for word in arguments if word != "--resume"] + ["--resume"] * (not is_sweep)
    return program.command(again)


def _dispatch(options, arguments):
    tasks = tasks_of(options)
    if not tasks:
        print_parts()
    if "sweep" in tasks:
        _sweep(options)
    if "bench" in tasks:
        _bench(options)
    if "compare" in tasks:
        _compare(options)
    if tasks & set(ASSIGNMENTS):
        _assignment(options)
    if tasks & set(TEACHING):
        _teaching(options, arguments)
    # a handout's own functions are to be written
    if options.own or (program.is_handout() and "part" in tasks):
        # only now, as run_part
        from lab.commands.assignments import run_on_own

        return run_on_own([word for word in arguments if word != "--own"], options.work)
    failed = _run_parts(options, arguments) if tasks & {"part", "figures"} else []
    if "report" in tasks:
        _report(options)
    if failed:
        raise LabError("; ".join(failed))
    return 0


def _assignment(options):
    # only now, as run_part
    from lab.commands import assignments
    from lab.commands.hand_in import hand_in

    if options.exercises:
        lines = assignments.exercises(options.work)
    elif options.check:
        lines = assignments.check(options.check, options.work)
    elif options.hint:
        lines = assignments.hint(options.hint, options.work)
    else:
        lines = hand_in(options.hand_in, options.work, options.out)
    for line in lines:
        print(line, flush=True)


def _teaching(options, arguments):
    # only now, as run_part
    from lab.commands.grade import GradeOptions, grade
    from lab.commands.gradescope import write_autograder
    from lab.commands.handout import write_handout, write_solution

    class_file = getattr(options, "class")
    if options.grade:
        chosen = GradeOptions(
            out=options.out,
            class_file=class_file,
            jobs=options.jobs or os.cpu_count(),
            only=options.only,
            isolation=options.isolation or "bubblewrap",
            command=program.command(arguments),
        )
        lines = grade(*options.grade, chosen)
    elif options.handout:
        lines = write_handout(options.handout, class_file, options.out)
    elif options.solution:
        lines = write_solution(options.solution, class_file, options.out)
    else:
        lines = write_autograder(options.gradescope, class_file, options.out)
    for line in lines:
        print(line, flush=True)


def _run_parts(options, arguments):
    """Runs or redraws the parts asked for. Of several, the rest goes on past one that fails;
    returns what went wrong, a line for each.
    """
    names = [part.name for part in PARTS] if options.part == "all" else options.part.split(",")
    parts = [find(name) for name in names]
    failed, results = [], []
    for number, part in enumerate(parts, 1):
        if len(parts) > 1:
            count = {"number": number, "all": len(parts), "name": part.name}
            print("\n" + say("== part {number} of {all}: {name} ==", **count), flush=True)
        try:
            results += _redraw_part(part, options) if options.figures else _run_part(part, options)
        except LabError as error:
            if len(parts) == 1:
                raise
            _print_error(error)
            failed.append(f"{part.name} failed: {error}")
    if results and not options.report:
        print_next_step(results, options, arguments)
    return failed


def _run_part(part, options):
    # only now: it loads NumPy and Matplotlib
    from lab.commands.run import run_part

    result = run_part(part.name, settings_of(options), _options_for(part, options))
    print_result(result)
    return [result]


def _redraw_part(part, options):
    # only now, as run_part
    from lab.commands.redraw import redraw_runs

    for result in redraw_runs(part.name, settings_of(options), _options_for(part, options)):
        print_redrawn(result)
    return []


def _options_for(part, options):
    """Of all parts, one with its own data keeps to it."""
    keeps_own = options.part == "all" and part.own_data
    chosen = run_options(options)
    return dataclasses.replace(chosen, dataset=None) if keeps_own else chosen


def _report(options):
    # only now, as run_part
    from lab.commands.report import write_report

    for path in write_report(
        dataset=options.dataset,
        smoke=options.smoke,
        out=options.out,
        languages=[options.lang] if options.lang else LANGUAGES,
        title_file=options.title,
        reference=options.reference,
        runs=options.runs,
    ):
        print(say("written: {path}", path=path), flush=True)


def _sweep(options):
    if not options.part or options.part == "all" or "," in options.part:
        raise LabError("a sweep takes exactly one part; choose it with --part")
    find(options.part)
    # only now, as run_part
    from lab.commands.sweep.run_sweep import run_sweep

    found = run_sweep(
        options.part,
        swept_of(options),
        settings_of(options),
        run_options(options),
        metrics=metrics_of(options),
        seeds=options.seeds or 1,
        address=options.address,
        cpus_per_run=options.cpus_per_run or 1,
    )
    print_table(found)
    if found.failed:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in found.failed.items())
        runs = "1 run" if len(found.failed) == 1 else f"{len(found.failed)} runs"
        raise LabError(
            f"{runs} of the sweep failed; the others are kept, and the same command retries "
            f"what is missing: {reasons}"
        )


def _compare(options):
    # only now, as run_part
    from lab.commands.compare import compare_runs

    found = compare_runs(
        options.compare,
        out=options.out,
        language=language_of(options),
        metrics=metrics_of(options),
    )
    print_table(found)


def _bench(options):
    # only now, as run_part; and it loads TensorFlow
    from lab.commands.bench import run_benchmark

    run_benchmark(
        options.bench,
        dataset=options.dataset,
        data_dir=options.data_dir,
        json_path=options.json,
    )
