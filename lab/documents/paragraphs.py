"""Texts with marks as the pages take them: pieces of words, references, citations and notes."""

from lab.documents.story import pieces
from lab.documents.terms import TERMS
from lab.languages import say

NO_BREAK = "\u00a0"


class Paragraphs:
    """Texts in the order in which they are read: a term is explained where it is met first."""

    def __init__(self):
        self._explained = set()

    def of(self, text, label=None):
        """[{"kind": "text", "figure", "work" or "note", "text": …}] of a text with marks.

        label: gives the label of a figure by its name.
        """
        found = []
        for kind, content in pieces(text):
            if kind == "term":
                note = self.first(content)
                found += [{"kind": "note", "text": note}] if note else []
            elif kind == "figure":
                found.append({"kind": kind, "text": label(content)})
            else:
                if kind == "work" and found and found[-1]["kind"] != "work":
                    found.append({"kind": "text", "text": NO_BREAK})
                found.append({"kind": kind, "text": content})
        return found

    def first(self, term):
        """The note on a term; None where it was explained before."""
        if term in self._explained:
            return None
        self._explained.add(term)
        return say(TERMS[term])
