"""Whose a file is: from the names that learning systems and people give.

Moodle: mod/assign/locallib.php, download_submissions; Canvas: lib/content_zipper.rb,
add_upload_submission and get_filename (both read in their public repositories).
"""

import dataclasses
import hashlib
import re

from lab.assignments.grading.contents import Entry
from lab.errors import one_line
from lab.languages import LANGUAGES

# no name holds "_" there; "Participant" stands for it in blind marking
MOODLE = re.compile(
    r"(?s)(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?"
)
BLIND = ("Participant", "Участник")
CANVAS = re.compile(r"(?s)(?P<name>.+?)_(?P<late>LATE_)?(?P<number>\d+)_\d+_(?P<file>.+)")
CANVAS_BLIND = re.compile(r"(?s)(?P<late>LATE_)?(?P<number>anon_[^\W_]+)_\d+_(?P<file>.+)")
# the same file handed in again
AGAIN = re.compile(r"(?s)(?P<stem>.+)-(?P<count>\d{1,3})(?P<suffix>\.\w+)")
SUFFIXES = (".py", ".ipynb", ".zip")
IDENTIFIER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,62}[A-Za-z0-9_-]|[A-Za-z0-9_]")
# Windows has no files of these names
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LETTERS = dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True)) | {
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


@dataclasses.dataclass(frozen=True)
class Owner:
    """Whom a system names. top: the folder or file by which it does. number: its own for him.

    is_certain: False where the name can be read in two ways, one of which is somebody else.
    """

    top: str
    name: str
    number: str = ""
    is_certain: bool = True

    @property
    def who(self):
        """The same for all files of one student."""
        return self.name, self.number, self.is_certain


@dataclasses.dataclass(frozen=True)
class Handed:
    """A file and how it was handed in. again: which of several tries the system counts it as.
    file: the name that it has then.
    """

    entry: Entry
    file: str
    is_late: bool = False
    again: int = 0


def owned(entry, module):
    """(Owner, Handed) of an entry, whose path is then that below the student; None for a file that
    is nobody's. module: of the lab, such as lab3.
    """
    top, *below = entry.parts
    moodle = MOODLE.fullmatch(top)
    if moodle and (below or moodle["file"]):
        name = f"{moodle['name']} {moodle['number']}" if moodle["name"] in BLIND else moodle["name"]
        parts = tuple(below or [moodle["file"]])
        return Owner(top, one_line(name), moodle["number"]), Handed(entry.within(parts), parts[-1])
    if below:
        return Owner(top, one_line(top)), Handed(entry.within(tuple(below)), top)
    canvas = CANVAS_BLIND.fullmatch(top) or CANVAS.fullmatch(top)
    if canvas:
        file, again = canvas["file"], AGAIN.fullmatch(canvas["file"])
        if again:
            file = again["stem"] + again["suffix"]
        name = canvas.groupdict().get("name") or canvas["number"]
        count = int(again["count"]) if again else 0
        handed = Handed(entry.within((file,)), canvas["file"], bool(canvas["late"]), count)
        # of somebody who calls himself x_12, or of x, whose number is 12
        is_certain = not re.match(r"\d+_", canvas["file"])
        return Owner(top, one_line(name), canvas["number"], is_certain), handed
    return _by_hand(entry, module)


def packed(module, name):
    """(name, time) in that of an archive which --hand-in packed; None for others."""
    found = re.fullmatch(
        rf"{module}-(?P<name>.+)-(?P<time>\d{{8}}-\d{{6}})(?: ?\(\d+\))?\.zip", name, re.IGNORECASE
    )
    return (found["name"], found["time"]) if found else None


def _by_hand(entry, module):
    """A file that is named after a student, as it is or beside the lab's name."""
    (name,) = entry.parts
    if entry.suffix not in SUFFIXES:
        return None
    found = packed(module, name)
    stem = found[0] if found else name.rpartition(".")[0].strip()
    for pattern in (rf"{module}[-_ ]+(.+)", rf"(.+?)[-_ ]+{module}"):
        beside = None if found else re.fullmatch(pattern, stem, re.IGNORECASE)
        if beside:
            stem, name = beside[1], module + entry.suffix
            break
    if stem.casefold() in ("", module, *LANGUAGES):
        return None
    return Owner(entry.parts[0], one_line(stem)), Handed(entry.within((name,)), entry.parts[0])


def identifier(text):
    """Fit for a file's name, the same for the same text and another for another."""
    if IDENTIFIER.fullmatch(text) and not DEVICES.fullmatch(text):
        return text
    return f"{_latin(text)}-{mark(text)}"


def mark(text):
    """Eight characters that tell one text from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _latin(text):
    """What can be said of a text in Latin letters; "student" where that is nothing."""
    letters = []
    for letter in text[:40]:
        latin = LETTERS.get(letter.lower(), letter)
        letters.append(latin.capitalize() if letter.isupper() and latin.islower() else latin)
    return re.sub(r"[^A-Za-z0-9]+", "-", "".join(letters)).strip("-")[:40] or "student"
