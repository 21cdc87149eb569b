"""What is checked of the framework's functions, in NumPy."""

import numpy as np

from lab.assignments.checks import compared, derivative, value
from lab.assignments.exercise import Check, Verdict
from lab.languages import say

BATCH, INPUTS, OUTPUTS = 5, 4, 3
# no entry within this distance of 0, where relu has no derivative
AWAY = 0.1
LARGE = 1000.0
RATE, MOMENTUM, STEPS = 0.1, 0.9, 20
# of a training, whose errors grow with it
LESS_MOMENTUM = 0.5


def of_linear(rng):
    return {
        "x": rng.normal(size=(BATCH, INPUTS)),
        "w": rng.normal(size=(INPUTS, OUTPUTS)),
        "b": rng.normal(size=OUTPUTS),
        "upstream": rng.normal(size=(BATCH, OUTPUTS)),
    }


def linear(x, w, b):
    return x @ w + b


def _forward(function):
    """The expected value for arguments among which is the upstream gradient."""
    return lambda upstream, **arguments: function(**arguments)


def _passes(points_of_value, points, arguments, forward, by):
    """A check of the value, and one of the derivative by each of these arguments."""
    return (
        value("value", points_of_value, arguments, _forward(forward), recipe="forward"),
        *(
            derivative(f"dL/d{name}", points, arguments, forward, by=argument)
            for name, argument in by.items()
        ),
    )


LINEAR = _passes(3, 3, of_linear, linear, {"x": "x", "w": "w", "b": "b"})


def of_relu(rng):
    x = rng.normal(size=(BATCH, INPUTS))
    return {"x": x + AWAY * np.sign(x), "upstream": rng.normal(size=(BATCH, INPUTS))}


def relu(x):
    return np.where(x > 0, x, 0)


def of_zeros(rng):
    return {"x": np.zeros(INPUTS), "upstream": rng.normal(size=INPUTS)}


RELU = (
    *_passes(2, 4, of_relu, relu, {"x": "x"}),
    value(
        "at x = 0",
        2,
        of_zeros,
        lambda x, upstream: np.zeros(INPUTS),
        recipe="gradients",
        reply="dL/dx",
    ),
)


def of_sigmoid(rng):
    return {
        "x": 2 * rng.normal(size=(BATCH, INPUTS)),
        "upstream": rng.normal(size=(BATCH, INPUTS)),
    }


def sigmoid(x):
    # the same for both signs of x, and without overflow
    return (1 + np.tanh(x / 2)) / 2


def of_large(rng):
    return {"x": np.array([-LARGE, LARGE]), "upstream": rng.normal(size=2)}


SIGMOID = (
    *_passes(3, 4, of_sigmoid, sigmoid, {"x": "x"}),
    value("x = ±1000", 3, of_large, _forward(sigmoid), recipe="forward"),
)


def of_probs(rng):
    return {
        "probs": rng.uniform(0.05, 0.95, (BATCH, INPUTS)),
        "targets": rng.uniform(size=(BATCH, INPUTS)),
        "upstream": rng.normal(size=BATCH),
    }


def cross_entropy(probs, targets):
    return -np.sum(targets * np.log(probs) + (1 - targets) * np.log(1 - probs), axis=-1)


def of_certain(rng):
    return {
        "probs": np.array([[0.0, 1.0, 0.3]]),
        "targets": np.array([[1.0, 0.0, 1.0]]),
        "upstream": rng.normal(size=1),
    }


def of_certain_gradient(probs, targets, upstream):
    return upstream[:, np.newaxis] * np.array([[0.0, 0.0, -1 / 0.3]])


CROSS_ENTROPY = (
    *_passes(4, 4, of_probs, cross_entropy, {"p": "probs", "t": "targets"}),
    value("p = 0 and 1", 4, of_certain, of_certain_gradient, recipe="gradients", reply="dL/dprobs"),
)


def of_logits(rng):
    return {
        "logits": 2 * rng.normal(size=(BATCH, INPUTS)),
        "targets": rng.uniform(size=(BATCH, INPUTS)),
        "upstream": rng.normal(size=BATCH),
    }


def cross_entropy_from_logits(logits, targets):
    return np.sum(np.logaddexp(0, logits) - logits * targets, axis=-1)


def of_large_logits(rng):
    return {
        "logits": np.array([[-LARGE, LARGE], [LARGE, -LARGE]]),
        "targets": np.array([[1.0, 0.0], [1.0, 0.0]]),
        "upstream": rng.normal(size=2),
    }


LOGITS = (
    *_passes(4, 5, of_logits, cross_entropy_from_logits, {"a": "logits", "t": "targets"}),
    value("a = ±1000", 4, of_large_logits, _forward(cross_entropy_from_logits), recipe="forward"),
)


def _of_steps(momentum, weights=1):
    def arguments(rng):
        return {
            "start": rng.normal(size=(weights, 3)),
            "gradients": rng.normal(size=(STEPS, weights, 3)),
            "learning_rate": RATE,
            "momentum": momentum,
        }

    return arguments


def steps(start, gradients, learning_rate, momentum):
    weight, velocity, found = start.copy(), 0 * start, []
    for gradient in gradients:
        velocity = momentum * velocity - learning_rate * gradient
        weight = weight + velocity
        found.append(weight)
    return np.stack(found)


def _judge_steps(given, received):
    expected, found = steps(**given), received["value"]
    if not (shape := compared(expected, found, np.inf)).passed:
        return shape
    for number, (right, of_step) in enumerate(zip(expected, found, strict=True), 1):
        if not (verdict := compared(right, of_step)).passed:
            words = say("after step {number}, {words}", number=number, words=verdict.words)
            return Verdict(False, words)
    return compared(expected, found)


def _steps(name, points, arguments):
    return Check(name, points, "framework.sgd_steps", arguments, _judge_steps)


STEP = (
    _steps("plain", 4, _of_steps(0.0)),
    _steps("momentum", 4, _of_steps(MOMENTUM)),
    _steps("two weights", 2, _of_steps(MOMENTUM, weights=2)),
)


def _of_training(momentum):
    """A small task and a network for it: x -> relu(x w0 + b0) w1 + b1, Bernoulli targets."""

    def arguments(rng):
        x = rng.normal(size=(16, 6))
        return {
            "x": x,
            "targets": (x[:, :2] > 0).astype(float),
            "w0": rng.normal(size=(6, 8)) / 2,
            "b0": np.zeros(8),
            "w1": rng.normal(size=(8, 2)) / 2,
            "b1": np.zeros(2),
            "learning_rate": RATE,
            "momentum": momentum,
            "steps": 30,
        }

    return arguments


def training(x, targets, w0, b0, w1, b1, learning_rate, momentum, steps):
    """The mean loss before each step."""
    weights, losses = [w0, b0, w1, b1], []
    velocities = [0 * weight for weight in weights]
    for _ in range(int(steps)):
        w0, b0, w1, b1 = weights
        before = x @ w0 + b0
        hidden = np.maximum(before, 0)
        logits = hidden @ w1 + b1
        losses.append(cross_entropy_from_logits(logits, targets).mean())
        g = (sigmoid(logits) - targets) / len(x)
        g_hidden = (g @ w1.T) * (before > 0)
        gradients = x.T @ g_hidden, g_hidden.sum(axis=0), hidden.T @ g, g.sum(axis=0)
        velocities = [
            momentum * velocity - learning_rate * gradient
            for velocity, gradient in zip(velocities, gradients, strict=True)
        ]
        weights = [weight + step for weight, step in zip(weights, velocities, strict=True)]
    return np.array(losses)


def _training(name, points, momentum):
    # float32 weights, thirty steps
    return value(
        *(name, points, _of_training(momentum), training),
        recipe="framework.train",
        tolerance=1e-4,
    )


TRAINING = (_training("30 steps", 3, 0.0), _training("momentum", 3, LESS_MOMENTUM))
