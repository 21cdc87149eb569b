"""The lab sheet's VAE trained in five ways on the same images: batches of 100 per second.

    eager_loop     the sheet's own loop, op by op
    keras_fit      Keras `fit` on the sheet's pipeline, as a graph
    keras_fit_jit  the same with jit_compile=True, steps_per_execution=50
    torch_loop     a plain PyTorch loop over tensors in memory, if torch is installed
    lab            the lab's training as the part runs it, with its pipeline and metrics
    gemm_bound     what the step's matrix products alone would take at the speed of large ones

Each way starts from the same weights; after 600 steps their losses must agree within 2 %.
"""

import importlib.util
import os
import statistics
from pathlib import Path

import keras
import tensorflow as tf
import tqdm

from lab import data
from lab.benchmarks.rounds import alternate
from lab.data.pipeline import to_images, training_stacks
from lab.errors import LabError
from lab.models import VAE
from lab.training import devices
from lab.training.stacks import stack_sizes, use_stacks

BATCH_SIZE, STEPS, ROUNDS = 100, 600, 7
EAGER_STEPS = 40
LEARNING_RATE = 0.001
LARGEST_DISAGREEMENT = 0.02
# forward and backward of the five large layers, without the gradient of the image: 2 B I O each
FLOPS_PER_STEP = 144e6
GEMM_SIZE = 2048


def measure(dataset=None, data_dir=None):
    """Runs all ways and returns batches per second, their ratios and the losses' agreement."""
    device = devices.start()
    loaded = data.load(dataset, data_dir)
    images, labels = _epoch_of(loaded)
    ways = {
        "eager_loop": _EagerLoop(images, labels),
        "keras_fit": _KerasFit(images, labels),
        "keras_fit_jit": _KerasFit(images, labels, jit_compile=True, steps_per_execution=50),
        "lab": _Lab(loaded),
    }
    if importlib.util.find_spec("torch"):
        # which imports torch, and most people have none
        from lab.benchmarks.torch_loops.vae import TorchLoop

        ways["torch_loop"] = TorchLoop(_model(), images, labels, LEARNING_RATE)
    losses = _losses_after_an_epoch(ways, loaded.test)
    steps = {name: EAGER_STEPS if name == "eager_loop" else STEPS for name in ways}
    seconds = alternate(
        {name: lambda name=name: ways[name].train(steps[name]) for name in ways}
        | {"gemm_bound": _large_product},
        ROUNDS,
    )
    # a large product does the work of this many steps' products
    steps["gemm_bound"] = 2 * GEMM_SIZE**3 / FLOPS_PER_STEP
    rounds = {name: [steps[name] / s for s in values] for name, values in seconds.items()}
    speed = {name: statistics.median(values) for name, values in rounds.items()}
    figures = {
        "dataset": loaded.name,
        "device": device,
        "batches_per_second": speed,
        "batches_per_second_by_round": rounds,
        "ratios": _ratios(speed),
        "loss_after_600_steps": losses,
    }
    _show(figures)
    return figures


def _epoch_of(loaded):
    """The 60,000 images and labels of the lab's first 600 batches."""
    stacks = training_stacks(loaded.train, updates=STEPS, batch_size=BATCH_SIZE, seed=0)
    images, labels = to_images(next(iter(stacks)))
    return images.numpy().reshape(STEPS * BATCH_SIZE, -1), labels.numpy().reshape(-1)


def _model():
    model = VAE(seed=0)
    model.build()
    return model


def _sheet_pipeline(images, labels):
    return (
        tf.data.Dataset.from_tensor_slices((images, labels))
        .shuffle(1024, seed=0)
        .batch(BATCH_SIZE)
        .prefetch(tf.data.AUTOTUNE)
    )


class _EagerLoop:
    """The sheet's loop: every operation of every step called from Python, means in its bar."""

    def __init__(self, images, labels):
        self.model = _model()
        self.optimizer = keras.optimizers.Adam(LEARNING_RATE)
        self.batches = _sheet_pipeline(images, labels)
        self.means = [keras.metrics.Mean() for _ in range(4)]

    def train(self, steps):
        names = ("loss", "recon", "kl", "cls")
        with Path(os.devnull).open("w") as nowhere:
            bar = tqdm.tqdm(self.batches.take(steps), total=steps, file=nowhere)
            for x, y in bar:
                self._step(x, y)
                means = [f"{float(mean.result()):.4f}" for mean in self.means]
                bar.set_postfix(dict(zip(names, means, strict=True)))

    def _step(self, x, y):
        with tf.GradientTape() as tape:
            terms = self._terms(x, y)
        variables = self.model.trainable_variables
        gradients = tape.gradient(terms[0], variables)
        self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
        for mean, term in zip(self.means, terms, strict=True):
            mean.update_state(term)

    def _terms(self, x, y):
        model = self.model
        mu, log_var = model.encode(x)
        z = model.reparameterize(mu, log_var, tf.random.normal(mu.shape))
        digit_logits = model.classify(x)
        reconstructed = model.decode(z, tf.nn.softmax(digit_logits))
        recon = tf.reduce_mean(keras.losses.binary_crossentropy(x, reconstructed))
        kl = -0.5 * tf.reduce_mean(1 + log_var - tf.square(mu) - tf.exp(log_var))
        cls = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(y, digit_logits, from_logits=True)
        )
        return 100 * recon + 10 * kl + 10 * cls, recon, kl, cls


class _KerasFit:
    """Keras's own `fit`, one call per epoch."""

    def __init__(self, images, labels, **compile_options):
        self.model = _model()
        compile_options = {"jit_compile": False, **compile_options}
        self.model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), **compile_options)
        self.batches = _sheet_pipeline(images, labels)

    def train(self, steps):
        self.model.fit(self.batches.take(steps), verbose=0, shuffle=False)


class _Lab:
    """The part's way: stacks of updates in one program, under `fit`."""

    def __init__(self, loaded):
        self.model = _model()
        self.model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE))
        self.model.optimizer.build(self.model.trainable_variables)
        use_stacks(self.model)
        self.stacks, updates = stack_sizes(STEPS)
        self.batches = training_stacks(loaded.train, updates=updates, batch_size=BATCH_SIZE, seed=0)

    def train(self, steps):
        epochs = steps // STEPS
        self.model.fit(
            self.batches, epochs=epochs, steps_per_epoch=self.stacks, verbose=0, shuffle=False
        )


def _large_product():
    matrix = tf.ones((GEMM_SIZE, GEMM_SIZE)) / GEMM_SIZE
    tf.matmul(matrix, matrix).numpy()


def _losses_after_an_epoch(ways, test):
    """Trains each way for 600 steps and measures all with one ruler: the lab's loss on test."""
    images, labels = test.images, test.labels
    ruler = _model()
    ruler.compile()
    losses = {}
    for name, way in ways.items():
        print(f"{name}: {STEPS} steps to compare losses", flush=True)
        way.train(STEPS)
        ruler.set_weights(way.model.get_weights())
        losses[name] = ruler.evaluate(images, labels, batch_size=500, verbose=0, return_dict=True)[
            "loss"
        ]
    spread = max(losses.values()) / min(losses.values()) - 1
    if spread > LARGEST_DISAGREEMENT:
        raise LabError(f"the ways differ by {spread:.1%} in loss, they don't do the same: {losses}")
    return losses


def _ratios(speed):
    lab = speed["lab"]
    ratios = {
        "lab/eager_loop": lab / speed["eager_loop"],
        "lab/best_keras_fit": lab / max(speed["keras_fit"], speed["keras_fit_jit"]),
        "lab/gemm_bound": lab / speed["gemm_bound"],
    }
    if "torch_loop" in speed:
        ratios["lab/torch_loop"] = lab / speed["torch_loop"]
    return ratios


def _show(figures):
    print(f"\nbatches of {BATCH_SIZE} per second, on {figures['dataset']}, {figures['device']}:")
    for name, value in figures["batches_per_second"].items():
        print(f"  {name:<16} {value:8.1f}")
    print("ratios:")
    for name, value in figures["ratios"].items():
        print(f"  {name:<20} {value:.2f}")
    losses = ", ".join(f"{name} {v:.3f}" for name, v in figures["loss_after_600_steps"].items())
    print(f"loss after {STEPS} steps: {losses}")
