"""Numbers of several runs as a table that a terminal has room for."""

from lab import terminal

GAP = "  "
# of a column; longer ones get a number, and stand above the table
LONGEST_HEAD = 20
# characters that the words of a row have at least, unless all are shorter
ROOM_FOR_WORDS = 28


def table(rows, heads, width):
    """Lines of at most so many characters: rows (words, a text for each head), the words folded;
    where not all columns have room side by side, several tables one below the other.
    """
    legend = []
    if max(map(len, heads)) > LONGEST_HEAD:
        numbers = [f"[{number}]" for number in range(1, len(heads) + 1)]
        legend = [f"{number} {head}" for number, head in zip(numbers, heads, strict=True)] + [""]
        heads = numbers
    columns = [[head, *(texts[place] for _, texts in rows)] for place, head in enumerate(heads)]
    words = ["", *(words for words, _ in rows)]
    blocks = [_block(words, some, width) for some in _side_by_side(words, columns, width)]
    return "\n".join(legend) + "\n" * bool(legend) + "\n\n".join(blocks)


def _side_by_side(words, columns, width):
    """The columns in groups that have room beside the words."""
    room = width - min(ROOM_FOR_WORDS, max(map(len, words)))
    groups = [[]]
    for column in columns:
        if groups[-1] and _width([*groups[-1], column]) > room:
            groups.append([])
        groups[-1].append(column)
    return groups


def _width(columns):
    return sum(len(GAP) + max(map(len, column)) for column in columns)


def _block(words, columns, width):
    room = min(width - _width(columns), max(map(len, words)))
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for said, *texts in zip(words, *columns, strict=True):
        # a name without spaces may be longer
        first, *rest = terminal.folded(said, max(room, 1), rest="  ").split("\n")
        padded = [f"{text:<{w}}" for text, w in zip(texts, widths, strict=True)]
        lines.append(GAP.join([f"{first:<{room}}", *padded]).rstrip())
        lines += rest
    return "\n".join(lines)
