"""Numbers as a language writes them, by themselves and in messages."""

import functools
import math
import numbers
import string

from babel.numbers import get_decimal_symbol, get_group_symbol

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# a number with an error smaller than that is written as a power of ten
MOST_DECIMALS = 6
# from here on a number has no decimals, up to where its digits cannot be read
WHOLE, MOST_WHOLE = 1e3, 1e9
_FORMATTER = string.Formatter()


def filled(message, values, language):
    """The message with its {names} replaced, numbers as the language writes them."""
    parts = []
    in_formula = False
    for literal, name, spec, conversion in _FORMATTER.parse(message):
        parts.append(literal)
        in_formula ^= bool(literal.count("$") % 2)
        if name is not None:
            value, _ = _FORMATTER.get_field(name, (), values)
            value = _FORMATTER.convert_field(value, conversion)
            # a specification may hold names too, as in {loss:.{digits}f}
            text = format(value, _FORMATTER.vformat(spec, (), values))
            if isinstance(value, numbers.Number) and not isinstance(value, bool):
                text = as_written(text, language, in_formula)
            parts.append(text)
    return "".join(parts)


def as_measured(value, error, language):
    """A number with the decimals that its error leaves to it, and this; with four digits where its
    error is None, nan or 0.
    """
    if not error or not math.isfinite(error):
        is_whole = WHOLE <= abs(value) < MOST_WHOLE
        return as_written(format(value, ",.0f" if is_whole else ".4g"), language)
    decimals = max(0, 1 - math.floor(math.log10(error)))
    formats = (".4g", ".2g") if decimals > MOST_DECIMALS else (f",.{decimals}f",) * 2
    texts = (format(v, spec) for v, spec in zip((value, error), formats, strict=True))
    return " ± ".join(as_written(text, language) for text in texts)


def as_written(text, language, in_formula=False):
    """What Python writes for a number, -1,234.5 or 1e-05, as the language does: in Russian
    −1 234,5. Powers of ten stand as such: 10⁻⁵, and a minus is one.

    in_formula: as Matplotlib's formulas, between dollars, want it.
    """
    mantissa, _, exponent = text.partition("e")
    if not exponent.lstrip("+-").isdigit():
        return text.translate(_symbols(language, in_formula))
    mantissa, power = mantissa.translate(_symbols(language, in_formula)), str(int(exponent))
    if in_formula:
        return rf"{mantissa}{{\cdot}}10^{{{power}}}"
    ten = f"10{power.translate(RAISED)}"
    return ten if mantissa == "1" else f"{mantissa}·{ten}"


@functools.cache
def _symbols(language, in_formula):
    point, group = get_decimal_symbol(language), get_group_symbol(language)
    percent = "%" if language == "en" else f"{NO_BREAK_SPACE}%"
    if in_formula:
        # a bare comma would have a gap after it there, and a space none
        point, group = point.replace(",", "{,}"), "{,}" if group == "," else r"\ "
        return str.maketrans({".": point, ",": group, "%": r"\ \%"})
    return str.maketrans({"-": MINUS, ".": point, ",": group, "%": percent})
