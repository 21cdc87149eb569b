"""What is said anywhere in lab/, read from its source."""

import ast
import dataclasses
import re
import string

from jinja2 import Environment, nodes

from lab.assignments import source, statements
from lab.assignments.labs import LABS
from lab.languages.catalogues import LAB

# words that are the same in both languages: names, and what stands in formulas
NAMES = {
    *("VAE", "VAEs", "AE", "PCA", "MADE", "NADE", "EoNADE", "FVSBN", "CVAE", "GAN", "XLA", "IWAE"),
    *("MIG", "SAP", "DCI", "NMI", "AUROC", "JPEG", "PSNR", "ELBO", "KL", "ReLU", "AdamW", "SGD"),
    *("DARN", "DBN", "relu", "sigmoid", "linear", "tf", "function", "masked_linear", "rho", "log"),
    *("binary_cross_entropy", "binary_cross_entropy_from_logits", "decoder", "encoder", "exp"),
    *("binomial", "float", "bfloat", "mnist", "digits", "sprites", "toy"),
    *("fashion_mnist", "binarized_mnist", "dynamic_mnist", "tuning_mnist"),
}
# without these a line of a docstring is a formula
SENTENCES = re.compile(
    r"\b(Source|and|as|at|by|each|else|for|from|if|in|is|are|not|of|or|over|the|to|where|with)\b"
)
MARKERS = {"say": 1, "to_say": 1, "say_count": 2}


@dataclasses.dataclass(frozen=True)
class Message:
    """A message in the source. names: of what it is filled with there, or None if unknown."""

    id: str | tuple[str, str]
    place: str
    names: frozenset | None


def folder_of(path):
    """The folder whose catalogue has what a file says: the nearest one that has any, or else the
    file's package.
    """
    folders = path.relative_to(LAB).parents
    nearest = (str(folder) for folder in folders if list((LAB / folder).glob("*.po")))
    return next(nearest, path.relative_to(LAB).parts[0])


def in_source():
    """{folder: its Messages}."""
    found = {}
    for kind, read in (("*.py", said_in), ("*.jinja", said_in_template)):
        for path in sorted(LAB.rglob(kind)):
            for message in read(path.read_text(encoding="utf-8"), path.relative_to(LAB)):
                found.setdefault(folder_of(path), []).append(message)
    return found


def in_statements():
    """{folder of a lab: the Messages of what its exercises' docstrings say}."""
    found = {}
    for lab in LABS:
        folder = lab.package.removeprefix("lab.").replace(".", "/")
        found[folder] = [
            Message(text, exercise.target, None)
            for exercise in lab.exercises
            if exercise.target
            for text in statements.texts(*_documented(exercise))
        ]
    return found


def _documented(exercise):
    node = source.find(source.tree_of(exercise.module), exercise.qualified_name).outer
    return source.docstring(node), node


def said_in(source, name):
    """The Messages of a source. Raises ValueError for one that no catalogue can hold."""
    for node in ast.walk(ast.parse(source)):
        is_marker = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if is_marker and node.func.id in MARKERS:
            place = f"{name}:{node.lineno}"
            texts = [text for text in node.args[: MARKERS[node.func.id]]]
            if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in texts):
                raise ValueError(f"{place}: a message is one literal, its values are named")
            if all(isinstance(text, ast.Constant) for text in texts):
                id = tuple(text.value for text in texts)
                yield Message(id if len(id) > 1 else id[0], place, _names(node))


def said_in_template(source, name):
    """The Messages of a template. Raises ValueError for one that no catalogue can hold."""
    for call in Environment().parse(source).find_all(nodes.Call):
        marker = getattr(call.node, "name", "")
        if marker in MARKERS:
            texts = call.args[: MARKERS[marker]]
            place = f"{name}:{call.lineno}"
            if any(isinstance(text, nodes.BinExpr | nodes.Concat) for text in texts):
                raise ValueError(f"{place}: a message is one literal, its values are named")
            if all(isinstance(text, nodes.Const) for text in texts):
                id = tuple(text.value for text in texts)
                names = {keyword.key for keyword in call.kwargs} | ({"n"} if id[1:] else set())
                yield Message(id if id[1:] else id[0], place, frozenset(names))


def _names(node):
    """The names of the values that a call gives, or None where it doesn't show them all."""
    names = {keyword.arg for keyword in node.keywords}
    if node.func.id == "to_say" or None in names:
        return None
    return frozenset(names | ({"n"} if node.func.id == "say_count" else set()))


def texts_of(message):
    """The one text of a message, or both of a plural's."""
    return (message,) if isinstance(message, str) else tuple(message)


def placeholders(text):
    """The names that a message is filled with."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def has_words(message):
    """Whether a message, or a text of a figure, has words that another language says otherwise."""
    return any(_words(text) for text in texts_of(message))


def _words(text):
    plain = re.sub(r"\$[^$]*\$|\{[^{}]*\}", " ", text)
    words = re.findall(r"[A-Za-z_]{2,}(?<!_)\d*|[A-Za-z]\w*_\w+", plain)
    return [word for word in words if word not in NAMES and word.strip("0123456789") not in NAMES]
