import unittest
from dataclasses import replace

from tests.mutations.entries import Mutation, load
from tests.support.helpers import ROOT, LabTest

SOURCE = """\
LIMIT = 3


class Counter:
    @staticmethod
    def up(x):
        def inner(y):
            return y + 1
        return inner(x) + 1


def down(x):
    return x - 1 if x > 1 else x
"""


def mutation(function, old, new):
    return Mutation("one", f"lab.toy:{function}", old, new, "tests.test_toy.T.test_it")


class Applied(unittest.TestCase):
    def test_only_the_function_it_names_is_changed(self):
        for function, old, new, line in (
            ("Counter.up.inner", "y + 1", "y + 2", "            return y + 2"),
            ("Counter.up", "inner(x) + 1", "inner(x)", "        return inner(x)"),
            ("Counter.up", "@staticmethod", "@classmethod", "    @classmethod"),
            ("down", "x > 1", "x < 1", "    return x - 1 if x < 1 else x"),
            ("", "LIMIT = 3", "LIMIT = 4", "LIMIT = 4"),
        ):
            with self.subTest(function=function, old=old):
                before = SOURCE.splitlines()
                after = mutation(function, old, new).applied(SOURCE).splitlines()
                changed = [new for old, new in zip(before, after, strict=True) if old != new]
                self.assertEqual(changed, [line])

    def test_what_does_not_apply_is_refused_with_the_reason(self):
        for function, old, new, reason in (
            ("down", "x + 1", "x", "its old snippet stands 0 times in lab.toy:down"),
            ("down", "x", "y", "stands 4 times in lab.toy:down"),
            ("up.down", "x", "y", "lab.toy:up.down stands 0 times"),
            ("down", "x - 1", "x - 1", "changes nothing"),
            ("down", "x - 1", "x -", "is not Python"),
        ):
            with self.subTest(old=old), self.assertRaisesRegex(ValueError, reason):
                mutation(function, old, new).applied(SOURCE)


class Files(LabTest):
    def test_names_are_unique(self):
        entry = '[[mutation]]\nname="a"\nfunction="f"\nold="o"\nnew="n"\ntest="t"\n'
        (self.folder / "one.toml").write_text(entry)
        self.assertEqual([one.name for one in load(self.folder)], ["a"])
        (self.folder / "two.toml").write_text(entry)
        with self.assertRaisesRegex(ValueError, "two mutations are named a"):
            load(self.folder)


class Ours(unittest.TestCase):
    """The whole list: that it applies to lab/ as it is, and that its tests are there."""

    def test_every_one_applies_to_the_source(self):
        sources = {}
        for one in load():
            with self.subTest(one.name):
                if one.path not in sources:
                    sources[one.path] = (ROOT / one.path).read_text(encoding="utf-8")
                one.applied(sources[one.path])

    def test_every_one_names_one_test(self):
        loader = unittest.TestLoader()
        for test in {one.test for one in load()}:
            with self.subTest(test):
                self.assertEqual(loader.loadTestsFromName(test).countTestCases(), 1)
        self.assertEqual(loader.errors, [])

    def test_they_are_many(self):
        self.assertGreaterEqual(len(load()), 150)

    def test_no_two_are_the_same_change(self):
        changes = [replace(one, name="", test="") for one in load()]
        self.assertEqual(len(changes), len(set(changes)))
