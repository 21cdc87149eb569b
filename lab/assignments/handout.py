"""What a teacher gives out: a copy of the lab in which functions are to be written; later, answers.

The copy has no answers, no tests, no benchmarks, no results, nothing of the grading, and of the
catalogue only its own lab, without the code of wrong answers. A student's files are not in it: it
can be unpacked over an older one.
"""

import ast
import importlib.metadata
import json
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

from lab.assignments import notebooks, sheet
from lab.assignments.labs import blanked_with
from lab.assignments.source import PACKAGE
from lab.assignments.stubs import solution_file, stub_file
from lab.assignments.tree import copy_package
from lab.errors import LabError
from lab.languages import LANGUAGES, say, speaking
from lab.storage.files import written_beside

# of the package
LEFT_OUT = (
    "benchmarks",
    "commands/bench.py",
    "commands/sweep",
    "commands/handout.py",
    "commands/grade.py",
    "commands/gradescope.py",
    "assignments/grading",
    "assignments/handout.py",
    "assignments/notebooks.py",
)
# of lab/assignments, which tells the tree of a worker nothing
JUDGING = ("wrong.py", "__pycache__", "*.md")
# a person unpacks the archive on the same day in every time zone
DATE = (2026, 1, 1, 0, 0, 0)
REQUIREMENTS = "requirements.txt"


def write_handout(lab, part, settings, out):
    """Writes labN-handout.zip into the folder `out`; returns its path.

    lab: as the class has it. part: the lab.experiment.part.Part to try its functions in. settings:
    the class's LabSettings.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, lab.module)
        place.mkdir()
        _copy(lab, place)
        _give(lab, part, settings, place / "lab" / "assignments" / "given")
        (place / REQUIREMENTS).write_text(requirements(place, LEFT_OUT), encoding="utf-8")
        (place / "README.md").write_text(_readme(lab, settings), encoding="utf-8")
        return pack(place, Path(out, f"{lab.module}-handout.zip"), place.parent)


def write_solution(lab, out):
    """Writes labN-solution.zip into the folder `out`; returns its path."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, lab.module)
        (place / "solution").mkdir(parents=True)
        path = place / "solution" / f"{lab.module}.py"
        path.write_text(solution_file(lab), encoding="utf-8")
        return pack(place, Path(out, f"{lab.module}-solution.zip"), place.parent)


def _copy(lab, place):
    """The package with blanked functions, and what judges a student's own."""
    package = copy_package(place, blanked_with(lab))
    judging = PACKAGE / "assignments"
    ignore = shutil.ignore_patterns(*JUDGING)
    shutil.copytree(judging, package / "assignments", ignore=ignore, dirs_exist_ok=True)
    for name in LEFT_OUT:
        found = package / name
        shutil.rmtree(found) if found.is_dir() else found.unlink()
    own = lab.package.rpartition(".")[2]
    for other in (package / "assignments" / "labs").iterdir():
        if other.is_dir() and other.name != own:
            shutil.rmtree(other)
    for known in (package / "assignments" / "known").iterdir():
        if known.stem != lab.module:
            known.unlink()
    for page in package.rglob("README.md"):
        page.unlink()


def _give(lab, part, settings, given):
    """What is made from functions that the copy has no longer."""
    given.mkdir()
    asked = {"exercises": [one.number for one in lab.exercises], "points": settings.points}
    (given / sheet.ASKED).write_text(json.dumps(asked), encoding="utf-8")
    for language in LANGUAGES:
        with speaking(language):
            files = {
                f"{lab.module}-{language}.py": stub_file(lab),
                f"{lab.module}-{language}.ipynb": notebooks.notebook(
                    lab, part if lab.is_alone else None, "work"
                ),
                f"hints-{language}.json": json.dumps(
                    {one.number: sheet.last_hint(one) for one in lab.exercises if one.target},
                    ensure_ascii=False,
                ),
            }
        for name, text in files.items():
            (given / name).write_text(text, encoding="utf-8")


def requirements(place, names):
    """The lab's requirements for a copy without what has these names in the package: without those
    that only that imports. Raises LabError where there is no list of them.
    """
    left_out = [PACKAGE / name for name in names]
    files = [
        file for path in left_out for file in ([path] if path.is_file() else path.rglob("*.py"))
    ]
    only_there = _imported(files) - _imported(place.rglob("*.py"))
    names = importlib.metadata.packages_distributions()
    without = {_bare(name) for module in only_there for name in names.get(module, ())}
    path = PACKAGE.parent / REQUIREMENTS
    if not path.exists():
        raise LabError("this lab is installed: what is given out is made from a checkout of it")
    lines = path.read_text(encoding="utf-8").split("\n\n")[0]
    kept = [line for line in lines.split("\n") if _bare(line) not in without and line[:1] != "#"]
    return "\n".join([*kept, ""])


def _imported(paths):
    """Names of the top modules that these files import."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def _bare(requirement):
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]*", requirement)[0]).lower()


def _readme(lab, settings):
    parts = []
    for language in LANGUAGES:
        with speaking(language):
            parts.append(_page(lab, settings))
    return "\n\n".join(parts) + "\n"


def _page(lab, settings):
    """The handout's page in the language spoken."""
    number = lab.number
    commands = {
        f"--check {number}.1": say("one exercise"),
        f"--check {number}": say("the whole lab"),
        f"--hint {number}.1": say("a hint; again: the next one"),
        "--exercises": say("every exercise: points and state"),
        f"--part {lab.part} --smoke": say("the experiment on your functions, short"),
        f"--hand-in {number}": say("packs your files into a zip archive to hand in"),
    }
    if not lab.is_alone:
        del commands[f"--part {lab.part} --smoke"]
    wide = max(map(len, commands))
    told = [
        f"    python run_lab.py {words:<{wide}}    # {what}" for words, what in commands.items()
    ]
    paragraphs = [
        "# " + say("Lab {number}: {title}", number=number, title=say(lab.title)),
        say("Python 3.11 or newer. In the folder of this file, once:"),
        f"    python -m pip install -r requirements.txt\n    python run_lab.py --check {number}",
        say(
            "The second command writes `{file}`, with a stub for each function, and notebooks with "
            "the statements (to open them: `python -m pip install notebook`). Write the functions "
            "in that file; a check says what is right and what is not. This copy of the package "
            "lacks the functions of this lab and of later ones: it calls yours.",
            file=f"work/{lab.module}.py",
        ),
        "\n".join(told),
        say(
            "`--lang ru` after a command: in Russian. A newer handout can be unpacked over this "
            "one; your files in `work` stay as they are."
        ),
    ]
    if settings.deadline:
        moment = settings.deadline.isoformat(sep=" ", timespec="minutes")
        paragraphs.append(say("Deadline: {moment}.", moment=moment) + _late(settings))
    return "\n\n".join(paragraphs)


def _late(settings):
    if not settings.late_percent_per_day:
        return ""
    lost = say(
        "Each day begun after it costs {percent:g} % of the points for functions.",
        percent=settings.late_percent_per_day,
    )
    if settings.late_days is None:
        return f" {lost}"
    last = say("After {days} days nothing counts.", days=settings.late_days)
    return f" {lost} {last}"


def pack(place, path, root):
    """An archive of a folder, the same bytes for the same content; its names begin below `root`."""
    with (
        written_beside(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for file in sorted(place.rglob("*")):
            if file.is_file():
                name = file.relative_to(root).as_posix()
                info = zipfile.ZipInfo(name, DATE)
                info.external_attr = (0o755 if file.stat().st_mode & 0o100 else 0o644) << 16
                archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return path
