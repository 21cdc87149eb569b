"""What a mutation is, and how one is applied to a source."""

import ast
import dataclasses
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Mutation:
    """One wrong change of a function, and the one test that must notice it.

    function: "lab.models.densities:kl_to_standard_normal"; methods and inner functions are named
    after their owner with a dot, and "lab.models.densities:" is the module outside of any.
    old, new: what is replaced by what; `old` stands once in the function.
    may_hang: the change can make its test endless, so that running out of time notices it too.
    """

    name: str
    function: str
    old: str
    new: str
    test: str
    may_hang: bool = False

    @property
    def path(self):
        """The source's, below the root of the checkout."""
        return self.function.partition(":")[0].replace(".", "/") + ".py"

    def applied(self, source):
        """The source with the mutation in it; ValueError where it does not apply."""
        lines = source.splitlines(keepends=True)
        first, last = self._lines(ast.parse(source), len(lines))
        body = "".join(lines[first:last])
        if body.count(self.old) != 1:
            raise ValueError(
                f"mutation {self.name}: its old snippet stands {body.count(self.old)} times in "
                f"{self.function}, not once"
            )
        mutated = body.replace(self.old, self.new)
        if mutated == body:
            raise ValueError(f"mutation {self.name} changes nothing")
        mutated = "".join(lines[:first]) + mutated + "".join(lines[last:])
        try:
            compile(mutated, self.path, "exec")
        except SyntaxError as error:
            raise ValueError(f"mutation {self.name} is not Python: {error}") from error
        return mutated

    def _lines(self, tree, count):
        """Where the function stands: the index of its first line, and of the one after its last."""
        node, names = tree, self.function.partition(":")[2]
        for name in filter(None, names.split(".")):
            found = [
                inner
                for inner in ast.walk(node)
                if isinstance(inner, ast.FunctionDef | ast.ClassDef)
                and inner.name == name
                and inner is not node
            ]
            if len(found) != 1:
                raise ValueError(
                    f"mutation {self.name}: {self.function} stands {len(found)} times in "
                    f"{self.path}, not once"
                )
            node = found[0]
        if node is tree:
            return 0, count
        start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        return start - 1, node.end_lineno


def load(folder=HERE):
    """All mutations of the .toml files in a folder, by file and in order; names are unique."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutation"]:
            mutation = Mutation(**entry)
            if mutation.name in found:
                raise ValueError(f"two mutations are named {mutation.name}")
            found[mutation.name] = mutation
    return list(found.values())
