"""Functions of lab 3 as trees: right in several ways, typically wrong, and wrong in a way of one's
own.
"""

import ast
import functools

from lab.assignments import known
from lab.assignments.labs.made import LAB
from lab.assignments.stubs import solution_file, stub_file
from lab.languages import speaking
from tests.support.helpers import ROOT
from tests.support.students import rewriting

RIGHT = ROOT / "tests" / "assignments" / "right" / f"{LAB.module}.py"
# errors that no catalogue knows: {(function, way): (what stands there, what should not)}
SLIPS = {
    ("triangular_mask", "rows"): ("row + 1", "row + 2"),
    ("masked_linear", "tensordot"): ("grads['w'] *= m", "grads['w'] *= 2 * m"),
    ("masked_linear", "outer_products"): ("m * tf.reduce_sum", "tf.square(m) - tf.reduce_sum"),
    ("even_degrees", "remainders"): ("(input_dim - 1)", "(input_dim - 2)"),
    ("even_degrees", "ceil"): ("range(1, width + 1)", "range(2, width + 2)"),
    ("layer_masks", "appended"): ("<= positions", "> positions"),
    ("log_prob", "ready_made"): ("tf.math.log(count)", "tf.math.log(count + 1)"),
    ("log_prob", "softplus"): ("tf.nn.softplus(a)", "tf.nn.softplus(2 * a)"),
    ("naive_sample", "columns"): ("np.exp(-score)", "np.exp(-2 * score)"),
    ("naive_sample", "arranged"): ("np.log1p(-thresholds", "np.log1p(thresholds"),
    ("mixture_log_prob", "weighted"): ("1 / number", "1 / (number + 1)"),
}


@functools.cache
def right():
    """{(function, way): tree} of right answers, the package's own among them."""
    found = {}
    for node in functions(RIGHT.read_text(encoding="utf-8")):
        function, _, way = node.name.partition("__")
        node.name = function
        found[function, way] = node
    for node in functions(solution_file(LAB)):
        found[node.name, ""] = rewriting.without_docstring(node)
    return found


def slipped(function, way):
    """The tree of a right answer with the error of SLIPS."""
    stands, should_not = SLIPS[function, way]
    before, found, after = ast.unparse(right()[function, way]).partition(stands)
    if not found:
        raise LookupError(f"{function}: there is no {stands} in {way}")
    return ast.parse(before + should_not + after).body[0]


@functools.cache
def wrong():
    """{(function, mistake): trees of the helpers that it needs and, last, of the function}."""
    found = {}
    for (exercise, mistake), text in known.wrong_files(LAB).items():
        *helpers, function = functions(text)
        needed, names = [], rewriting.names_in(function)
        for helper in reversed(helpers):
            if helper.name in names:
                needed.insert(0, helper)
                names |= rewriting.names_in(helper)
        found[exercise.function, mistake] = [*needed, function]
    return found


def functions(text):
    """The functions of a text, as trees."""
    return [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]


@functools.cache
def _handout(language):
    with speaking(language):
        return stub_file(LAB)


@functools.cache
def stubs(language):
    """{function: the text of its stub}."""
    return {node.name: ast.unparse(node) for node in functions(_handout(language))}


@functools.cache
def docstring(language, function):
    """The lines of a function's docstring in the handout."""
    text = _handout(language)
    first = next(node.body[0] for node in functions(text) if node.name == function)
    return text.split("\n")[first.lineno - 1 : first.end_lineno]


@functools.cache
def _imports():
    """{name: the line that imports it} of all answers."""
    a_wrong_one = next(iter(known.wrong_files(LAB).values()))
    lines = {}
    for text in (solution_file(LAB), a_wrong_one, RIGHT.read_text(encoding="utf-8")):
        for node in ast.parse(text).body:
            for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
                single = ast.unparse(type(node)(**{**vars(node), "names": [alias]}))
                lines[alias.asname or alias.name] = single
    return lines


def imports(texts):
    """The lines that functions of these texts need."""
    used = set()
    for text in texts:
        used |= rewriting.names_in(ast.parse(text))
    lines = {line for name, line in _imports().items() if name in used}
    return "\n".join(sorted(lines, key=lambda line: (not line.startswith("import"), line)))
