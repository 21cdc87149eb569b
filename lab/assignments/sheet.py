"""What a student gets of a lab: its file of stubs, notebooks, hints.

Made from the package's own functions; in a handout, whose functions are blanked, they were made
before (`handout.py`), and lie in the folder `given`.
"""

import json

from lab import program
from lab.assignments import source, statements
from lab.assignments.asked import asked
from lab.assignments.stubs import stub_file
from lab.languages import spoken
from lab.storage.reading import parsed_json, read_text

ASKED = "asked.json"


def as_given(lab):
    """A Lab with the exercises that are asked, worth their points, as the handout says."""
    if not program.is_handout():
        return lab
    return asked(lab, **parsed_json(read_text(program.GIVEN / ASKED)))


def stubs(lab):
    """The text of work/labN.py in the language spoken."""
    return _given(f"{lab.module}-{spoken()}.py") if program.is_handout() else stub_file(lab)


def notebook(lab, part, folder):
    """The text of a lab's notebook in the language spoken, for this folder.

    part: the lab.experiment.part.Part to try the functions in.
    """
    if program.is_handout():
        return _given(f"{lab.module}-{spoken()}.ipynb")
    # only here: what makes notebooks takes time to load, and is not in a handout
    from lab.assignments import notebooks

    return notebooks.notebook(lab, part, folder)


def last_hint(exercise):
    """What the statement left out of the docstring, in the language spoken; "" for nothing."""
    if program.is_handout():
        return json.loads(_given(f"hints-{spoken()}.json"))[exercise.number]
    tree = source.tree_of(exercise.module)
    node = source.find(tree, exercise.qualified_name).outer
    return statements.left_out(source.docstring(node), node)


def _given(name):
    return read_text(program.GIVEN / name)
