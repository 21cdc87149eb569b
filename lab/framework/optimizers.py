"""The framework's optimizer: the update by hand, on Keras's base class."""

import math

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="lab")
class SGD(keras.optimizers.Optimizer):
    """Stochastic gradient descent, step by step as `keras.optimizers.SGD` (not Nesterov's).

    `learning_rate` is a number or a Keras schedule. With `weight_decay` d the base class takes
    learning_rate * d * w off each weight w before its update, apart from the gradient; it takes
    what else Keras optimizers take (clipping, averaging, ...).
    Raises ValueError for a momentum outside [0, 1), and a rate or decay that is negative or not
    finite.
    Source: coursework, section 3.1, which names SGD; momentum and decay as in Keras.
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, weight_decay=None, name="sgd", **kwargs):
        _check("momentum", momentum, below=1)
        # else a schedule, a function or a variable
        if isinstance(learning_rate, (str, int, float, np.number)):
            _check("learning_rate", learning_rate)
        if weight_decay is not None:
            _check("weight_decay", weight_decay)
        super().__init__(learning_rate, weight_decay=weight_decay, name=name, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        if self.momentum:
            self.velocities = self.add_optimizer_variables(variables, "velocity")

    def update_step(self, gradient, variable, learning_rate):
        """One step of a weight w, with gradient g, rate r and momentum m.

            v <- m v - r g,  v = 0 at first
            w <- w + v

        Without momentum no v is kept: w <- w - r g.
        """
        step = ops.cast(learning_rate, variable.dtype) * ops.cast(gradient, variable.dtype)
        if not self.momentum:
            self.assign_sub(variable, step)
            return
        velocity = self.velocities[self._get_variable_index(variable)]
        self.assign(velocity, ops.cast(self.momentum, variable.dtype) * velocity - step)
        self.assign_add(variable, velocity)

    def get_config(self):
        return super().get_config() | {"momentum": self.momentum}


def _check(name, value, below=math.inf):
    is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not is_number or not 0 <= value < below:
        raise ValueError(f"{name}: expected a number in [0, {below:g}), received {value!r}")
