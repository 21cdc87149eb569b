"""The coursework's MADE, 784-784-784-784: a training step, and sampling, each done in several ways.

Training, batch 100, plain SGD, milliseconds per step:
    torch_masked     PyTorch, weights times masks, its automatic gradient; if installed
    tf_autodiff      the same in TensorFlow, one graph call per step
    tf_autodiff_jit  the same compiled by XLA
    lab              the lab's layers and SGD, as the part trains: no zero block is computed

Sampling, seconds:
    naive_1000       1,000 images, a forward pass for each pixel
    lab_1000, lab_10000    MADE.sample
    forward_10000    one forward pass of 10,000 images, in NumPy like the samplers

Each way of training starts from the same weights and takes the same batches; their losses after 100
steps must agree up to rounding. Both samplers must draw the same images from the same uniforms.
"""

import numpy as np
import tensorflow as tf

from lab import data
from lab.benchmarks import rounds
from lab.benchmarks.peers import installed
from lab.data.pipeline import to_images, training_stacks
from lab.errors import LabError
from lab.evaluation.likelihood import mean_nll
from lab.framework import SGD
from lab.models import MADE
from lab.models.made.halves import fast_sample
from lab.models.made.network import MaskedNetwork
from lab.models.made.sampling import naive_sample
from lab.training import devices
from lab.training.stacks import use_stacks

BATCH_SIZE, STEPS, ROUNDS = 100, 100, 7
SAMPLING_ROUNDS = 9
FEW, MANY = 1_000, 10_000
LEARNING_RATE = 0.003
LARGEST_DISAGREEMENT = 1e-4
# of all pixels: in float32 some uniform lies within rounding of its probability
LARGEST_DIFFERENCE = 1e-4


def measure(dataset=None, data_dir=None):
    """Runs all ways; returns step_ms, sample_seconds, ratios and what was checked."""
    device = devices.start()
    loaded = data.load(dataset, data_dir).binary()
    stack = _stack(loaded)
    # first: where PyTorch is loaded, its threads and NumPy's wait for each other now and then
    sampling, differing = _sampling(_model(stack), loaded.train.spread().images)
    ways = _ways(stack)
    losses = _losses(ways, loaded.test.images[:FEW])
    training = rounds.alternate({name: way.train for name, way in ways.items()}, ROUNDS)
    figures = {
        "dataset": loaded.name,
        "device": device,
        "step_ms": {
            name: rounds.spread([1000 * s / STEPS for s in seconds])
            for name, seconds in training.items()
        },
        "sample_seconds": {name: rounds.spread(seconds) for name, seconds in sampling.items()},
        "ratios": _ratios(training, sampling),
        "loss_after_100_steps": losses,
        "share_of_pixels_sampled_otherwise": differing,
    }
    _show(figures)
    return figures


def _stack(loaded):
    """The lab's first batches as images [STEPS, B, D]."""
    stacks = training_stacks(
        loaded.without_labels().train, updates=STEPS, batch_size=BATCH_SIZE, seed=0
    )
    return to_images(next(iter(stacks)))[0]


def _ways(stack):
    model = _model(stack)
    ways = {
        "tf_autodiff": _AutomaticGradient(model, stack, jit_compile=False),
        "tf_autodiff_jit": _AutomaticGradient(model, stack, jit_compile=True),
        "lab": _Lab(model, stack),
    }
    if installed("torch", rows="torch_masked"):
        # here, since it loads PyTorch, which most people lack
        from lab.benchmarks.peers.made.pytorch import MaskedLoop

        ways["torch_masked"] = MaskedLoop(*_arrays(model), stack.numpy(), LEARNING_RATE)
    return ways


def _model(stack):
    pixels = stack.shape[-1]
    model = MADE(pixels, (pixels, pixels))
    model.build()
    return model


def _arrays(model):
    """Kernels, biases and masks of the layers, as lists of arrays."""
    layers = model.masked_layers
    return (
        [layer.kernel.numpy() for layer in layers],
        [layer.bias.numpy() for layer in layers],
        [layer.mask.astype(np.float32) for layer in layers],
    )


class _AutomaticGradient:
    """Weights times masks in plain TensorFlow, one call per step."""

    def __init__(self, model, stack, jit_compile):
        kernels, biases, masks = _arrays(model)
        self.kernels = [tf.Variable(kernel) for kernel in kernels]
        self.biases = [tf.Variable(bias) for bias in biases]
        self.masks = [tf.constant(mask) for mask in masks]
        self.batches = tf.unstack(stack)
        self.step = tf.function(self._step, jit_compile=jit_compile)

    def train(self):
        for batch in self.batches:
            loss = self.step(batch)
        loss.numpy()

    def weights(self):
        return [v.numpy() for pair in zip(self.kernels, self.biases, strict=True) for v in pair]

    def _step(self, x):
        with tf.GradientTape() as tape:
            values = x
            for i, mask in enumerate(self.masks):
                values = tf.matmul(tf.nn.relu(values) if i else values, self.kernels[i] * mask)
                values += self.biases[i]
            nats = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=values)
            loss = tf.reduce_mean(tf.reduce_sum(nats, axis=1))
        variables = [*self.kernels, *self.biases]
        for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
            variable.assign_sub(LEARNING_RATE * gradient)
        return loss


class _Lab:
    """The part's way: the stack of updates in one program, under Keras's `train_step`."""

    def __init__(self, model, stack):
        self.model = model
        self.stack = (stack, stack)
        model.compile(optimizer=SGD(LEARNING_RATE))
        model.optimizer.build(model.trainable_variables)
        use_stacks(model)

    def train(self):
        means = self.model.train_function(iter([self.stack]))
        float(means["loss"])

    def weights(self):
        return [v.numpy() for layer in self.model.masked_layers for v in (layer.kernel, layer.bias)]


def _losses(ways, images):
    """Trains each way for 100 steps and measures all with one ruler: the lab's NLL of `images`."""
    losses = {}
    ruler = MADE(images.shape[1], (images.shape[1],) * 2)
    ruler.build()
    variables = [v for layer in ruler.masked_layers for v in (layer.kernel, layer.bias)]
    for name, way in ways.items():
        print(f"{name}: {STEPS} steps to compare losses", flush=True)
        way.train()
        for variable, value in zip(variables, way.weights(), strict=True):
            variable.assign(value)
        losses[name] = mean_nll(ruler, images)
    spread = max(losses.values()) / min(losses.values()) - 1
    if not spread <= LARGEST_DISAGREEMENT:
        raise LabError(f"the ways differ by {spread:.1g} in loss, they don't do the same: {losses}")
    return losses


def _sampling(model, images):
    """Seconds of each way to sample, and the share of pixels that the two draw otherwise."""
    network = MaskedNetwork.of(model)
    uniforms = np.random.default_rng(0).random((FEW, model.input_dim), np.float32)
    forward = np.resize(images, (MANY, model.input_dim))
    drawn = {}
    ways = {
        "naive_1000": lambda: drawn.update(naive=naive_sample(network, uniforms)),
        "lab_1000": lambda: model.sample(FEW),
        "lab_10000": lambda: model.sample(MANY),
        "forward_10000": lambda: network.logits(forward),
    }
    seconds = rounds.alternate(ways, SAMPLING_ROUNDS)
    differing = float(np.mean(drawn["naive"] != fast_sample(network, uniforms)))
    if differing > LARGEST_DIFFERENCE:
        raise LabError(f"the samplers draw {differing:.2%} of the pixels otherwise")
    return seconds, differing


def _ratios(training, sampling):
    return {
        f"{name}/lab": rounds.ratio(seconds, training["lab"])
        for name, seconds in training.items()
        if name != "lab"
    } | {
        f"{above}/{below}": rounds.ratio(sampling[above], sampling[below])
        for above, below in (("naive_1000", "lab_1000"), ("lab_10000", "forward_10000"))
    }


def _show(figures):
    title = f"milliseconds per step, {figures['dataset']}"
    rounds.show(title, figures["step_ms"], digits=2)
    rounds.show("seconds to sample", figures["sample_seconds"], digits=3)
    rounds.show("ratios within a round", figures["ratios"], digits=2)
    losses = figures["loss_after_100_steps"].items()
    print(f"loss after {STEPS} steps: {', '.join(f'{name} {loss:.5f}' for name, loss in losses)}")
