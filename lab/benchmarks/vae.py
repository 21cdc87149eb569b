"""The lab sheet's VAE trained in several ways on the same images: batches of 100 per second.

    eager_loop     the sheet's own loop, op by op
    keras_fit      Keras `fit` on the sheet's pipeline, as a graph
    keras_fit_jit  the same with jit_compile=True, steps_per_execution=50
    torch_loop     a plain PyTorch loop over batches in memory
    torch_compile  the same loop with `torch.compile` and fused Adam
    jax_steps      JAX and optax, one compiled call per step, batches in memory
    jax_scan       the same with the whole epoch in one `lax.scan`
    lab            the lab's training as the part runs it, with its pipeline and metrics
    gemm_bound     what the step's matrix products alone would take at the speed of large ones

Each way starts from the same weights; after 600 steps their losses must agree within 2 %. A row
whose library is missing is left out.
"""

from statistics import median

import keras
import tensorflow as tf

from lab import data
from lab.benchmarks import rounds
from lab.benchmarks.peers import installed
from lab.benchmarks.peers.vae.keras import EagerLoop, Fit
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
    ways = _ways(loaded)
    losses = _losses_after_an_epoch(ways, loaded.test)
    steps = {name: EAGER_STEPS if name == "eager_loop" else STEPS for name in ways}
    seconds = rounds.alternate(
        {name: lambda name=name: ways[name].train(steps[name]) for name in ways}
        | {"gemm_bound": _large_product},
        ROUNDS,
    )
    # a large product does the work of this many steps' products
    steps["gemm_bound"] = 2 * GEMM_SIZE**3 / FLOPS_PER_STEP
    by_round = {name: [steps[name] / s for s in values] for name, values in seconds.items()}
    figures = {
        "dataset": loaded.name,
        "device": device,
        "batches_per_second": {name: rounds.spread(speed) for name, speed in by_round.items()},
        "batches_per_second_by_round": by_round,
        "ratios": _ratios(by_round),
        "loss_after_600_steps": losses,
    }
    _show(figures)
    return figures


def _ways(loaded):
    """{name: way}, each with its own model of the same weights, `train(steps)` and `model`."""
    images, labels = _epoch_of(loaded)

    def of(kind, **options):
        return kind(_model(), images, labels, LEARNING_RATE, **options)

    return {
        "eager_loop": of(EagerLoop),
        "keras_fit": of(Fit),
        "keras_fit_jit": of(Fit, jit_compile=True, steps_per_execution=50),
        **_torch_ways(of),
        **_jax_ways(of),
        "lab": _Lab(loaded),
    }


def _torch_ways(of):
    if not installed("torch", rows="torch_loop, torch_compile"):
        return {}
    # here, since it loads PyTorch, which most people lack
    from lab.benchmarks.peers.vae import pytorch

    ways = {"torch_loop": of(pytorch.Loop)}
    try:
        ways["torch_compile"] = of(pytorch.Compiled)
    except LabError as error:
        print(f"left out: torch_compile ({error})", flush=True)
    return ways


def _jax_ways(of):
    if not installed("jax", "optax", rows="jax_steps, jax_scan"):
        return {}
    # here, since it loads JAX, which most people lack
    from lab.benchmarks.peers.vae import jax

    return {"jax_steps": of(jax.StepByStep), "jax_scan": of(jax.Scan)}


def _epoch_of(loaded):
    """The images [K, B, D] and labels [K, B] of the lab's first 600 batches."""
    stacks = training_stacks(loaded.train, updates=STEPS, batch_size=BATCH_SIZE, seed=0)
    images, labels = to_images(next(iter(stacks)))
    return images.numpy(), labels.numpy()


def _model():
    model = VAE(seed=0)
    model.build()
    return model


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
    if not spread <= LARGEST_DISAGREEMENT:
        raise LabError(f"the ways differ by {spread:.1%} in loss, they don't do the same: {losses}")
    return losses


def _ratios(by_round):
    """The lab's speed by each other way's, and by that of the better of Keras's two."""
    best_fit = max(("keras_fit", "keras_fit_jit"), key=lambda name: median(by_round[name]))
    others = {"best_keras_fit": best_fit} | {name: name for name in by_round if name != "lab"}
    return {
        f"lab/{title}": rounds.ratio(by_round["lab"], by_round[name])
        for title, name in others.items()
    }


def _show(figures):
    title = f"batches per second, {figures['dataset']}"
    rounds.show(title, figures["batches_per_second"], digits=1)
    rounds.show("ratios within a round", figures["ratios"], digits=2)
    losses = ", ".join(f"{name} {v:.3f}" for name, v in figures["loss_after_600_steps"].items())
    print(f"loss after {STEPS} steps: {losses}")
