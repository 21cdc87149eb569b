"""What the command line prints: the list of parts, results, tables of runs, the next step."""

import sys

from lab import program, terminal
from lab.assignments import own
from lab.cli.requests import as_words
from lab.cli.tables import table
from lab.languages import say, say_count
from lab.parts import PARTS


def print_parts():
    """The list of parts, as each part describes itself."""
    width = terminal.columns(sys.stdout)
    print(say("Parts (run one with --part NAME):") + "\n")
    rest = " " * (4 + max(len(part.name) for part in PARTS))
    for part in PARTS:
        first = f"  {part.name}".ljust(len(rest))
        print(terminal.folded(say(part.question), width, first, rest))
        source = say(
            "source: {source}; about {minutes:g} min on two cores",
            source=say(part.source),
            minutes=part.minutes,
        )
        print(terminal.folded(source, width, rest, rest) + "\n")


def print_result(result):
    """The numbers of a run that answer its question, how many there are besides, where all lie."""
    findings = result.findings()
    head = say("Results of {run}", run=result.title)
    print()
    terminal.tell(": ".join(filter(None, (head, result.outcome()))))
    print()
    marks = max((len(found.mark) for found in findings), default=0)
    numbers = max((len(found.text) for found in findings), default=0)
    for found in findings:
        _print_finding(found, marks, numbers)
    more = result.what_else(findings)
    if more:
        print(f"\n  {more}")
    print_files(result.folder, "metrics.json")


def _indent(marks, numbers):
    """Where the words of a finding begin."""
    return 2 + (marks + 2 if marks else 0) + numbers + 2


def _print_finding(found, marks, numbers):
    """A number, whether it is as expected, and what it is; also what sets the bounds if it isn't.

    marks, numbers: the longest of each.
    """
    mark = f"{found.mark:<{marks}}  " if marks else ""
    first, rest = f"  {mark}{found.text:>{numbers}}  ", " " * _indent(marks, numbers)
    words = found.words
    if found.mark:
        words = say("{words} (expected: {bounds})", words=words, bounds=found.bounds)
    width = terminal.columns(sys.stdout)
    lines = terminal.folded(words, width, first, rest)
    if found.is_met is False:
        lines = lines.replace(found.mark, terminal.alarming(found.mark, sys.stdout), 1)
        lines += "\n" + terminal.folded(found.source, width, rest, rest)
    print(lines)


def print_files(folder, numbers):
    """Where figures and numbers lie; a sweep of seeds alone has no figures."""
    print()
    if (folder / "figures").exists():
        _print_labelled(say("Figures:"), folder / "figures")
    _print_labelled(say("Numbers:"), folder / numbers)


def _print_labelled(label, *lines):
    for text, line in zip((label, *[""] * len(lines)), lines, strict=False):
        print(f"{text:<10}{line}")


def print_table(found):
    """A Comparison or a Sweep: a column for each run, or point of the grid."""
    print("\n" + table(found.rows_to_show(), found.heads, terminal.columns(sys.stdout)))
    more = found.what_else()
    if more:
        print("\n" + more)
    print_files(found.folder, found.TABLE)


def print_redrawn(result):
    """What was drawn again, and where it lies."""
    terminal.tell(
        say_count(
            "redrawn: {n} figure in {folder}",
            "redrawn: {n} figures in {folder}",
            len(result.figures),
            folder=result.folder / "figures",
        )
    )


def print_next_step(results, options, arguments):
    """A command that is worthwhile after these runs."""
    if any(result.is_smoke for result in results):
        minutes = sum(result.part.minutes for result in results)
        what = say("the full run, about {minutes:g} min on two cores:", minutes=minutes)
        words = [word for word in arguments if word not in ("--smoke", "--resume")]
        # by which the copy of the package that runs them was not called
        words += ["--own"] * bool(own.numbers())
    elif len(results) > 1 or results[0].is_canonical:
        what = say("a report of the stored runs:")
        words = ["--report", *as_words(options, "out")]
    else:
        what, words = _comparison(results[0], options)
    # the command on a line of its own, to be copied whole
    _print_labelled(say("Next:"), what, program.command(words))


def _comparison(result, options):
    """What compares a run with the default one, or first makes that."""
    default = result.folder.with_name(result.folder.name.partition("@")[0])
    if not (default / "metrics.json").exists():
        words = ["--part", result.part.name, *as_words(options, "dataset", "data_dir", "out")]
        return say("the default run, to compare with:"), words
    runs = [f"{run.parent.name}/{run.name}" for run in (default, result.folder)]
    return say("compare with the default run:"), ["--compare", *runs, *as_words(options, "out")]
