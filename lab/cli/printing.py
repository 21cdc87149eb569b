"""What the command line prints: the list of parts, results, comparisons, the next step."""

from lab import program
from lab.cli.requests import as_words
from lab.parts import PARTS


def print_parts():
    """The list of parts, as each part describes itself."""
    print("Parts (run one with --part NAME):\n")
    for part in PARTS:
        print(f"  {part.name:<20} {part.question}")
        print(f"  {'':<20} source: {part.source}; about {part.minutes:g} min on two cores\n")


def print_result(result):
    """The main numbers of a run and where all of them lie."""
    print(f"\nResults of {result.title}:")
    for found in result.findings():
        print(f"  {found.value:>9.4g}  {found.words}")
        if found.expected:
            print(f"  {'':>9}  expectation {found.expected}")
    print_files(result.folder, "metrics.json")


def print_files(folder, table):
    """Where figures and numbers lie; a sweep of seeds alone has no figures."""
    print()
    if (folder / "figures").exists():
        print(f"Figures:  {folder / 'figures'}")
    print(f"Numbers:  {folder / table}")


def print_comparison(found):
    """A Comparison: a column for each run."""
    width = max(22, *map(len, found.runs))
    print(f"{'':<34}" + "".join(f"  {run:<{width}}" for run in found.runs))
    for _, name, *values in found.rows:
        texts = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in values]
        print(f"{name:<34}" + "".join(f"  {text:<{width}}" for text in texts))
    print_files(found.folder, "differences.csv")


def print_next_step(results, options, arguments):
    """A command that is worthwhile after these runs."""
    if any(result.is_smoke for result in results):
        minutes = sum(result.part.minutes for result in results)
        what = f"the full run, about {minutes:g} min on two cores"
        words = [word for word in arguments if word not in ("--smoke", "--resume")]
    elif len(results) > 1 or results[0].is_canonical:
        what = "a report of the stored runs"
        words = ["--report", *as_words(options, "out")]
    else:
        what, words = _comparison(results[0], options)
    print(f"Next:     {what}: {program.command(words)}")


def _comparison(result, options):
    """What compares a run with the default one, or first makes that."""
    default = result.folder.with_name(result.folder.name.partition("@")[0])
    if not (default / "metrics.json").exists():
        words = ["--part", result.part.name, *as_words(options, "dataset", "data_dir", "out")]
        return "the default run, to compare with", words
    runs = [f"{run.parent.name}/{run.name}" for run in (default, result.folder)]
    return "compare with the default run", ["--compare", *runs, *as_words(options, "out")]
