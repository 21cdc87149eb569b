"""A function written as somebody else would: other names, other lines, comments of his own."""

import ast
import builtins
import io
import keyword
import tokenize

# what the handout gives
KEPT = {"backward", "g"}


def local_names(node):
    """Names that a function binds, but for its own arguments: in their order."""
    own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    found = {}
    for child in ast.walk(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            found[child.id] = None
        elif isinstance(child, ast.arg):
            found[child.arg] = None
        elif isinstance(child, ast.FunctionDef) and child is not node:
            found[child.name] = None
    return [name for name in found if name not in own | KEPT]


def renamed(node, rng, vocabulary, endings):
    """A function with its own names taken from a vocabulary; some stay as they are."""
    taken = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    taken |= {child.arg for child in ast.walk(node) if isinstance(child, ast.arg)}
    taken |= {*dir(builtins), *keyword.kwlist}
    names = {}
    for name in local_names(node):
        chosen = rng.choice(vocabulary)
        if chosen in taken or rng.random() < 0.3:
            chosen += rng.choice(endings)
        while chosen in taken:
            chosen += rng.choice(endings)
        taken.add(chosen)
        names[name] = chosen
    return with_names(node, names)


def with_names(node, names):
    """A tree with names replaced."""
    tree = ast.parse(ast.unparse(node)).body[0]
    for child in ast.walk(tree):
        for field in ("id", "arg", "name"):
            is_keyword = isinstance(child, ast.keyword)
            if not is_keyword and getattr(child, field, None) in names:
                setattr(child, field, names[getattr(child, field)])
    return tree


class Varied(ast.NodeTransformer):
    """Small habits that change no value: a name for what is returned, None for np.newaxis."""

    def __init__(self, rng):
        self._rng = rng
        self._names_results = rng.random() < 0.35
        self._spells_newaxis = rng.random() < 0.4
        self._turns_around = rng.random() < 0.3

    def visit_Return(self, node):  # noqa: N802
        """`r = ...; return r`."""
        self.generic_visit(node)
        named = self._names_results and self._rng.random() < 0.7
        if not named or isinstance(node.value, ast.Name | ast.Tuple | ast.Constant):
            return node
        name = "to_return"
        return [
            ast.Assign([ast.Name(name, ast.Store())], node.value, lineno=0),
            ast.Return(ast.Name(name, ast.Load())),
        ]

    def visit_Subscript(self, node):  # noqa: N802
        """`x[:, np.newaxis]`."""
        self.generic_visit(node)
        if self._spells_newaxis and isinstance(node.slice, ast.Tuple):
            node.slice.elts = [
                ast.parse("np.newaxis", mode="eval").body
                if isinstance(part, ast.Constant) and part.value is None
                else part
                for part in node.slice.elts
            ]
        return node

    def visit_Compare(self, node):  # noqa: N802
        """`b > a` for `a < b`."""
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
        kind = type(node.ops[0])
        if self._turns_around and len(node.ops) == 1 and kind in turned:
            return ast.Compare(node.comparators[0], [turned[kind]()], [node.left])
        return node


def commented(text, comments, rng):
    """A function's text with comments put before or behind lines of its body."""
    tree = ast.parse(text)
    function = tree.body[0]
    places = [
        (child.lineno, child.col_offset)
        for child in ast.walk(function)
        if isinstance(child, ast.stmt) and child is not function
    ]
    if ast.get_docstring(function) is not None:
        places = [place for place in places if place[0] > function.body[0].end_lineno]
    lines = text.split("\n")
    chosen = rng.sample(sorted(set(places)), min(len(comments), len(set(places))))
    for (line, column), words in sorted(zip(chosen, comments, strict=False), reverse=True):
        if len(words) < 20 and not lines[line - 1].endswith((",", "(", "[", '"""')):
            lines[line - 1] += f"  # {words}"
        else:
            lines.insert(line - 1, " " * column + f"# {words}")
    return "\n".join(lines)


def documented(text, docstring):
    """A function's text with a docstring's lines, as they stand in the handout, put first."""
    if docstring is None:
        return text
    function = ast.parse(text).body[0]
    lines = text.split("\n")
    first = function.body[0]
    line = min([first.lineno, *(part.lineno for part in getattr(first, "decorator_list", []))])
    return "\n".join([*lines[: line - 1], *docstring, *lines[line - 1 :]])


def reformatted(text):
    """A text with each argument on a line of its own, wide indentation and blank lines."""
    lines, depth = [""], 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.NL):
            continue
        if token.type == tokenize.NEWLINE:
            lines += ["", ""]
            continue
        if token.type == tokenize.ENDMARKER:
            break
        if not lines[-1] and depth == 0:
            lines[-1] = " " * (2 * token.start[1])
        glued = token.string in ".,()[]:" or lines[-1].endswith((".", "(", "[", "-", "*"))
        lines[-1] += token.string if glued or not lines[-1].strip() else " " + token.string
        if token.string in ("(", "[", "{"):
            depth += 1
        elif token.string in (")", "]", "}"):
            depth -= 1
        elif token.string == "," and depth:
            lines.append(" " * 12)
    return "\n".join(lines) + "\n"


def without_docstring(node):
    """A function without it."""
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        node.body = node.body[1:]
    return node


def names_in(node):
    """The names that a tree reads or binds."""
    return {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}


def with_other_helpers(nodes, rng, endings):
    """Functions of which the last uses the others, with other names for these and for their
    arguments.
    """
    *helpers, last = nodes
    own = {argument.arg for argument in last.args.args}
    names = {}
    for helper in helpers:
        for name in (helper.name, *(argument.arg for argument in helper.args.args)):
            if name not in own:
                names[name] = name + rng.choice(endings)
    changed = [with_names(node, names) for node in nodes]
    for child in (child for node in changed for child in ast.walk(node)):
        if isinstance(child, ast.Call) and getattr(child.func, "id", "") in names.values():
            for keyword_ in child.keywords:
                keyword_.arg = names.get(keyword_.arg, keyword_.arg)
    return changed
