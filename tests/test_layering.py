"""Imports go one way: the order of LEVELS, read from the source and seen in a fresh process."""

import ast
import json
import re
import unittest

from lab.parts import PARTS
from tests.support.helpers import ROOT, fresh_python
from tests.support.smoke_runs import smoke_run

LEVELS = (
    {"storage"},
    {"backend"},
    {"framework", "data"},
    {"models"},
    {"training", "evaluation", "figures", "documents"},
    {"experiment"},
    {"parts", "benchmarks", "assignments"},
    {"commands"},
    {"cli"},
)
LEVEL = {group: level for level, groups in enumerate(LEVELS) for group in groups}
GROUND = {"checks", "errors", "languages", "program", "terminal"}  # what everyone may import
HEAVY = {"tensorflow", "keras", "ray"}
MODELS = ("lab.models", "lab.framework")
LIGHT_AT_FIRST = {
    *("lab", "cli", "commands", "experiment", "documents", "storage", "backend"),
    *GROUND,
}
LIGHT_IN_A_PART = ("", "figures", "story")  # its folder's own module, its plots and its words
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.glob("lab/**/*.py"))
}


def imports(tree):
    """Names of all modules that a tree imports; of `from a import b` both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            if node.module == "lab" or f"lab.{(node.module or '')[4:]}" in SOURCES:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_at_first(tree):
    """The same, but of what runs when the module itself is imported."""

    class Outside(ast.NodeTransformer):
        def visit_FunctionDef(self, node):  # noqa: N802
            return None

        visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    return imports(Outside().visit(tree))


def group(module):
    """`data` for lab.data.idx, `cli` for lab.cli, `lab` for the package itself."""
    return module.split(".")[1] if "." in module else module


def is_heavy(name):
    return name.split(".")[0] in HEAVY


def may_import(ours, theirs):
    """Whether modules of one group of the lab may import those of another."""
    if theirs in GROUND or theirs == ours:
        return True
    if ours == "lab":
        return theirs == "commands"
    return ours not in GROUND and LEVEL[theirs] < LEVEL[ours]


def part_of(module):
    """`vae` for lab.parts.vae.figures; "" for what is no part's, such as the list of parts."""
    names = module.split(".")
    of_parts = names[:2] == ["lab", "parts"] and len(names) > 2
    return names[2] if of_parts and module != "lab.parts.discussion" else ""


def is_light(module):
    """Whether it must be importable without TensorFlow, Keras and Ray."""
    if part_of(module):
        return ".".join(module.split(".")[3:]) in LIGHT_IN_A_PART
    return group(module) in LIGHT_AT_FIRST or group(module) == "parts"


def violations(module, source):
    """What this source, as this module of the lab, imports against the order."""
    ours, tree = group(module), ast.parse(source)
    names = set(imports(tree))
    wrong = {name for name in names if name.startswith(".")}
    if part_of(module):
        wrong |= {name for name in names if part_of(name) not in ("", part_of(module))}
    wrong |= {
        name for name in names if name.startswith("lab.") and not may_import(ours, group(name))
    }
    if ours == "figures":
        wrong |= {name for name in names if is_heavy(name) or name.startswith(MODELS)}
    if is_light(module):
        wrong |= {name for name in imports_at_first(tree) if is_heavy(name)}
    return sorted(wrong)


class Order(unittest.TestCase):
    def test_every_module_of_the_lab_keeps_it(self):
        self.assertGreater(len(SOURCES), 30)
        for module, path in SOURCES.items():
            found = violations(module, path.read_text(encoding="utf-8"))
            self.assertEqual(found, [], f"{module} imports")

    def test_run_lab_hands_over_to_the_command_line(self):
        tree = ast.parse((ROOT / "run_lab.py").read_text(encoding="utf-8"))
        names = {name for name in imports(tree) if name.startswith("lab")}
        self.assertEqual(names, {"lab.cli", "lab.cli.main"})

    def test_what_is_forbidden_would_be_found(self):
        for module, source in (
            ("lab.data.idx", "from lab.models import VAE"),
            ("lab.data.idx", "import lab.framework"),
            ("lab.storage.records", "from lab.data import idx"),
            ("lab.framework.ops", "def f():\n    from lab import data"),
            ("lab.training.fit", "from lab.evaluation import likelihood"),
            ("lab.documents.report", "from lab.parts import PARTS"),
            ("lab.experiment.context", "from lab.commands import run"),
            ("lab.experiment.context", "from lab.parts import vae"),
            ("lab.parts.made.experiment", "from lab.parts import vae"),
            ("lab.parts.made.experiment", "from lab.parts.vae.figures import draw"),
            ("lab.parts.made", "import lab.parts.vae as other"),
            ("lab.commands.run", "from lab import cli"),
            ("lab.cli", "import tensorflow as tf"),
            ("lab.parts.vae", "from keras import layers"),
            ("lab.parts.vae.figures", "class A:\n    import keras"),
            ("lab.figures.images", "def f():\n    import keras"),
            ("lab.figures.images", "from lab.models import densities"),
            ("lab.errors", "from lab.data import idx"),
            ("lab", "from lab import cli"),
            ("lab.data.idx", "from . import split"),
        ):
            with self.subTest(f"{module}: {source}"):
                self.assertNotEqual(violations(module, source), [])

    def test_what_is_allowed_would_not(self):
        for module, source in (
            ("lab.cli", "from lab.commands import run\nfrom lab.parts import PARTS"),
            ("lab.parts", "from lab.parts import made, vae"),
            ("lab.parts.vae.experiment", "from lab.parts.vae import measures\nimport keras"),
            ("lab.parts.vae", "def f():\n    import keras"),
            ("lab.models.vae", "import tensorflow\nfrom lab.framework import ops"),
            ("lab", "def run():\n    from lab.commands import run"),
        ):
            with self.subTest(f"{module}: {source}"):
                self.assertEqual(violations(module, source), [])


def without_reason(source):
    """The imports that don't stand at the top and have no comment above them."""
    found, line_above = [], ""
    for line in filter(str.strip, source.splitlines()):
        if not re.match(r"\s+(import|from [\w.]+ import) \w", line):
            line_above = line.strip()
        elif not line_above.startswith("#"):
            found.append(line.strip())
    return found


class Late(unittest.TestCase):
    def test_an_import_in_a_function_has_its_reason_above_it(self):
        for module, path in SOURCES.items():
            self.assertEqual(without_reason(path.read_text(encoding="utf-8")), [], module)

    def test_one_without_would_be_found(self):
        both = (
            "    # slow\n    import keras\n\n    from lab import data\n    x = 1\n    import ray\n"
        )
        self.assertEqual(without_reason(both), ["import ray"])


class FreshProcess(unittest.TestCase):
    SCRIPT = """
import json, sys
from lab.cli import main
codes = []
for arguments in json.loads(sys.argv[1]):
    try:
        codes.append(main(arguments))
    except SystemExit as end:
        codes.append(end.code)
names = sorted({name.split(".")[0] for name in sys.modules})
print("\\n" + json.dumps([codes, names]))
"""

    def run_cli(self, *command_lines):
        process = fresh_python("-c", self.SCRIPT, json.dumps(command_lines))
        self.assertEqual(process.returncode, 0, process.stderr)
        codes, loaded = json.loads(process.stdout.splitlines()[-1])
        return codes, set(loaded), process.stdout

    def test_help_and_the_list_need_nothing_that_takes_time_to_load(self):
        codes, loaded, printed = self.run_cli(["--help"], [])
        self.assertEqual(codes, [0, 0])
        self.assertEqual(loaded & {*HEAVY, "numpy", "matplotlib", "sklearn", "scipy"}, set())
        self.assertIn("--set NAME=VALUE", printed)

    def test_figures_need_neither_tensorflow_nor_keras(self):
        name = PARTS[0].name
        out = smoke_run(name).folder.parents[2]
        codes, loaded, printed = self.run_cli(
            ["--part", name, "--figures", "--smoke", "--out", str(out)]
        )
        self.assertEqual(codes, [0])
        self.assertEqual(loaded & HEAVY, set())
        self.assertIn("matplotlib", loaded)
        self.assertIn(f"drawn: {len(smoke_run(name).figures)} figures", printed)

    def test_the_package_and_its_parts_are_light(self):
        modules = ["lab.commands.run", *sorted(filter(is_light, SOURCES))]
        script = f"import sys, {', '.join(modules)}; print({HEAVY!r} & set(sys.modules))"
        process = fresh_python("-c", script)
        self.assertEqual(process.stdout.strip(), "set()", process.stderr)
