"""The whole state of a training in one file: enough to go on as if nothing had happened."""

import json
import os
from pathlib import Path

import numpy as np

from lab.errors import LabError
from lab.files import read_arrays, written_beside


class TrainingState:
    """Weights, optimizers and metrics of a compiled, built model, with where its training stands.

    fingerprint: a dict of all that makes the run what it is; a state of another run is refused.
    """

    def __init__(self, model, path, fingerprint):
        self.model = model
        self.path = Path(path)
        self.fingerprint = json.dumps(fingerprint, sort_keys=True)
        self.variables = variables_of(model)

    def save(self, position):
        """Writes everything; `position` is any JSON value. Refuses values that are not finite."""
        arrays = {f"v{i}": np.asarray(variable) for i, variable in enumerate(self.variables)}
        for variable, array in zip(self.variables, arrays.values(), strict=True):
            if array.dtype.kind == "f" and not np.isfinite(array).all():
                raise FloatingPointError(variable.path)
        header = {"fingerprint": self.fingerprint, "names": self._names(), "position": position}
        with written_beside(self.path) as temporary, temporary.open("wb") as file:
            np.savez(file, header=np.array(json.dumps(header)), **arrays)
            file.flush()
            os.fsync(file.fileno())

    def load(self):
        """Restores everything and returns the position, or None where there is no state yet.

        Raises LabError where the file is damaged, or of another run or architecture.
        """
        if not self.path.exists():
            return None
        try:
            arrays = read_arrays(self.path)
            header = json.loads(str(arrays["header"]))
            values = [arrays[f"v{i}"] for i in range(len(header["names"]))]
            self._check(header)
        except (ValueError, KeyError, TypeError) as error:
            raise LabError(
                f"the training state {self.path} is damaged ({error}): delete it and start anew"
            ) from None
        for variable, value in zip(self.variables, values, strict=True):
            variable.assign(value)
        return header["position"]

    def _names(self):
        """Names without the model's own, in which Keras counts the models made before."""
        weights = len(self.model.weights)
        return [
            f"{variable.path.partition('/')[2] if i < weights else 'state'} {list(variable.shape)}"
            for i, variable in enumerate(self.variables)
        ]

    def _check(self, header):
        ours, theirs = json.loads(self.fingerprint), json.loads(header["fingerprint"])
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                raise LabError(
                    f"the training state {self.path} is of another run: {key} is "
                    f"{theirs.get(key)!r} there and {ours.get(key)!r} here: "
                    "start without --resume, or delete it"
                )
        for index, (here, there) in enumerate(zip(self._names(), header["names"], strict=False)):
            if here != there:
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
