"""What a student wrote, for the copy of the package that calls it."""

import functools
import hashlib
import importlib.util
import sys
from pathlib import Path


class UnwrittenError(NotImplementedError):
    """A function that is still to be written."""


_folder = None
_numbers = ()


def use(folder, numbers=()):
    """From now on what is to be written is taken from the files in this folder.

    numbers: of the exercises whose functions an experiment runs on.
    """
    global _folder, _numbers
    _folder, _numbers = Path(folder), tuple(numbers)
    _module.cache_clear()


def numbers():
    """Those of the exercises whose functions this experiment runs on; none of a usual one."""
    return _numbers


def checksums():
    """{file: MD5} of what this experiment's functions are written in; {} of a usual one."""
    if not _numbers:
        return {}
    return {
        path.name: hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        for path in sorted(_folder.glob("lab*.py"))
    }


def written(module, name):
    """The student's function of this name. Raises UnwrittenError where his file has none.

    What his file raises while it is read is raised anew at each call.
    """
    found = getattr(_module(module), name, None)
    if not callable(found):
        raise UnwrittenError(f"{module}.py has no function {name}")
    return found


@functools.cache
def _module(name):
    if _folder is None:
        raise UnwrittenError(f"{name}.py has functions for this: --own, or lab.own, uses them")
    path = _folder / f"{name}.py"
    if not path.exists():
        raise UnwrittenError(f"there is no {path.name}")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
