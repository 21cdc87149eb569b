"""Functions replaced in modules as these load, before anybody can have taken them from there."""

import functools
import importlib.machinery
import sys

LOADERS = (importlib.machinery.SourceFileLoader, importlib.machinery.ExtensionFileLoader)


class Loading:
    """A finder for the head of sys.meta_path: loads modules as the others find them, timed.

    replacements: {module: {name in it, such as "Record.save": function -> the one for its place}}.
    stage: a context manager's maker, called for the loading of every module.
    """

    def __init__(self, replacements, stage):
        self.replacements = replacements
        self.stage = stage

    def find_spec(self, name, path=None, target=None):
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        # other loaders are shared by modules, or load what takes no time
        if spec is not None and type(spec.loader) in LOADERS:
            spec.loader.exec_module = functools.partial(self._load, spec.loader.exec_module)
        return spec

    def _load(self, load, module):
        with self.stage():
            load(module)
        for name, replace in self.replacements.get(module.__name__, {}).items():
            owner, attribute = place_of(module, name)
            setattr(owner, attribute, replace(getattr(owner, attribute)))


def place_of(module, name):
    """(the module or class that has it, its name there) of "function" or "Class.method"."""
    *classes, attribute = name.split(".")
    return functools.reduce(getattr, classes, module), attribute
