"""The whole state of a training in one file: enough to go on as if nothing had happened."""

import json
import re
from pathlib import Path

import numpy as np

from lab.errors import LabError
from lab.storage.files import written_beside
from lab.storage.reading import parsed_json, read_arrays


class TrainingState:
    """Weights, optimizers and metrics of a compiled, built model, with where its training stands.

    fingerprint: a dict of all that makes the run what it is; a state of another run is refused.
    is_saved: whether the file holds a state of this training.
    """

    def __init__(self, model, path, fingerprint):
        self.model = model
        self.path = Path(path)
        self.fingerprint = json.dumps(fingerprint, sort_keys=True)
        self.variables = variables_of(model)
        self.is_saved = False

    def save(self, position):
        """Writes everything; `position` is any JSON value. Refuses values that are not finite.

        Raises LabError where it cannot be written, also where the folder is gone: whoever deleted
        it took away the lock that keeps others out, and the states of the other networks.
        """
        arrays = {f"v{i}": np.asarray(variable) for i, variable in enumerate(self.variables)}
        for variable, array in zip(self.variables, arrays.values(), strict=True):
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise FloatingPointError(variable.path)
        header = {"fingerprint": self.fingerprint, "names": self._names(), "position": position}
        if not self.path.parent.exists():
            raise LabError(
                f"cannot write {self.path}: its folder was deleted under way: start the run again"
            )
        with written_beside(self.path) as temporary, temporary.open("wb") as file:
            np.savez(file, header=np.array(json.dumps(header)), **arrays)
        self.is_saved = True

    def load(self):
        """Restores everything and returns the position, or None where there is no state yet.

        Raises LabError where the file is damaged, or of another run or architecture.
        """
        if not self.path.exists():
            return None
        try:
            arrays = read_arrays(self.path)
            header = parsed_json(str(arrays["header"]))
            values = [arrays[f"v{i}"] for i in range(len(header["names"]))]
            self._check(header)
            position = header["position"]
            for variable, value in zip(self.variables, values, strict=True):
                if (value.shape, value.dtype) != (variable.shape, variable.numpy().dtype):
                    raise ValueError(f"{variable.path} is {value.dtype} {list(value.shape)}")
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise LabError(
                f"the training state {self.path} is damaged ({error}): delete it and start over"
            ) from None
        for variable, value in zip(self.variables, values, strict=True):
            variable.assign(value)
        self.is_saved = True
        return position

    def _names(self):
        """Names without the model's own, in which Keras counts the models made before."""
        weights = len(self.model.weights)
        return [
            f"{variable.path.partition('/')[2] if i < weights else 'state'} {list(variable.shape)}"
            for i, variable in enumerate(self.variables)
        ]

    def _check(self, header):
        ours, theirs = (
            dict(_leaves(json.loads(text))) for text in (self.fingerprint, header["fingerprint"])
        )
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                raise LabError(
                    f"the training state {self.path} is of another run: {key} is "
                    f"{theirs.get(key)!r} there and {ours.get(key)!r} here: "
                    "start without --resume, or delete it"
                )
        names = self._names(), header["names"]
        counted_anew = zip(*map(_counted_anew, names), strict=False)
        for index, (ours, theirs) in enumerate(counted_anew):
            here, there = (of_state[index] for of_state in names)
            if ours != theirs:
                raise LabError(
                    f"the training state {self.path} is of another network: variable {index} is "
                    f"{there!r} there and {here!r} here: "
                    "start without --resume, or delete it"
                )
        if len(header["names"]) != len(self.variables):
            raise LabError(
                f"the training state {self.path} is of another network: {len(header['names'])} "
                f"variables there, {len(self.variables)} here: "
                "start without --resume, or delete it"
            )


def _leaves(values):
    """("parameters: beta", 4.0), ... of a dict that may hold dicts."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}: {below}", leaf) for below, leaf in _leaves(value))
        else:
            yield name, value


def _counted_anew(names):
    """Names in which layers are counted from the first one here: Keras counts all of a process."""
    seen = {}

    def renumber(match):
        kind, number = match.groups()
        numbers = seen.setdefault(kind, [])
        if number not in numbers:
            numbers.append(number)
        return f"{kind}_{numbers.index(number)}"

    return [re.sub(r"([a-z_]+?)(_\d+)?(?=[/ ])", renumber, name) for name in names]


def build_optimizers(model):
    """Creates what the optimizers of a compiled, built model keep."""
    for optimizer, variables in optimizers_of(model):
        optimizer.build(variables)


def variables_of(model):
    """All that changes in the training of a compiled, built model: weights, optimizers, metrics."""
    of_optimizers = (v for optimizer, _ in optimizers_of(model) for v in optimizer.variables)
    of_metrics = (v for metric in model.metrics for v in metric.variables)
    return [*model.weights, *of_optimizers, *of_metrics]


def optimizers_of(model):
    """Pairs (optimizer, the variables that it updates) of a compiled model: one for any of Keras's.

    A model with several lists them as `optimizers`.
    """
    return getattr(model, "optimizers", [(model.optimizer, model.trainable_variables)])
