"""A person's own text in the report, from Markdown (CommonMark) to blocks that are only data.

The pages print the blocks as text: HTML and images as they were typed, headings in bold, since
only the report has chapters, and the address of a link in brackets after its words.
"""

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from lab.errors import LabError
from lab.storage.reading import read_bytes

LARGEST_BYTES = 2**18
# without HTML, what looks like it is text
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_STYLES = {"strong": "strong", "em": "emphasis"}


def read_text_of(path):
    """The blocks of a Markdown file; () of one that is not there or empty.

    A block is {"kind": "paragraph" or "heading", "text": pieces}, {"kind": "code", "text": str},
    {"kind": "rule"}, {"kind": "quote", "blocks": …} or {"kind": "list", "first": number, None for
    bullets, "items": [blocks]}; a piece is {"kind": "text", "code", "break", "strong" or
    "emphasis", "text": str or pieces}.
    Raises LabError where the file cannot be read.
    """
    try:
        text = read_bytes(path, LARGEST_BYTES).decode("utf-8-sig") if path.exists() else ""
    except UnicodeDecodeError:
        raise LabError(f"the text {path} is not UTF-8: save it in that encoding") from None
    except ValueError as error:
        raise LabError(f"the text {path} cannot be read: {error}") from None
    return blocks_of(text)


def blocks_of(text):
    """The blocks of a Markdown text, as `read_text_of` gives them."""
    return tuple(map(_block, SyntaxTreeNode(_MARKDOWN.parse(text)).children))


def _block(node):
    if node.type in ("paragraph", "heading"):
        return {"kind": node.type, "text": _pieces(node.children[0])}
    if node.type in ("bullet_list", "ordered_list"):
        first = node.attrs.get("start", 1) if node.type == "ordered_list" else None
        items = [list(map(_block, item.children)) for item in node.children]
        return {"kind": "list", "first": first, "items": items}
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": list(map(_block, node.children))}
    if node.type == "hr":
        return {"kind": "rule"}
    # indented or fenced
    return {"kind": "code", "text": node.content.rstrip("\n")}


def _pieces(node):
    return [piece for child in node.children for piece in _inline(child)]


def _inline(node):
    if node.type in _STYLES:
        return [{"kind": _STYLES[node.type], "text": _pieces(node)}]
    if node.type == "code_inline":
        return [_piece("code", node.content)]
    if node.type == "hardbreak":
        return [_piece("break", "")]
    if node.type == "softbreak":
        return [_piece("text", " ")]
    if node.type == "image":
        return [_piece("text", f"![{node.content}]({node.attrs['src']})")]
    if node.type == "link":
        shown, address = _pieces(node), node.attrs["href"]
        is_said = shown == [_piece("text", address)]
        return shown if is_said else [*shown, _piece("text", f" ({address})")]
    return [_piece("text", node.content)]


def _piece(kind, text):
    return {"kind": kind, "text": text}
