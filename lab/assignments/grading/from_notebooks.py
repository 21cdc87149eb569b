"""What a student wrote in a notebook: his functions as a module's text, and his answers."""

import ast
import re
import symtable

from lab.assignments import notebooks
from lab.assignments.cells import cells_of, kind, python_of, text_of
from lab.errors import one_line
from lab.languages import LANGUAGES, say, speaking

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# of a notebook, without the pictures that its cells have shown
MOST_CELLS, MOST_WRITTEN, LONGEST_ANSWER = 2000, 2**18, 20_000


class Notebook:
    """A notebook's cells. path: its name, for people. Raises ValueError for what is none."""

    def __init__(self, path, content):
        self.path = path
        self._cells = cells_of(content)
        if len(self._cells) > MOST_CELLS:
            raise ValueError(say("it has more than {n} cells", n=MOST_CELLS))
        if sum(len(str(cell.get("source"))) for cell in self._cells if kind(cell)) > MOST_WRITTEN:
            raise ValueError(say("more is written in it than {n} characters", n=MOST_WRITTEN))

    def functions(self, names, module):
        """(text, lines): of the lab's module with the functions of these names that its cells
        define and all that those use, "" where there are none; lines: what is damaged, what is
        defined twice.
        """
        statements, lines, where = [], [], {}
        for place, cell in enumerate(self._cells, 1):
            try:
                tree, text = _tree(cell)
                texts = list(_texts(tree, text))
            except (RecursionError, ValueError):
                lines.append(
                    say("{path}, cell {place}: it is damaged", path=self.path, place=place)
                )
                continue
            for node, text in zip(tree.body, texts, strict=True):
                statements.append((node, text))
                if isinstance(node, ast.FunctionDef) and node.name in names:
                    where.setdefault(node.name, []).append(place)
        if not where:
            return "", []
        for name, places in where.items():
            if len(places) > 1:
                told = {"name": name, "path": self.path, "place": places[-1]}
                lines.append(
                    say("{path}: of several {name} the one in cell {place} counts", **told)
                )
        try:
            return _module(statements, {*names}, module), lines
        except SyntaxError as error:
            raise ValueError(error.msg) from None
        except RecursionError:
            raise ValueError(say("it is nested too deeply")) from None

    def answers(self, lab):
        """{question: text} of what is written below the questions."""
        found, question = {}, None
        for cell in self._cells:
            try:
                text = text_of(cell)
            except ValueError:
                continue
            identifier = str(cell.get("id", ""))
            number = _question(text, identifier, lab) if kind(cell) == "markdown" else None
            if number:
                question, text = number, _below(text, lab.questions[number - 1], number)
            elif identifier == "end" or _is_end(text):
                question = None
            if question:
                found.setdefault(question, []).append(_answer(text))
        texts = {number: "\n\n".join(filter(None, parts)) for number, parts in found.items()}
        return {number: text[:LONGEST_ANSWER] for number, text in texts.items() if text}


def _tree(cell):
    """(tree, text) of a cell. Raises ValueError where it is damaged, or is no Python."""
    text = text_of(cell)
    try:
        return python_of(text if kind(cell) == "code" else "")
    except SyntaxError:
        # %%bash, %%html, ... say that they are not
        if text.startswith("%%"):
            return python_of("")
        raise ValueError("no Python") from None


def _module(statements, wanted, module):
    """The text of a module of these (node, its text): the definitions, imports and assignments by
    which the wanted names come about, and nothing else that a cell does. What only a figure needs,
    for example, may be missing where the functions are checked.
    """
    kept, bound = set(), {}
    for place, (node, _) in enumerate(statements):
        for name in _bound(node, module):
            bound.setdefault(name, []).append(place)
    waiting = [place for name in ("*", *wanted) for place in bound.pop(name, ())]
    while waiting:
        place = waiting.pop()
        if place in kept:
            continue
        kept.add(place)
        for name in _used(statements[place][1]):
            waiting += bound.pop(name, ())
    in_order = sorted(kept, key=lambda place: (not _is_future(statements[place][0]), place))
    return "\n\n".join(statements[place][1] for place in in_order) + "\n"


def _used(text):
    """Names of a module that a statement uses: not those of a function's own variables."""
    names, tables = set(), [symtable.symtable(text, "cell", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        is_top = table.get_type() == "module"
        names |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if (symbol.is_referenced() if is_top else symbol.is_global())
        }
    return names


def _bound(node, module):
    """Names that a definition, an import or an assignment binds; of the lab's own module nothing is
    imported.
    """
    if isinstance(node, DEFINITIONS):
        return {node.name}
    if isinstance(node, ast.ImportFrom) and node.module in (module, "__future__"):
        return set() if node.module == module else {"*"}
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        return names - {module}
    targets = getattr(node, "targets", []) if isinstance(node, ast.Assign) else []
    targets += [node.target] if isinstance(node, ast.AnnAssign) else []
    return {
        child.id for target in targets for child in ast.walk(target) if isinstance(child, ast.Name)
    }


def _is_future(node):
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _texts(tree, text):
    """Each statement of a cell as it was written, with its comments; as Python writes it where
    another one stands on its lines.
    """
    lines = text.split("\n")
    firsts = [
        min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        for node in tree.body
    ]
    before, after = [0, *(node.end_lineno for node in tree.body)], [*firsts[1:], len(lines) + 1]
    for node, first, previous, following in zip(tree.body, firsts, before, after, strict=False):
        is_alone = previous < first and node.end_lineno < following
        yield "\n".join(lines[first - 1 : node.end_lineno]) if is_alone else ast.unparse(node)


def _question(text, identifier, lab):
    """The number of the written question whose cell this is, by its name or its heading, or None.

    What was written by people or other programs may lack the names.
    """
    named = re.fullmatch(r"(?:question|answer)-(\d{1,2})", identifier)
    if named:
        return int(named[1]) if 1 <= int(named[1]) <= len(lab.questions) else None
    for number, _ in enumerate(lab.questions, 1):
        for heading in _in_each_language(lambda number=number: notebooks.question_heading(number)):
            if text.lstrip().startswith(heading):
                return number
    return None


def _below(text, question, number):
    """What a student wrote in the cell of a question, or in that for its answer."""
    for asked in _in_each_language(lambda: say(question)):
        if asked in text:
            return text.partition(asked)[2]
    for heading in _in_each_language(lambda: notebooks.question_heading(number)):
        if text.lstrip().startswith(heading):
            return text.partition("\n")[2]
    return text


def _is_end(text):
    """Whether a cell is the notebook's last, which says how to hand in."""
    ends = _in_each_language(lambda: notebooks.end("\n", "").partition("\n")[0])
    return text.lstrip().startswith(tuple(ends))


def _answer(text):
    """What is written in a cell beside the words of the notebook."""
    for label in _in_each_language(notebooks.answer_label):
        text = text.replace(label, "").replace(label.strip("*"), "")
    lines = (one_line(line.rstrip()) for line in text.expandtabs(4).split("\n"))
    return "\n".join(lines).strip()


def _in_each_language(words):
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found.append(words())
    return found
