"""What the lab's messages are in another language, from the catalogues beside its code."""

import functools
import gettext
import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LAB = Path(__file__).parents[1]


@functools.cache
def of(language):
    """gettext's translations into a language: of all catalogues together; of English none."""
    if language == "en":
        return gettext.NullTranslations()
    merged = Catalog(locale=language)
    for path in paths(language):
        for message in read(path, language):
            if message.id:
                merged.add(message.id, message.string)
    file = io.BytesIO()
    write_mo(file, merged)
    file.seek(0)
    return gettext.GNUTranslations(file)


def paths(language):
    """The language's catalogues, one a package at most."""
    return sorted(LAB.rglob(f"{language}.po"))


def read(path, language):
    """A catalogue, whose messages one gets by going through it."""
    with path.open("rb") as file:
        return read_po(file, locale=language)
