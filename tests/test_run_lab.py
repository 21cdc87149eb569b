import ast
import json
import os
import sys
import unittest
from unittest import mock

import run_lab
from tests.support.helpers import ROOT, CliTest, fresh_python, quiet


class Start(unittest.TestCase):
    def test_an_older_python_gets_one_line(self):
        with quiet() as (_, err), mock.patch.object(sys, "version_info", (3, 10, 13, "final", 0)):
            self.assertEqual(run_lab.main(), 2)
        message = "run_lab: the lab needs Python 3.11 or newer, and this is 3.10.13\n"
        self.assertEqual(err.getvalue(), message)

    def test_this_file_can_be_read_by_older_pythons(self):
        source = (ROOT / "run_lab.py").read_text(encoding="ascii")
        tree = ast.parse(source, feature_version=(3, 4))
        kinds = {type(node) for node in ast.walk(tree)}
        # in the grammar of every 3.x that parses here, but not of Python 2 or 3.4
        later = {ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.Starred}
        self.assertEqual(kinds & later, set())
        imported = {n.names[0].name for n in tree.body if isinstance(n, ast.Import)}
        self.assertEqual(imported, {"os", "sys"})

    def test_a_missing_package_is_named_with_the_command_that_installs_it(self):
        for name, arguments in (("numpy", ["--part", "vae"]), ("matplotlib", ["--report"])):
            script = (
                f"import sys; sys.modules[{name!r}] = None; sys.argv[1:] = {arguments!r};"
                "import run_lab; sys.exit(run_lab.main())"
            )
            process = fresh_python("-c", script)
            package = name.split(".")[0]
            expected = (
                f"run_lab: {package} is not installed: python -m pip install -r requirements.txt\n"
            )
            self.assertEqual((process.returncode, process.stderr), (2, expected))

    def test_a_module_of_the_lab_that_is_missing_is_a_bug(self):
        with (
            mock.patch.dict(sys.modules, {"lab.cli": None}),
            mock.patch.dict(os.environ),
            self.assertRaisesRegex(ModuleNotFoundError, "lab.cli"),
        ):
            run_lab.main()


class Surroundings(CliTest):
    def test_a_backend_of_matplotlib_that_is_not_there(self):
        with mock.patch.dict("os.environ", MPLBACKEND="foo"):
            process = fresh_python(
                *("run_lab.py", "--part", "generative-basics", "--smoke", "--out", self.out)
            )
        self.assertEqual(process.returncode, 0, process.stderr)
        (folder,) = self.out.glob("reports/*/generative-basics@smoke")
        self.assertTrue(list(folder.glob("figures/*.png")))
        json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
