"""The options of the command line: what there is, and what --help says of it."""

import argparse
import contextlib
import dataclasses
import difflib
import functools
import sys

from lab import program, terminal
from lab.errors import LabError
from lab.languages import LANGUAGES
from lab.parts import PARTS

EXAMPLES = (
    ("", "list the parts"),
    ("--part vae", "train, measure and plot"),
    ("--part vae --set beta=4", "the same with another parameter"),
    ("--part vae --figures", "redraw the figures of stored runs"),
    ("--report", "a report of your stored runs, PDF and HTML"),
    ("--report --reference", "the same next to the reference results"),
    ("--part vae --sweep beta=1,2,4 --seeds 5", "means and standard errors"),
    ("--compare vae vae@beta=4", "curves, figures and numbers of both"),
    ("--bench vae --json times.json", "measure speed"),
)
# options for which a handout has no code
NOT_HANDED_OUT = (
    *("bench", "json", "sweep", "seeds", "cpus_per_run", "address", "handout", "solution"),
    *("grade", "gradescope", "class", "jobs", "only", "isolation"),
)


class _Parser(argparse.ArgumentParser):
    def parse_args(self, args=None, namespace=None):
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            meant = _meant(unknown, self._option_string_actions)
            meant = f": did you mean {meant}?" if meant else ""
            self.error(f"unrecognized arguments: {' '.join(unknown)}{meant}")
        return options

    def error(self, message):
        raise LabError(f"{message} (--help shows all options)")


def _meant(words, known):
    """What was meant by words that are no options, as far as it can be told; else ""."""
    names = [name for word in words for name in word.lstrip("-").split(",") if name]
    if all(name in {part.name for part in PARTS} for name in names):
        return f"--part {','.join(names)}"
    name, _, value = words[0].lstrip("-").partition("=")
    parameters = {field.name for part in PARTS for field in dataclasses.fields(part.parameters)}
    if name.replace("-", "_") in parameters:
        value = value or " ".join(words[1:2]) or "VALUE"
        return f"--set {name.replace('-', '_')}={value}"
    return " or ".join(difflib.get_close_matches(words[0], known, 2))


def parser():
    """What reads the command line; a wrong one raises LabError."""
    reader = _Parser(
        prog=program.command([]).removeprefix("python "),
        description="Experiments of a course on generative modelling.",
        epilog=_epilog(),
        formatter_class=functools.partial(
            argparse.RawDescriptionHelpFormatter, width=terminal.columns(sys.stdout)
        ),
    )
    _add_tasks(reader.add_argument_group("what to do (nothing: list the parts)"))
    _add_assignments(reader.add_argument_group("exercises: functions of the lab to write yourself"))
    _add_run_options(reader.add_argument_group("how to run it"))
    _add_output_options(reader.add_argument_group("where results go, and in which language"))
    if program.is_handout():
        reader.set_defaults(**dict.fromkeys(NOT_HANDED_OUT))
        return reader
    _add_sweep_options(reader.add_argument_group("sweeps: many runs of a part, and their means"))
    _add_teaching(reader.add_argument_group("for teachers: labs given out, and graded"))
    _add_speed_options(reader.add_argument_group("speed"))
    return reader


def _add_tasks(group):
    group.add_argument(
        "--part", type=_name, metavar="NAME[,NAME…]", help="run these parts, or all of them: all"
    )
    group.add_argument(
        "--figures", action="store_true", help="with --part: only redraw figures of stored runs"
    )
    group.add_argument(
        "--report",
        action="store_true",
        help="build the report of stored runs (with --part: after running them)",
    )
    group.add_argument(
        "--runs",
        nargs="+",
        type=_name,
        default=(),
        metavar="RUN",
        help="with --report: show these runs, sweeps and comparisons, for example vae vae@beta=4 "
        "(default: the canonical runs)",
    )
    group.add_argument(
        "--compare",
        nargs="+",
        type=_name,
        metavar="RUN",
        help="compare runs of one part, for example vae vae@beta=4",
    )


def _add_assignments(group):
    group.add_argument("--exercises", action="store_true", help="list them: points and state")
    group.add_argument(
        "--check",
        type=_name,
        metavar="NUMBER",
        help="check an exercise (2.1) or a whole lab (2); the first time it writes work/lab2.py",
    )
    group.add_argument(
        "--hint", type=_name, metavar="NUMBER", help="a hint for an exercise; again: the next one"
    )
    group.add_argument(
        "--hand-in", type=_name, metavar="NUMBER", help="pack a lab's files into a new zip archive"
    )
    group.add_argument(
        "--own", action="store_true", help="with --part: run it on the functions that you wrote"
    )
    group.add_argument(
        "--work", type=_name, default="work", metavar="DIR", help="your files (default: work)"
    )


def _add_teaching(group):
    group.add_argument(
        "--handout", type=_name, metavar="LAB", help="write a zip archive of the lab to give out"
    )
    group.add_argument(
        "--solution", type=_name, metavar="LAB", help="write a zip archive of the lab's answers"
    )
    group.add_argument(
        "--grade",
        nargs=2,
        type=_name,
        metavar=("LAB", "DIR"),
        help="grade all submissions in a folder, as Moodle or Canvas gives them, each in a sandbox",
    )
    group.add_argument(
        "--gradescope", type=_name, metavar="LAB", help="write an autograder for that service"
    )
    group.add_argument(
        "--class",
        type=_name,
        metavar="FILE",
        help="class.toml: deadline, late rule, language, points, exercises, groups",
    )
    group.add_argument(
        "--jobs",
        type=_count,
        metavar="N",
        help="with --grade: how many submissions at a time (default: the number of cores)",
    )
    group.add_argument(
        "--only",
        type=_name,
        metavar="ID",
        help="with --grade: grade this student again though nothing has changed",
    )
    group.add_argument(
        "--isolation",
        choices=("bubblewrap", "none"),
        help="with --grade: none runs students' code with your rights (default: bubblewrap)",
    )


def _add_speed_options(group):
    group.add_argument(
        "--bench",
        type=_name,
        metavar="NAME",
        help="measure speed: vae and made beside other libraries, stream (large files), waiting "
        "(where the seconds of a run go), programs (XLA or a plain graph) or size (how cost grows)",
    )
    group.add_argument(
        "--json",
        type=_name,
        metavar="FILE",
        help="with --bench: also write the measurements to this file, and the figure of size "
        "beside it, as .png",
    )


def _add_run_options(group):
    group.add_argument("--smoke", action="store_true", help="a short variant, a few seconds")
    group.add_argument(
        "--dataset",
        type=_name,
        metavar="NAME",
        help="mnist, fashion_mnist, binarized_mnist, dynamic_mnist, tuning_mnist, digits, sprites, "
        "or the path of a folder of images or of a .npy file (default: mnist if available, "
        "otherwise the embedded digits)",
    )
    group.add_argument(
        "--data-dir",
        type=_name,
        metavar="DIR",
        help="folder of the data sets (default: $LAB_DATA_DIR)",
    )
    group.add_argument("--seed", type=int, default=0, metavar="N", help="default 0")
    group.add_argument("--epochs", metavar="N", help="short for --set epochs=N")
    group.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a parameter of the part; repeatable; an unknown name lists the known ones",
    )
    group.add_argument("--resume", action="store_true", help="continue an interrupted run")
    group.add_argument(
        "--strategy", metavar="NAME", help="mirrored: divide each batch between this machine's GPUs"
    )
    group.add_argument(
        "--mixed-precision",
        action="store_true",
        help="half precision in the layers: float16 on a GPU, bfloat16 on a CPU",
    )


def _add_output_options(group):
    group.add_argument(
        "--out",
        type=_name,
        default=".",
        metavar="DIR",
        help="the folder for reports/ and runs/ (default: the current one)",
    )
    group.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="of what is printed and of figures (default: en), and of the report (default: one in "
        "each)",
    )
    group.add_argument(
        "--metrics",
        type=_name,
        metavar="NAME[,NAME…]",
        help="with --sweep, --seeds or --compare: show these numbers of metrics.json (default: "
        "those of which the part expects something)",
    )
    group.add_argument(
        "--title",
        type=_name,
        metavar="FILE",
        help="the report's title page (default: title.toml, if present)",
    )
    group.add_argument(
        "--reference",
        action="store_true",
        help="with --report: also show the reference results that come with the lab",
    )


def _add_sweep_options(group):
    group.add_argument(
        "--sweep",
        action="append",
        default=[],
        metavar="NAME=VALUE[,VALUE…]",
        help="with --part: run every value that has no stored run yet; repeated, every combination "
        "(64x32 is one value: two layer widths)",
    )
    group.add_argument(
        "--seeds",
        type=_count,
        metavar="N",
        help="run each value, or without --sweep the part, with N seeds, starting at --seed",
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
        help="of a Ray cluster that does the runs; start the sweep on one of its machines "
        "(default: this machine alone). Each machine needs the lab's requirements and the data "
        "set, under the same --data-dir if one is given; records are collected here, weights are "
        "not",
    )


def _epilog():
    known = [(words, what) for words, what in EXAMPLES if not _is_missing(words)]
    examples = [(program.command(words.split()), what) for words, what in known]
    parts = [(part.name, f"{part.question} ({part.minutes:g} min)") for part in PARTS]
    return f"examples:\n{_one_below_the_other(examples)}\n\nparts:\n{_in_columns(parts)}"


def _is_missing(words):
    """Whether an example has an option for which a handout has no code, and this is one."""
    flags = {f"--{name}" for name in NOT_HANDED_OUT}
    return program.is_handout() and not flags.isdisjoint(words.split())


def _one_below_the_other(rows):
    """What each command does, and the command on a line of its own."""
    return "\n".join(f"  {what}:\n    {command}" for command, what in rows)


def _in_columns(rows):
    rest = " " * (4 + max(len(left) for left, _ in rows))
    width = terminal.columns(sys.stdout)
    return "\n".join(
        terminal.folded(right, width, f"  {left}".ljust(len(rest)), rest) for left, right in rows
    )


def _name(text):
    """The value of an option that names something: nothing is what an unset variable gives."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a name, received nothing")
    return text


def _count(text):
    with contextlib.suppress(ValueError):
        if int(text) > 0:
            return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} must be a positive integer")
